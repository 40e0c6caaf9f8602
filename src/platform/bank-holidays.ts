import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import type { LocalDate } from '../domain/local-date.ts'
import type { BankHoliday } from '../domain/working-day.ts'

/**
 * The bank holidays of England and Wales from one day to another, both included.
 * They are what https://www.gov.uk/bank-holidays lists, substitute days and the
 * days proclaimed for one year among them; later years follow the standing rules.
 */
export function bankHolidaysBetween (from: LocalDate, to: LocalDate): BankHoliday[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  const years = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  return years.flatMap(bankHolidaysOf).filter(({ on }) => on >= from && on <= to)
}

// The package holds every country's days and takes half a second to load: not while the service starts.
const load = createRequire(import.meta.url)
let calendar: Holidays | undefined
const byYear = new Map<number, readonly BankHoliday[]>()

function bankHolidaysOf (year: number): readonly BankHoliday[] {
  const known = byYear.get(year)
  if (known !== undefined) return known
  // England has the same days as Wales. Reckoning a year takes some milliseconds.
  calendar ??= new (load('date-holidays') as typeof Holidays)('GB', 'ENG', { types: ['public', 'bank'] })
  const days = calendar.getHolidays(year, 'en').map(({ date, name }) => ({ on: date.slice(0, 10), name }))
  byYear.set(year, days)
  return days
}
