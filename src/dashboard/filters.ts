import { localDateAt } from '../domain/local-date.ts'
import type { LocalDate } from '../domain/local-date.ts'
import { words } from './words.ts'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
const number = new Intl.NumberFormat('en-GB')
const figure = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
// A mean of 1.3 changes of social worker lies between limits of 1.28 and 1.38: one place would make all three the same.
const smallFigure = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

/** What templates write with: `{{ action.dueOn | date }}`. */
export const filters = {
  /** 26 November 2026 */
  date: (date: LocalDate | null | undefined): string => date ? day.format(dateOf(date)) : '',
  /** 26 Nov 2026, for tables. */
  shortDate: (date: LocalDate | null | undefined): string => date ? shortDay.format(dateOf(date)) : '',
  /** The dates in a sentence of the service's own, as people write them. */
  ukDates: (text: string | null | undefined): string => (text ?? '').replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => filters.date(date)),
  /** 26 November 2026, from an instant. */
  dayOf: (instant: string | null | undefined, timeZone = 'Europe/London'): string => instant ? day.format(dateOf(localDateAt(instant, timeZone))) : '',
  /** 26 November 2026 at 4:05pm, as GOV.UK writes times. */
  dateTime: (instant: string | null | undefined, timeZone = 'Europe/London'): string => instant ? `${filters.dayOf(instant, timeZone)} at ${timeOf(instant, timeZone)}` : '',
  /** "November 2026", "October to December 2026", "July to December 2026" or "2026": a period of a measure. */
  period: (name: string | null | undefined): string => periodInWords(name ?? ''),
  /** "Nov 2026", where there is little room. */
  shortPeriod: (name: string): string => filters.period(name).replace(/\b([A-Z][a-z]{2})[a-z]+/g, '$1'),
  /** 26 Nov 2026, 4:05pm, for tables. */
  shortDateTime: (instant: string | null | undefined, timeZone = 'Europe/London'): string => instant ? `${shortDay.format(dateOf(localDateAt(instant, timeZone)))}, ${timeOf(instant, timeZone)}` : '',
  /** 1,234 */
  number: (value: number): string => number.format(value),
  /** 12.3, of a measure, and 1.28 below ten; a dash where there is none. */
  figure: (value: number | null | undefined): string => value == null ? '–' : (Math.abs(value) < 10 ? smallFigure : figure).format(value),
  /** `3 | plural('action')` is "3 actions", `1 | plural('day')` "1 day", `2 | plural('agency', 'agencies')` "2 agencies". */
  plural: (count: number, one: string, many = `${one}s`): string => `${number.format(count)} ${count === 1 ? one : many}`,
  /** "Percent"; "Working days" of the unit `working_days`, for which the service has no word. */
  unit: (name: string): string => words.unit[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`,
  /** "12 days overdue" */
  daysOverdue: (days: number): string => days > 0 ? `${filters.plural(days, 'day')} overdue` : '',
  /** `'/actions' | address({ overdue: true })` is "/actions?overdue=true"; what is not set is left out. */
  address: (path: string, parameters: Readonly<Record<string, unknown>>): string => addressOf(path, parameters)
}

/** An address with the parameters that are set: `/actions?overdue=true`. */
export function addressOf (path: string, parameters: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(parameters).filter(([name, value]) => name !== '__keywords' && value !== undefined && value !== null && value !== '').map(([name, value]) => [name, String(value)] as [string, string])
  const query = new URLSearchParams(set).toString()
  return query === '' ? path : `${path}?${query}`
}

function periodInWords (name: string): string {
  const { year = '', month, quarter, half } = /^(?<year>\d{4})-(?:(?<month>\d\d)|Q(?<quarter>[1-4])|H(?<half>[12]))$/.exec(name)?.groups ?? {}
  if (month !== undefined) return `${monthNamed(Number(month))} ${year}`
  if (quarter !== undefined) return `${monthNamed(Number(quarter) * 3 - 2)} to ${monthNamed(Number(quarter) * 3)} ${year}`
  return half === undefined ? name : `${monthNamed(Number(half) * 6 - 5)} to ${monthNamed(Number(half) * 6)} ${year}`
}

function monthNamed (month: number): string {
  return monthName.format(new Date(Date.UTC(2000, month - 1)))
}

function dateOf (date: LocalDate): Date {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`)
}

function timeOf (instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone }).format(new Date(instant)).replace(/\s/g, '').toLowerCase()
}
