import { addDays, daysBetween, isAfter, weekdayOf } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

export type BankHolidays = ReadonlySet<LocalDate>

export interface BankHoliday {
  readonly on: LocalDate
  /** As https://www.gov.uk/bank-holidays calls it. */
  readonly name: string
}

/** Whether offices are open: neither a Saturday, a Sunday nor a bank holiday. */
export function isWorkingDay (date: LocalDate, bankHolidays: BankHolidays): boolean {
  return isWeekday(date) && !bankHolidays.has(date)
}

/** The working day so many working days later, or earlier when the number is negative. */
export function addWorkingDays (date: LocalDate, workingDays: number, bankHolidays: BankHolidays): LocalDate {
  const step = Math.sign(workingDays)
  let reached = date
  for (let left = Math.abs(workingDays); left > 0;) {
    reached = addDays(reached, step)
    if (isWorkingDay(reached, bankHolidays)) left -= 1
  }
  return reached
}

/** How many working days there are after one day, up to and including another; none when that is not later. */
export function countWorkingDays (from: LocalDate, to: LocalDate, bankHolidays: BankHolidays): number {
  if (!isAfter(to, from)) return 0
  const lost = [...bankHolidays].filter(holiday => isAfter(holiday, from) && !isAfter(holiday, to) && isWeekday(holiday))
  return countWeekdays(from, to) - lost.length
}

/** Whole weeks are counted, not walked: a due date may lie in the year 9999. */
function countWeekdays (from: LocalDate, to: LocalDate): number {
  const days = daysBetween(from, to)
  const rest = Array.from({ length: days % 7 }, (_, index) => addDays(to, -index))
  return Math.floor(days / 7) * 5 + rest.filter(isWeekday).length
}

/** Whether the day is Monday to Friday; a bank holiday on another costs no working day. */
export function isWeekday (date: LocalDate): boolean {
  const weekday = weekdayOf(date)
  return weekday !== 0 && weekday !== 6
}
