import t from 'tap'
import { explain } from '../../src/features/deadlines/explanation.ts'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'
import { agreed, buildRequested, declined, moreTime } from '../support/extensions.ts'
import { plantAction } from '../support/plan.ts'

const app = await testApp(t)
const { send, as, db, clock, people, agencies, anotherPartnership } = app

t.test('a deadline is taken apart: calendar days, weekends, bank holidays by name, working days', async (t) => {
  const { id } = await buildAction(app, { dueOn: '2026-04-14' })

  const { status, headers, body } = await as('viewer')('GET', `/v1/actions/${id}/deadline`)

  t.equal(status, 200)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { actionId: id, dueOn: '2026-04-14', originalDueOn: '2026-04-14', state: 'due_later', today: '2026-03-02', timeZone: 'Europe/London', daysLeft: 43, weekendDays: 12, workingDaysLeft: 29, daysLate: { againstOriginal: 0, againstAgreed: 0 } })
  t.same(body.bankHolidays, [{ on: '2026-04-03', name: 'Good Friday' }, { on: '2026-04-06', name: 'Easter Monday' }])
  t.equal(body.explanation, 'Due on 2026-04-14, in 29 working days: 43 days less 12 weekend days and 2 bank holidays (Good Friday on 2026-04-03, Easter Monday on 2026-04-06).')
  t.match(body.steps, [{ kind: 'set', dueOnBefore: null, dueOnAfter: '2026-04-14', by: null }])
})

t.test('a deadline tells all that moved the date, and what did not', async (t) => {
  const { id, action, decision } = await buildRequested(app)
  await as('reviewer')('POST', decision, agreed)
  const second = await send('POST', `${action}/extensions`, moreTime({ proposedDueOn: '2026-09-30' }))
  await as('reviewer')('POST', `/v1/extensions/${second.body.id}/decision`, declined)
  await send('PATCH', action, { dueOn: '2026-08-31' }, { 'if-match': '*' })
  await send('POST', `${action}/transitions`, { to: 'closed_not_delivered', note: 'No money.', closureReason: 'not_progressed' })
  await send('POST', `${action}/transitions`, { to: 'in_progress', note: 'Money was found.', dueOn: '2026-12-31' })
  const third = await as('contributor')('POST', `${action}/extensions`, moreTime({ proposedDueOn: '2027-01-29' }))

  const { body } = await send('GET', `${action}/deadline`)

  const steps = body.steps.map(({ kind, dueOnBefore, dueOnAfter }: Record<string, string>) => [kind, dueOnBefore, dueOnAfter])
  t.strictSame(steps, [
    ['set', null, '2026-06-30'], ['extension_agreed', '2026-06-30', '2026-07-31'], ['extension_declined', '2026-07-31', '2026-07-31'],
    ['corrected', '2026-07-31', '2026-08-31'], ['reopened', '2026-08-31', '2026-12-31'], ['extension_requested', '2026-12-31', '2026-12-31']
  ])
  t.match(body.steps[1], { extensionId: id, proposedDueOn: '2026-07-31', reason: 'The posts are advertised.', by: { kind: 'person', id: people.reviewer, agencyId: agencies.police } })
  t.match(body.steps[4], { reason: 'Money was found.', by: { id: people.coordinator } })
  t.match(body.steps[5], { extensionId: third.body.id, by: { id: people.contributor, agencyId: agencies.csc } })
  t.match(body, { dueOn: '2026-12-31', originalDueOn: '2026-06-30' })
})

t.test('what was handed in by the agreed date is said to be, however late it is against the first', async (t) => {
  t.equal(explain('2026-08-31', 'ended', undefined, { againstOriginal: 57, againstAgreed: 0 }), 'Completed; it was due on 2026-08-31, and handed in by the agreed date and 57 days after the original one.')
  t.equal(explain('2026-08-31', 'ended', undefined, { againstOriginal: 58, againstAgreed: 1 }), 'Completed; it was due on 2026-08-31, and handed in 1 day after the agreed date and 58 days after the original one.')
})

