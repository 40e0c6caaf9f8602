import t from 'tap'
import { versionsOf } from '../../src/domain/action-history.ts'
import type { ActionEvent } from '../../src/domain/action-history.ts'

const [monday, tuesday, wednesday, thursday] = ['2026-03-02T09:00:00.000Z', '2026-03-03T09:00:00.000Z', '2026-03-04T09:00:00.000Z', '2026-03-05T09:00:00.000Z'] as const
let told = 0

function event (type: string, occurredAt: string, after: object | null, before: object | null = null, subjectId = 'the action'): ActionEvent {
  return { id: String(++told).padStart(8, '0'), type, subjectId, occurredAt, before, after } as ActionEvent
}

const created = event('action.created', monday, { title: 'Name a lead', description: null, status: 'not_started', version: 1, evidenceSubmitted: 0, evidenceAccepted: 0 })
const started = event('action.started', tuesday, { status: 'in_progress', version: 2 })

t.test('each event ends a state and begins the next; the last still holds', async (t) => {
  const versions = versionsOf([created, started])

  t.match(versions, [
    { validFrom: monday, validTo: tuesday, facts: { status: 'not_started', version: 1, createdAt: monday, updatedAt: monday, titleToldBy: created.id, descriptionToldBy: created.id } },
    { validFrom: tuesday, validTo: null, facts: { status: 'in_progress', version: 2, createdAt: monday, updatedAt: tuesday, titleToldBy: created.id } }
  ])
  t.equal(versions.length, 2)
})

t.test('what happened at one instant is one state', async (t) => {
  t.match(versionsOf([created, { ...started, occurredAt: monday }]), [{ validFrom: monday, validTo: null, facts: { status: 'in_progress' } }])
})

t.test('who began first and was served second comes second, from when the other did', async (t) => {
  const first = event('action.updated', thursday, { priority: 'high', version: 2 })
  const second = event('action.updated', wednesday, { priority: 'low', version: 3 })

  for (const events of [[created, first, second], [second, first, created]]) {
    t.match(versionsOf(events), [{ validTo: thursday }, { validFrom: thursday, facts: { priority: 'low', version: 3, updatedAt: wednesday } }])
  }
})

t.test('events of before they told a version are counted, in the order of their ids', async (t) => {
  const old = [event('action.created', monday, { status: 'not_started' }), event('action.started', tuesday, { status: 'in_progress' }), event('action.submitted', wednesday, { status: 'awaiting_sign_off' })]
  const known = event('action.signed_off', thursday, { status: 'completed', version: 4 })

  t.strictSame(versionsOf([known, ...old]).map(({ facts }) => [facts['version'], facts['status']]), [[1, 'not_started'], [2, 'in_progress'], [3, 'awaiting_sign_off'], [4, 'completed']])
})

t.test('evidence is counted under its state, and changes no version', async (t) => {
  const events = [created, event('evidence.added', tuesday, { state: 'submitted' }, null, 'a piece'), event('evidence.added', wednesday, { state: 'submitted' }, null, 'another'),
    event('evidence.scanned', wednesday, { scan: 'clean' }, { scan: 'pending' }, 'another'), event('evidence.accepted', thursday, { state: 'accepted' }, { state: 'submitted' }, 'a piece')]

  t.strictSame(versionsOf(events).map(({ facts }) => [facts['evidenceSubmitted'], facts['evidenceAccepted'], facts['version']]), [[0, 0, 1], [1, 0, 1], [2, 0, 1], [1, 1, 1]])
})

t.test('milestones are counted, and the next that is open is known', async (t) => {
  const events = [created, event('milestone.created', tuesday, { dueOn: '2026-05-01', completedOn: null }, null, 'm1'), event('milestone.created', tuesday, { dueOn: '2026-04-01', completedOn: null }, null, 'm2'),
    event('milestone.completed', wednesday, { completedOn: '2026-03-04' }, { completedOn: null }, 'm2')]

  t.match(versionsOf(events).map(({ facts }) => facts).slice(1), [
    { milestonesTotal: 2, milestonesCompleted: 0, openMilestonesDueOn: ['2026-04-01', '2026-05-01'], nextMilestoneDueOn: '2026-04-01' },
    { milestonesTotal: 2, milestonesCompleted: 1, openMilestonesDueOn: ['2026-05-01'], nextMilestoneDueOn: '2026-05-01' }
  ])
})

t.test('what is told about a milestone or a piece of evidence without changing it, such as a reminder, is no state of the action', async (t) => {
  const reminded = (subjectId: string) => event('reminder.due', thursday, { dueOn: '2026-04-01', step: -7, rung: 'lead' }, null, subjectId)
  const events = [created, event('milestone.created', tuesday, { dueOn: '2026-04-01', completedOn: null }, null, 'm1'), event('evidence.added', wednesday, { state: 'submitted' }, null, 'a piece')]

  t.strictSame(versionsOf([...events, reminded('m1'), reminded('a piece')]), versionsOf(events))
})

t.test('an action whose making was never told has no history', async (t) => {
  t.strictSame(versionsOf([started, event('milestone.created', tuesday, { dueOn: '2026-05-01', completedOn: null }, null, 'm1')]), [])
  t.strictSame(versionsOf([]), [])
})
