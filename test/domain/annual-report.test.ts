import t from 'tap'
import { daysOverdueAtEnd, isReported, outcomeOf, progressOf, timelinessOf, wasThere } from '../../src/domain/annual-report.ts'
import type { DatedAction } from '../../src/domain/annual-report.ts'
import { responses } from '../../src/domain/recommendation.ts'

const year = { from: '2025-04-01', to: '2026-03-31' }
const after = '2026-06-01' // the day of reading

/** Begun in the year, due after it. */
const action = (facts: Partial<DatedAction> = {}): DatedAction => ({
  assurance: null, closureReason: null, createdOn: '2025-05-01', originalDueOn: '2026-05-31', dueOn: '2026-05-31', startedOn: '2025-06-01', submittedOn: null, completedOn: null, closedOn: null, impactRatedOn: null, ...facts
})
const completed = (completedOn: string, facts: Partial<DatedAction> = {}) => action({ completedOn, assurance: 'signed_off', closureReason: 'delivered', ...facts })
const closed = (closedOn: string, facts: Partial<DatedAction> = {}) => action({ closedOn, closureReason: 'not_progressed', ...facts })

t.test('what had become of an action goes by the day on which it ended', async (t) => {
  t.same(['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01'].map((day) => outcomeOf(completed(day), year)), ['completed_earlier', 'completed', 'completed', 'open'])
  t.same(['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01'].map((day) => outcomeOf(closed(day), year)), ['closed_earlier', 'closed', 'closed', 'open'])
  t.equal(outcomeOf(action(), year), 'open')
})

t.test('an action that was entered late was there when its own dates say so', async (t) => {
  const late = { createdOn: '2026-04-01', startedOn: null }
  t.equal(wasThere(action(late), year), false)
  t.equal(wasThere(action({ ...late, createdOn: '2026-03-31' }), year), true)
  t.equal(wasThere(action({ ...late, startedOn: '2026-03-31' }), year), true)
  t.equal(wasThere(completed('2026-04-02', late), year), false)
})

t.test('overdue at the end: counted to the end of the period, or to today where it has not ended', async (t) => {
  t.same(['2026-03-30', '2026-03-31', '2026-04-01'].map((dueOn) => daysOverdueAtEnd(action({ dueOn }), year, after)), [1, 0, 0])
  t.equal(daysOverdueAtEnd(action({ dueOn: '2026-01-01' }), year, '2026-01-11'), 10)
  t.equal(daysOverdueAtEnd(completed('2026-04-10', { dueOn: '2026-03-01' }), year, after), 30, 'completed after the end')
  t.equal(daysOverdueAtEnd(action({ dueOn: '2026-03-01', submittedOn: '2026-03-01' }), year, after), 0, 'handed in on the day')
  t.equal(daysOverdueAtEnd(completed('2026-03-10', { dueOn: '2026-03-01' }), year, after), 0, 'no longer open')
})

t.test('in time goes by the day of handing in, and only for what was signed off by the end', async (t) => {
  const dates = { originalDueOn: '2026-01-31', dueOn: '2026-02-28' }
  const handedIn = (submittedOn: string) => timelinessOf(completed('2026-03-20', { ...dates, submittedOn }), year)
  t.same(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map(handedIn), [{ original: true, agreed: true }, { original: false, agreed: true }, { original: false, agreed: true }, { original: false, agreed: false }])
  t.same(timelinessOf(completed('2026-01-31', dates), year), { original: true, agreed: true }, 'no day of handing in: that of completion')
  for (const without of [action(dates), closed('2026-03-01'), completed('2026-03-01', { assurance: 'before_this_service' }), completed('2026-04-01')]) t.equal(timelinessOf(without, year), null)
})

t.test('a recommendation is reported when it was made, answered or worked on in the period, or waits', async (t) => {
  const accepted = { madeOn: '2024-01-01', response: 'accepted', respondedOn: '2024-02-01' } as const
  const refused = { ...accepted, response: 'not_accepted' } as const
  t.same(['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01'].map((madeOn) => isReported({ ...refused, madeOn, respondedOn: null }, [], year)), [false, true, true, false])
  t.same(['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01'].map((respondedOn) => isReported({ ...refused, respondedOn }, [], year)), [false, true, true, false])
  t.equal(isReported(accepted, [], year), true, 'accepted, and nothing agreed')
  t.equal(isReported(accepted, [completed('2025-03-31')], year), false, 'done before')
  t.equal(isReported(accepted, [completed('2025-03-31', { impactRatedOn: '2025-09-30' })], year), true, 'rated in the period')
  t.equal(isReported(accepted, [completed('2025-03-31'), action()], year), true, 'one is open')
  t.equal(isReported(refused, [completed('2025-04-01')], year), true, 'done all the same')
})

t.test('progress, first match', async (t) => {
  const of = (...actions: DatedAction[]) => progressOf('accepted', actions, year, after)
  const overdue = { dueOn: '2026-02-19' }
  t.same(of(), { progress: 'none', reason: 'No action has been agreed.' })
  t.same(of(action({ startedOn: '2026-04-01' }), action({ startedOn: null })), { progress: 'none', reason: 'Begun: none of 2 actions.' })
  t.same(of(action(overdue), action()), { progress: 'little', reason: 'Overdue: 1 of 2 actions, the longest by 40 days.' })
  t.same(of(action(overdue), completed('2026-01-01')), { progress: 'behind', reason: 'Overdue: 1 of 2 actions, the longest by 40 days.' })
  t.same(of(action(), action({ startedOn: null })), { progress: 'under_way', reason: 'Begun: 1 of 2 actions; none is overdue.' })
  t.same(of(completed('2026-01-01'), closed('2026-01-01', { closureReason: 'merged' })), { progress: 'delivered', reason: 'Completed: 1 of 2 actions; none is open.' })
  t.same(of(completed('2026-01-01'), closed('2026-01-01')), { progress: 'delivered_in_part', reason: 'Completed: 1 of 2 actions; given up: 1.' })
  t.same(of(closed('2026-01-01')), { progress: 'not_delivered', reason: 'Ended without being delivered: 1 action.' })
})

t.test('what is not accepted, superseded or referred on is not taken up, whatever was done', async (t) => {
  const progress = responses.map((response) => progressOf(response, [completed('2026-01-01')], year, after).progress)
  t.same(progress, ['delivered', 'delivered', 'delivered', 'delivered', 'not_taken_up', 'not_taken_up', 'not_taken_up'])
  t.equal(progressOf('not_accepted', [], year, after).reason, 'The response is not accepted.')
})
