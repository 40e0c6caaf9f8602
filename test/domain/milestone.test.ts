import fc from 'fast-check'
import t from 'tap'
import { completeMilestone, isOverdueMilestone, milestoneCounts, nextMilestoneDueOn } from '../../src/domain/milestone.ts'

const today = '2026-03-02'
const around = ['2026-03-01', '2026-03-02', '2026-03-03'] as const

t.test('a milestone is overdue from the day after it was due until it is completed', async (t) => {
  t.strictSame(around.map(dueOn => isOverdueMilestone({ dueOn, completedOn: null }, today)), [true, false, false])
  t.strictSame(around.map(dueOn => isOverdueMilestone({ dueOn, completedOn: today }, today)), [false, false, false])
})

t.test('milestones are counted, completed and overdue apart', async (t) => {
  const milestones = [...around.map(dueOn => ({ dueOn, completedOn: null })), { dueOn: '2026-01-01', completedOn: '2026-02-01' }]

  t.strictSame(milestoneCounts(milestones, today), { total: 4, completed: 1, overdue: 1 })
  t.strictSame(milestoneCounts([], today), { total: 0, completed: 0, overdue: 0 })
})

t.test('the next milestone is the earliest that is not completed', async (t) => {
  t.equal(nextMilestoneDueOn([{ dueOn: '2026-05-01', completedOn: null }, { dueOn: '2026-04-01', completedOn: null }, { dueOn: '2026-03-01', completedOn: today }]), '2026-04-01')
  t.equal(nextMilestoneDueOn([{ dueOn: '2026-03-01', completedOn: today }]), null)
})

t.test('a milestone is overdue in a set exactly when the next one is', async () => {
  const milestone = fc.record({ dueOn: fc.constantFrom(...around), completedOn: fc.constantFrom(null, today) })
  fc.assert(fc.property(fc.array(milestone), milestones => {
    const next = nextMilestoneDueOn(milestones)
    return (milestoneCounts(milestones, today).overdue > 0) === (next !== null && next < today)
  }))
})

t.test('a milestone is completed today or earlier, not ahead of time', async (t) => {
  const complete = (completedOn: string) => completeMilestone({ title: 'Pilot', dueOn: '2026-04-01', completedOn: null }, completedOn, today)

  t.strictSame(complete('2026-03-01'), { title: 'Pilot', dueOn: '2026-04-01', completedOn: '2026-03-01' })
  t.match(complete('2026-03-02'), { completedOn: '2026-03-02' })
  t.throws(() => complete('2026-03-03'), { code: 'rule-broken', facts: { errors: [{ pointer: '/completedOn' }] } })
})