t.test('a deadline is of its day in the partnership’s time zone, on the nights the clocks change too', async (t) => {
  const { id } = await buildAction(app, { dueOn: '2026-03-29' })
  const states: unknown[] = []
  // The clocks go forward at 01:00 on 29 March: that day ends an hour earlier in UTC.
  for (const now of ['2026-03-28T23:59:59.999Z', '2026-03-29T00:00:00.000Z', '2026-03-29T22:59:59.999Z', '2026-03-29T23:00:00.000Z']) {
    clock.now = now
    const { body } = await send('GET', `/v1/actions/${id}/deadline`)
    states.push([body.today, body.state, body.daysLeft])
  }
  clock.now = '2026-03-02T09:00:00.000Z'

  t.same(states, [['2026-03-28', 'due_later', 1], ['2026-03-29', 'due_today', 0], ['2026-03-29', 'due_today', 0], ['2026-03-30', 'overdue', -1]])
})

t.test('what is overdue is so by working days, over the year’s end with its substitute days', async (t) => {
  const { id } = await buildAction(app, { dueOn: '2026-12-24' })
  clock.now = '2027-01-04T09:00:00.000Z'
  const { body } = await send('GET', `/v1/actions/${id}/deadline`)
  clock.now = '2026-03-02T09:00:00.000Z'

  t.match(body, { state: 'overdue', explanation: /^Due on 2026-12-24, overdue by 4 working days: 11 days less/, daysLeft: -11, workingDaysLeft: -4, weekendDays: 4, daysLate: { againstOriginal: 11, againstAgreed: 11 } })
  t.match(body.bankHolidays, [{ on: '2026-12-25' }, { on: '2026-12-28', name: 'Boxing Day (substitute day)' }, { on: '2027-01-01' }])
})

t.test('nothing is counted for what waits for sign-off or has ended', async (t) => {
  const waits = { status: 'awaiting_sign_off', submittedOn: '2026-02-27', submittedById: people.contributor, dueOn: '2026-02-28' } as const
  const cases = [[waits, 'awaiting_sign_off', 0], [{ status: 'completed', dueOn: '2026-02-13' }, 'ended', 7], [{ status: 'closed_not_delivered' }, 'ended', undefined]] as const
  for (const [facts, state, daysLate] of cases) {
    const { id } = await plantAction(db, app, facts)
    const { body } = await send('GET', `/v1/actions/${id}/deadline`)
    t.match(body, { state, daysLeft: null, workingDaysLeft: null, bankHolidays: [] })
    t.equal(body.daysLate?.againstAgreed, daysLate)
  }
})

t.test('a due date at either end of the calendar is answered at once', async (t) => {
  for (const [dueOn, daysLeft] of [['9999-12-31', 2912382], ['0001-01-01', -739676]] as const) {
    const { id } = await buildAction(app, { dueOn })
    t.match((await send('GET', `/v1/actions/${id}/deadline`)).body, { dueOn, daysLeft })
  }
})

t.test('the deadline of what is hidden or elsewhere is answered like that of nothing', async (t) => {
  const other = await anotherPartnership()
  const { id: recommendationId } = await buildRecommendation(app, { restricted: true })
  const hidden = await buildAction(app, { recommendationIds: [recommendationId], ownerAgencyId: agencies.housing })
  const unknown = await as('contributor')('GET', '/v1/actions/019c8f6e-0c00-7000-8000-000000000000/deadline')

  const answers = [await as('contributor')('GET', `/v1/actions/${hidden.id}/deadline`), await other.as('coordinator')('GET', `/v1/actions/${hidden.id}/deadline`)]
  for (const { status, body } of answers) t.same([status, { ...body, instance: '' }], [404, { ...unknown.body, instance: '' }])
  t.equal((await send('GET', `/v1/actions/${hidden.id}/deadline`)).status, 200)
})
