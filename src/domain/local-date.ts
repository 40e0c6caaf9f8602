import { Refusal } from './refusal.ts'

/** A calendar day without a time or a zone, as YYYY-MM-DD. The text sorts as the days do. */
export type LocalDate = string

export const firstLocalDate: LocalDate = '0001-01-01'
export const lastLocalDate: LocalDate = '9999-12-31'

const millisecondsPerDay = 86_400_000
const shape = /^\d{4}-\d{2}-\d{2}$/

/** Whether the text is a day that exists: 2028-02-29 is one, 2026-02-30 is not. */
export function isLocalDate (text: string): text is LocalDate {
  if (!shape.test(text) || text < firstLocalDate) return false
  const instant = instantOf(text)
  return !Number.isNaN(instant) && dayOf(instant) === text
}

/** Whether one day comes before another. */
export function isBefore (date: LocalDate, other: LocalDate): boolean {
  return date < other
}

/** Whether one day comes after another. */
export function isAfter (date: LocalDate, other: LocalDate): boolean {
  return date > other
}

/** The day so many days later, or earlier when the number is negative. */
export function addDays (date: LocalDate, days: number): LocalDate {
  return withinCalendar(instantOf(date) + days * millisecondsPerDay, `${days} days from ${date}`)
}

/** The same day of a later month; the last of the month where that day does not exist (31 January + 1 = 28 February). */
export function addMonths (date: LocalDate, months: number): LocalDate {
  const [year, month, day] = partsOf(date)
  const target = year * 12 + (month - 1) + months
  const [targetYear, targetMonth] = [Math.floor(target / 12), target - Math.floor(target / 12) * 12]
  const lastDay = utc(targetYear, targetMonth + 1, 0).getUTCDate()
  return withinCalendar(utc(targetYear, targetMonth, Math.min(day, lastDay)).getTime(), `${months} months from ${date}`)
}

/** How many days lie between two days: 1 from today to tomorrow, -1 from today to yesterday. */
export function daysBetween (from: LocalDate, to: LocalDate): number {
  return (instantOf(to) - instantOf(from)) / millisecondsPerDay
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf (date: LocalDate): number {
  return new Date(instantOf(date)).getUTCDay()
}

/** Which day it is in a time zone at an instant: 2026-07-01T23:30Z is already 2 July in London. */
export function localDateAt (instant: string | Date, timeZone: string): LocalDate {
  const minute = utcMinuteOf(instant)
  const asked = lastAsked.get(timeZone)
  if (minute !== undefined && asked?.minute === minute) return asked.date
  const parts = formatterFor(timeZone).formatToParts(new Date(instant))
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  const date = `${year}-${month}-${day}`.padStart(firstLocalDate.length, '0')
  if (minute !== undefined) lastAsked.set(timeZone, { minute, date })
  return date
}

// Every request asks this of the present moment, and working it out takes as long as reading a row.
const lastAsked = new Map<string, { readonly minute: string, readonly date: LocalDate }>()

/** Since 1972 every zone has been whole minutes from UTC, so that a day begins with a minute. */
function utcMinuteOf (instant: string | Date): string | undefined {
  if (typeof instant !== 'string' || !instant.endsWith('Z') || instant < '1972') return undefined
  return instant.slice(0, 'YYYY-MM-DDTHH:MM'.length)
}

// Making a formatter costs about a hundred times as much as using one.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterFor (timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const formatter = new Intl.DateTimeFormat('en', {
    timeZone, calendar: 'iso8601', numberingSystem: 'latn', year: 'numeric', month: '2-digit', day: '2-digit'
  })
  formatters.set(timeZone, formatter)
  return formatter
}

/** The last millisecond of a day in a time zone, however long the day is: 30 June 2026 ends at 22:59:59.999Z in London. */
export function lastInstantOf (date: LocalDate, timeZone: string): string {
  const next = instantOf(addDays(date, 1))
  // No zone is further than 15 hours from UTC; between the two the day ends once.
  let [within, beyond] = [next / 60_000 - 15 * 60, next / 60_000 + 15 * 60]
  while (beyond - within > 1) {
    const minute = Math.floor((within + beyond) / 2)
    if (localDateAt(new Date(minute * 60_000).toISOString(), timeZone) > date) beyond = minute
    else within = minute
  }
  return new Date(beyond * 60_000 - 1).toISOString()
}

/** Days are reckoned at midnight UTC, where every day has 24 hours; no zone's clock change can add or lose one. */
function instantOf (date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

function dayOf (instant: number): LocalDate {
  return new Date(instant).toISOString().slice(0, 10)
}

function partsOf (date: LocalDate): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999; setUTCFullYear does not. */
function utc (year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date
}

function withinCalendar (instant: number, asked: string): LocalDate {
  const isWithin = instant >= instantOf(firstLocalDate) && instant <= instantOf(lastLocalDate)
  if (!isWithin) {
    throw new Refusal('rule-broken', `${asked} is outside the calendar, which runs from ${firstLocalDate} to ${lastLocalDate}.`)
  }
  return dayOf(instant)
}
