import { fieldRefusal } from './field-refusal.ts'
import { addDays, addMonths, isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** Both days are in it. */
export interface ReportingPeriod { readonly from: LocalDate, readonly to: LocalDate }

/**
 * The period of a yearly report: the financial year of today, April to March, as safeguarding
 * partners report it; with one day given, the twelve months that begin or end with it.
 */
export function reportingPeriod ({ from, to }: { readonly from?: LocalDate | undefined, readonly to?: LocalDate | undefined }, today: LocalDate): ReportingPeriod {
  const begins = from ?? (to === undefined ? beginOfFinancialYear(today) : addMonths(addDays(to, 1), -12))
  const ends = to ?? addDays(addMonths(begins, 12), -1)
  if (isAfter(begins, ends)) throw fieldRefusal('rule-broken', 'from', `The period begins on ${begins}, after its end on ${ends}; from must be the earlier day.`)
  return { from: begins, to: ends }
}

/** Does the day lie in the period? No day does not. */
export function isWithin (day: LocalDate | null, { from, to }: ReportingPeriod): day is LocalDate {
  return day !== null && from <= day && day <= to
}

function beginOfFinancialYear (today: LocalDate): LocalDate {
  const [year = '', month = ''] = today.split('-')
  return `${month < '04' ? String(Number(year) - 1).padStart(4, '0') : year}-04-01`
}
