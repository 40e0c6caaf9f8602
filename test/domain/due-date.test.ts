import fc from 'fast-check'
import t from 'tap'
import { deliveryStatuses, openStatuses } from '../../src/domain/action.ts'
import { correctDueDate, daysOverdue, extend, isOverdue } from '../../src/domain/due-date.ts'
import { addDays, daysBetween } from '../../src/domain/local-date.ts'
import { roles } from '../../src/domain/person.ts'

const around = ['2026-06-29', '2026-06-30', '2026-07-01'] as const
const action = { status: 'in_progress', dueOn: '2026-06-30', submittedOn: null } as const
const coordinator = { role: 'coordinator' } as const

t.test('an open action is overdue from the day after its due date, a paused one too', async (t) => {
  for (const status of deliveryStatuses) {
    const isOpen = openStatuses.some(open => open === status)
    t.strictSame(around.map(today => isOverdue({ ...action, status }, today)), [false, false, isOpen], status)
  }
})

t.test('what was submitted by its due date is not overdue while it awaits sign-off', async (t) => {
  const late = (submittedOn: string) => isOverdue({ ...action, status: 'awaiting_sign_off', submittedOn }, '2026-08-01')

  t.strictSame(around.map(late), [false, false, true])
})

t.test('days overdue count from the due date and are 0 until then', async (t) => {
  t.strictSame([...around, '2026-07-31'].map(today => daysOverdue(action, today)), [0, 0, 1, 31])
  t.equal(daysOverdue({ ...action, dueOn: '2026-10-24' }, '2026-10-26'), 2, 'over the end of summer time')
  fc.assert(fc.property(fc.integer({ min: -500, max: 500 }), days => daysOverdue(action, addDays(action.dueOn, days)) === Math.max(0, days)))
})

t.test('a coordinator corrects the due date of what is not started and not yet due', async (t) => {
  const correct = (today: string) => correctDueDate({ ...action, status: 'not_started' }, '2026-09-30', coordinator, today)

  t.match(correct('2026-06-29'), { dueOn: '2026-09-30', status: 'not_started' })
  t.throws(() => correct('2026-06-30'), { code: 'due-date-fixed', message: /2026-06-30.*Ask for an extension/ })
  t.throws(() => correct('2026-07-01'), { code: 'due-date-fixed' })
})

t.test('once started, a due date stands', async (t) => {
  for (const status of deliveryStatuses.filter(status => status !== 'not_started')) {
    t.throws(() => correctDueDate({ ...action, status }, '2026-09-30', coordinator, '2026-01-05'), { code: 'due-date-fixed', facts: { actionStatus: status } }, status)
  }
})

t.test('nobody but a coordinator changes a due date', async (t) => {
  for (const role of roles.filter(role => role !== 'coordinator')) {
    t.throws(() => correctDueDate({ ...action, status: 'not_started' }, '2026-09-30', { role }, '2026-01-05'), { code: 'forbidden' }, role)
  }
})

t.test('saying the same due date again changes nothing and is no offence', async (t) => {
  t.equal(correctDueDate(action, action.dueOn, { role: 'contributor' }, '2026-12-31'), action)
})

t.test('an extension moves the date later, never to the same or an earlier day', async (t) => {
  t.throws(() => extend(action, '2026-06-29'), { code: 'extension-not-later', facts: { dueOn: '2026-06-30' } })
  t.throws(() => extend(action, '2026-06-30'), { code: 'extension-not-later' })
  t.strictSame(extend({ ...action, originalDueOn: '2026-03-31' }, '2026-07-01'), { ...action, dueOn: '2026-07-01', originalDueOn: '2026-03-31' })
})

t.test('no series of extensions brings a date nearer', async () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 400 })), steps => {
    const extended = steps.reduce((due, days) => extend(due, addDays(due.dueOn, days)), { ...action, dueOn: '2026-06-30' })
    return daysBetween(action.dueOn, extended.dueOn) === steps.reduce((sum, days) => sum + days, 0)
  }))
})
