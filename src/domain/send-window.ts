import { addDays, localDateAt } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { isWeekday, isWorkingDay } from './working-day.ts'
import type { BankHolidays } from './working-day.ts'

export interface Place {
  readonly timeZone: string
  /** Local time, `HH:MM`. */
  readonly sendAt: string
  readonly bankHolidays: BankHolidays
}

/** Why nothing goes out at present. */
export const closedReasons = ['weekend', 'bank_holiday', 'before_send_time'] as const

export type ClosedBecause = typeof closedReasons[number]

/**
 * Reminders go out on working days from the local hour on, until the day ends:
 * a worker that was down at the hour makes up for it the same day.
 */
export function closedBecause (now: string, { timeZone, sendAt, bankHolidays }: Place): ClosedBecause | undefined {
  const today = localDateAt(now, timeZone)
  if (!isWeekday(today)) return 'weekend'
  if (!isWorkingDay(today, bankHolidays)) return 'bank_holiday'
  return localTimeAt(now, timeZone) < sendAt ? 'before_send_time' : undefined
}

/** The day itself if offices are open, else the next on which they are. */
export function workingDayFrom (day: LocalDate, bankHolidays: BankHolidays): LocalDate {
  let reached = day
  while (!isWorkingDay(reached, bankHolidays)) reached = addDays(reached, 1)
  return reached
}

/** The last working day before a day. */
export function workingDayBefore (day: LocalDate, bankHolidays: BankHolidays): LocalDate {
  let reached = addDays(day, -1)
  while (!isWorkingDay(reached, bankHolidays)) reached = addDays(reached, -1)
  return reached
}

/** What the clock on the wall shows, as `HH:MM`: it sorts as time goes. */
export function localTimeAt (instant: string, timeZone: string): string {
  const parts = formatterFor(timeZone).formatToParts(new Date(instant))
  const { hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return `${hour}:${minute}`
}

// Making a formatter costs about a hundred times as much as using one.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterFor (timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const formatter = new Intl.DateTimeFormat('en', { timeZone, numberingSystem: 'latn', hourCycle: 'h23', hour: '2-digit', minute: '2-digit' })
  formatters.set(timeZone, formatter)
  return formatter
}
