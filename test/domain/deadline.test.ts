import fc from 'fast-check'
import t from 'tap'
import { deliveryStatuses } from '../../src/domain/action.ts'
import type { DeliveryStatus } from '../../src/domain/action.ts'
import { deadlineState, latenessOf, spanOf, timeLeft, traceDueDate } from '../../src/domain/deadline.ts'
import { addDays, daysBetween } from '../../src/domain/local-date.ts'

const due = { dueOn: '2026-06-30', originalDueOn: '2026-05-31', submittedOn: null, completedOn: null } as const
const [before, on, after] = ['2026-06-29', '2026-06-30', '2026-07-01']

t.test('every status the day before, on and after its due date', async (t) => {
  const expected: Record<DeliveryStatus, string[]> = {
    not_started: ['due_later', 'due_today', 'overdue'],
    in_progress: ['due_later', 'due_today', 'overdue'],
    paused: ['due_later', 'due_today', 'overdue'],
    awaiting_sign_off: ['awaiting_sign_off', 'awaiting_sign_off', 'overdue'],
    completed: ['ended', 'ended', 'ended'],
    closed_not_delivered: ['ended', 'ended', 'ended']
  }
  for (const status of deliveryStatuses) {
    t.strictSame([before, on, after].map((today) => deadlineState({ ...due, status }, today)), expected[status], status)
  }
})

t.test('what was handed in by its due date is not overdue while it waits', async (t) => {
  const submitted = (submittedOn: string) => deadlineState({ ...due, status: 'awaiting_sign_off', submittedOn }, '2026-08-01')

  t.strictSame([before, on, after].map(submitted), ['awaiting_sign_off', 'awaiting_sign_off', 'overdue'])
})

const christmas = [
  { on: '2026-12-25', name: 'Christmas Day' }, { on: '2026-12-26', name: 'Boxing Day' },
  { on: '2026-12-28', name: 'Boxing Day (substitute day)' }, { on: '2027-01-01', name: 'New Year’s Day' }
]

t.test('the days to the due date are taken apart: weekends, bank holidays, working days', async (t) => {
  t.match(timeLeft('2027-01-04', '2026-12-24', christmas), {
    daysLeft: 11, weekendDays: 4, workingDaysLeft: 4, bankHolidays: [{ name: 'Christmas Day' }, { name: 'Boxing Day (substitute day)' }, { name: 'New Year’s Day' }]
  }, 'Boxing Day itself is a Saturday, and costs no working day')
  t.match(timeLeft('2026-12-24', '2027-01-04', christmas), { daysLeft: -11, weekendDays: 4, workingDaysLeft: -4 }, 'past as it was to come')
  t.strictSame(timeLeft('2026-12-25', '2026-12-25', christmas), { daysLeft: 0, workingDaysLeft: 0, weekendDays: 0, bankHolidays: [] })
})

t.test('a day is a day: over a clock change, on 29 February, over the year’s end', async (t) => {
  t.match(timeLeft('2026-03-30', '2026-03-27', []), { daysLeft: 3, workingDaysLeft: 1, weekendDays: 2 }, 'the clocks go forward on 29 March')
  t.match(timeLeft('2026-10-26', '2026-10-23', []), { daysLeft: 3, workingDaysLeft: 1, weekendDays: 2 }, 'and back on 25 October')
  t.match(timeLeft('2028-03-01', '2028-02-28', []), { daysLeft: 2, workingDaysLeft: 2 })
  t.match(timeLeft('2027-03-01', '2027-02-28', []), { daysLeft: 1, workingDaysLeft: 1 })
  t.match(timeLeft('2027-01-01', '2026-12-31', christmas), { daysLeft: 1, workingDaysLeft: 0 })
})

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days))
const calendar = fc.array(day.map((on) => ({ on, name: 'A holiday' })))

t.test('every day between is a weekend, a bank holiday or a working day, and only one of them', async () => {
  fc.assert(fc.property(day, day, calendar, (dueOn, today, holidays) => {
    const { daysLeft, workingDaysLeft, weekendDays, bankHolidays } = timeLeft(dueOn, today, holidays)
    const named = new Set(bankHolidays.map(({ on }) => on)).size
    return daysLeft === daysBetween(today, dueOn) && Math.abs(daysLeft) === Math.abs(workingDaysLeft) + weekendDays + named && weekendDays >= 0
  }))
})

t.test('bank holidays are sought between today and the due date, and no further than ten years', async (t) => {
  t.strictSame(spanOf('2026-06-30', '2026-03-02'), { from: '2026-03-02', to: '2026-06-30' })
  t.strictSame(spanOf('2026-02-01', '2026-03-02'), { from: '2026-02-01', to: '2026-03-02' })
  t.strictSame(spanOf('9999-12-31', '2026-03-02'), { from: '2026-03-02', to: '2036-03-02' })
  t.strictSame(spanOf('0001-01-01', '2026-03-02'), { from: '2016-03-01', to: '2026-03-02' })
})

t.test('lateness is told against the first date and the agreed one, by the day of handing in', async (t) => {
  const cases = [
    ['2026-05-31', 0, 0], ['2026-06-01', 1, 0], ['2026-06-30', 30, 0], ['2026-07-01', 31, 1]
  ] as const
  for (const [handedIn, againstOriginal, againstAgreed] of cases) {
    const late = { againstOriginal, againstAgreed }
    t.strictSame(latenessOf({ ...due, status: 'completed', submittedOn: handedIn, completedOn: '2026-09-01' }, '2027-01-01'), late)
    t.strictSame(latenessOf({ ...due, status: 'completed', completedOn: handedIn }, '2027-01-01'), late, 'imported as completed')
    t.strictSame(latenessOf({ ...due, status: 'awaiting_sign_off', submittedOn: handedIn }, '2027-01-01'), late)
    t.strictSame(latenessOf({ ...due, status: 'in_progress' }, handedIn), late, 'by today, while it is open')
  }
  t.equal(latenessOf({ ...due, status: 'closed_not_delivered' }, '2027-01-01'), null)
})

t.test('the due date is followed through what set it and what left it as it was', async (t) => {
  const steps = traceDueDate('2026-03-31', [
    { kind: 'corrected', dueOnSet: '2026-04-30' },
    { kind: 'extension_declined', dueOnSet: null },
    { kind: 'extension_agreed', dueOnSet: '2026-06-30' },
    { kind: 'reopened', dueOnSet: '2026-05-31' },
    { kind: 'extension_requested', dueOnSet: null }
  ])

  t.strictSame(steps.map(({ dueOnBefore, dueOnAfter }) => `${dueOnBefore.slice(5)} ${dueOnAfter.slice(5)}`),
    ['03-31 04-30', '04-30 04-30', '04-30 06-30', '06-30 05-31', '05-31 05-31'])
})
