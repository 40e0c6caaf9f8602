import fc from 'fast-check'
import t from 'tap'
import { addDays, addMonths, daysBetween, firstLocalDate, isAfter, isBefore, isLocalDate, lastLocalDate, lastInstantOf, localDateAt, weekdayOf } from '../../src/domain/local-date.ts'

const anyDay = fc.integer({ min: 0, max: daysBetween(firstLocalDate, lastLocalDate) }).map(days => addDays(firstLocalDate, days))

t.test('a date is a day that exists', async (t) => {
  const days = ['2026-06-30', '2028-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '0099-12-31']
  const others = ['2026-02-29', '2026-02-30', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '0000-12-31',
    '2026-6-30', '20260630', '2026-06-30T00:00+14:00', ' 2026-06-30', '2026-06-30\n', '+002026-06-30', '']

  for (const day of days) t.ok(isLocalDate(day), day)
  for (const other of others) t.notOk(isLocalDate(other), other)
})

t.test('a day is before the next and after the last', async (t) => {
  t.strictSame(['2026-06-29', '2026-06-30', '2026-07-01'].map(day => isBefore(day, '2026-06-30')), [true, false, false])
  t.strictSame(['2026-06-29', '2026-06-30', '2026-07-01'].map(day => isAfter(day, '2026-06-30')), [false, false, true])
})

t.test('a day has 24 hours also when the clocks change', async (t) => {
  t.equal(addDays('2026-03-28', 1), '2026-03-29')
  t.equal(addDays('2026-03-29', 1), '2026-03-30')
  t.equal(addDays('2026-10-25', 1), '2026-10-26')
  t.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  t.equal(daysBetween('2026-10-26', '2026-10-24'), -2)
})

t.test('adding days and counting them undo each other, over the whole calendar', async () => {
  fc.assert(fc.property(anyDay, anyDay, (from, to) => addDays(from, daysBetween(from, to)) === to && isLocalDate(to)))
})

t.test('the order of days is the order of their distances', async () => {
  fc.assert(fc.property(anyDay, anyDay, (one, other) => {
    const distance = daysBetween(one, other)
    return isBefore(one, other) === (distance > 0) && isAfter(one, other) === (distance < 0)
  }))
})

t.test('the next day has the next weekday', async (t) => {
  t.equal(weekdayOf('2026-03-02'), 1, 'Monday')
  fc.assert(fc.property(anyDay.filter(day => day !== lastLocalDate), day => weekdayOf(addDays(day, 1)) === (weekdayOf(day) + 1) % 7))
})

t.test('a month later is the same day, or the last of a shorter month', async (t) => {
  const cases = [
    ['2026-01-15', 1, '2026-02-15'], ['2026-01-31', 1, '2026-02-28'], ['2028-01-31', 1, '2028-02-29'], ['2026-08-31', 6, '2027-02-28'],
    ['2026-12-31', 2, '2027-02-28'], ['2026-03-31', -1, '2026-02-28'], ['2026-01-15', -1, '2025-12-15'], ['2028-02-29', 12, '2029-02-28'],
    ['2026-06-30', 0, '2026-06-30'], ['0050-01-31', 1, '0050-02-28']
  ] as const

  for (const [date, months, expected] of cases) t.equal(addMonths(date, months), expected, `${date} + ${months}`)
})

t.test('adding months keeps the day or clamps it, and lands in the month asked for', async () => {
  const safeDay = anyDay.filter(day => isAfter(day, '0101-01-01') && isBefore(day, '9899-12-31'))
  fc.assert(fc.property(safeDay, fc.integer({ min: -1200, max: 1200 }), (date, months) => {
    const moved = addMonths(date, months)
    const index = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
    const isLastOfMonth = addDays(moved, 1).endsWith('-01')
    return index(moved) === index(date) + months && (moved.slice(8) === date.slice(8) || (isLastOfMonth && moved.slice(8) < date.slice(8)))
  }))
})

t.test('a day beyond the calendar is refused', async (t) => {
  t.throws(() => addDays(lastLocalDate, 1), { code: 'rule-broken', message: /1 days from 9999-12-31/ })
  t.throws(() => addDays(firstLocalDate, -1), { code: 'rule-broken' })
  t.throws(() => addMonths(lastLocalDate, 1), { code: 'rule-broken' })
  t.throws(() => addDays(firstLocalDate, Infinity), { code: 'rule-broken' })
})

t.test('the day at an instant is the one that the clocks of the place show', async (t) => {
  const cases = [
    ['2026-07-01T22:59:59Z', '2026-07-01'], ['2026-07-01T23:30:00Z', '2026-07-02'], ['2026-01-01T23:30:00Z', '2026-01-01'],
    ['2026-03-29T00:59:59Z', '2026-03-29'], ['2026-03-29T22:59:59Z', '2026-03-29'], ['2026-03-29T23:00:00Z', '2026-03-30'],
    ['2026-10-24T22:59:59Z', '2026-10-24'], ['2026-10-24T23:00:00Z', '2026-10-25'], ['2026-10-25T23:59:59Z', '2026-10-25'], ['2026-10-26T00:00:00Z', '2026-10-26']
  ] as const

  for (const [instant, expected] of cases) {
    t.equal(localDateAt(instant, 'Europe/London'), expected, instant)
    t.equal(localDateAt(new Date(instant), 'Europe/London'), expected)
  }
  t.equal(localDateAt('2026-07-01T23:30:00Z', 'UTC'), '2026-07-01')
  t.equal(localDateAt('0500-07-01T12:00:00Z', 'UTC'), '0500-07-01')
})

t.test('in UTC, the day at any instant is its date part', async () => {
  const instants = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  fc.assert(fc.property(instants, instant => localDateAt(instant, 'UTC') === instant.toISOString().slice(0, 10)))
})

t.test('a day ends where it is, also on the nights the clocks change', async (t) => {
  const ends: ReadonlyArray<readonly [day: string, zone: string, end: string]> = [
    ['2026-03-28', 'Europe/London', '2026-03-28T23:59:59.999Z'], ['2026-03-29', 'Europe/London', '2026-03-29T22:59:59.999Z'], ['2026-10-24', 'Europe/London', '2026-10-24T22:59:59.999Z'],
    ['2026-10-25', 'Europe/London', '2026-10-25T23:59:59.999Z'], ['2026-06-30', 'Pacific/Kiritimati', '2026-06-30T09:59:59.999Z'], ['2026-06-30', 'Etc/GMT+12', '2026-07-01T11:59:59.999Z'], ['2026-06-30', 'Asia/Kathmandu', '2026-06-30T18:14:59.999Z']
  ]
  for (const [day, zone, end] of ends) t.equal(lastInstantOf(day, zone), end, `${day} ${zone}`)
})
