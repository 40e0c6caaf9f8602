import t from 'tap'
import { bankHolidaysBetween } from '../../src/platform/bank-holidays.ts'

// https://www.gov.uk/bank-holidays, England and Wales: the days on which offices are closed.
const published = {
  2020: ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28'],
  2021: ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
  2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28']
}

const weekdaysOf = (from: string, to: string) => bankHolidaysBetween(from, to).map(({ on }) => on).filter((on) => ![0, 6].includes(new Date(on).getUTCDay()))

t.test('the bank holidays of England and Wales are those that GOV.UK publishes', async (t) => {
  for (const [year, days] of Object.entries(published)) t.strictSame(weekdaysOf(`${year}-01-01`, `${year}-12-31`), days.map((day) => `${year}-${day}`), year)
})

t.test('a holiday at a weekend has a substitute day, which says so', async (t) => {
  t.strictSame(bankHolidaysBetween('2026-12-24', '2027-01-04'), [
    { on: '2026-12-25', name: 'Christmas Day' },
    { on: '2026-12-26', name: 'Boxing Day' },
    { on: '2026-12-28', name: 'Boxing Day (substitute day)' },
    { on: '2027-01-01', name: 'New Year\'s Day' }
  ])
})

t.test('both ends are included, and a span that ends before it begins has none', async (t) => {
  t.strictSame(weekdaysOf('2026-04-03', '2026-04-06'), ['2026-04-03', '2026-04-06'])
  t.strictSame(weekdaysOf('2026-04-04', '2026-04-05'), [])
  t.strictSame(bankHolidaysBetween('2026-04-06', '2026-04-03'), [])
})
