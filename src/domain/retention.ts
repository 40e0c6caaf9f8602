import { addMonths, isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** The last day on which something is kept whose matter ended on a day. */
export function keptUntil (endedOn: LocalDate, years: number): LocalDate {
  return addMonths(endedOn, 12 * years)
}

/** Is its time over? From the day after its last. */
export function isPastTerm (endedOn: LocalDate, years: number, today: LocalDate): boolean {
  return isAfter(today, keptUntil(endedOn, years))
}
