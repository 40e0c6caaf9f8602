import fc from 'fast-check'
import t from 'tap'
import { addDays, isAfter } from '../../src/domain/local-date.ts'
import { addWorkingDays, countWorkingDays, isWorkingDay } from '../../src/domain/working-day.ts'

// Easter 2026 in England and Wales, and a bank holiday that falls on a Saturday.
const easter = new Set(['2026-04-03', '2026-04-06', '2026-12-26'])
const none = new Set<string>()

t.test('Saturdays, Sundays and bank holidays are no working days', async (t) => {
  const days = ['2026-04-02', '2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06', '2026-04-07']

  t.strictSame(days.map(day => isWorkingDay(day, easter)), [true, false, false, false, false, true])
})

t.test('working days are added over weekends and bank holidays', async (t) => {
  t.equal(addWorkingDays('2026-04-02', 1, easter), '2026-04-07', 'over Easter')
  t.equal(addWorkingDays('2026-04-07', -1, easter), '2026-04-02', 'and back')
  t.equal(addWorkingDays('2026-03-02', 15, none), '2026-03-23', 'the clock of a rapid review')
  t.equal(addWorkingDays('2026-04-04', 0, easter), '2026-04-04', 'none is the day itself')
})

t.test('working days are counted after the first day and up to the last', async (t) => {
  const cases = [
    ['2026-04-02', '2026-04-02', 0], ['2026-04-02', '2026-04-06', 0], ['2026-04-02', '2026-04-07', 1], ['2026-04-02', '2026-04-01', 0],
    ['2026-12-25', '2026-12-28', 1], ['2026-03-02', '2026-03-23', 15], ['2026-04-03', '2026-04-07', 1]
  ] as const

  for (const [from, to, expected] of cases) t.equal(countWorkingDays(from, to, easter), expected, `${from} to ${to}`)
})

t.test('a due date in the year 9999 is counted at once', async (t) => {
  t.equal(countWorkingDays('2026-03-02', '9999-12-31', none), 2_080_274)
})

const day = fc.integer({ min: 0, max: 20_000 }).map(days => addDays('2000-01-01', days))
const holidays = fc.array(fc.integer({ min: 0, max: 20_300 }).map(days => addDays('2000-01-01', days))).map(days => new Set(days))

t.test('adding working days and counting them agree', async () => {
  fc.assert(fc.property(day, fc.integer({ min: 1, max: 60 }), holidays, (from, count, bankHolidays) => {
    const to = addWorkingDays(from, count, bankHolidays)
    return isWorkingDay(to, bankHolidays) && countWorkingDays(from, to, bankHolidays) === count
  }))
})

t.test('counting by whole weeks gives what walking day by day gives', async () => {
  fc.assert(fc.property(day, fc.integer({ min: 0, max: 200 }), holidays, (from, span, bankHolidays) => {
    const to = addDays(from, span)
    let walked = 0
    for (let each = addDays(from, 1); !isAfter(each, to); each = addDays(each, 1)) {
      if (isWorkingDay(each, bankHolidays)) walked += 1
    }
    return countWorkingDays(from, to, bankHolidays) === walked
  }))
})
