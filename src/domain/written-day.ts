import { addDays, isLocalDate } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** A day as somebody wrote it, or in words why it is none. */
export type WrittenDay = { readonly day: LocalDate } | { readonly fault: string }

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']

/**
 * Reads a day as plans have it: `2026-11-22`, `22/11/2026`, `22-Nov-2026`, or the days since 1900 that Excel keeps.
 * Days come before months, as in the United Kingdom. What could be two days is none.
 */
export function readDay (written: string): WrittenDay {
  const text = written.trim().replace(/[\s,]+/g, ' ')
  return iso(text) ?? numbers(text) ?? words(text) ?? serial(text) ?? { fault: `is no date: write it as 2026-11-22 or 22/11/2026${text.startsWith('=') ? ', not as a formula' : ''}` }
}

function iso (text: string): WrittenDay | undefined {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?$/.exec(text) ?? []
  return year === undefined ? undefined : existing(year, Number(month), Number(day), text)
}

function numbers (text: string): WrittenDay | undefined {
  const [, first, second, year] = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?: [\d:]+)?$/.exec(text) ?? []
  if (first === undefined || year === undefined) return undefined
  if (year.length === 2) return { fault: 'could be several days: write the year with four digits' }
  const [day, month] = [Number(first), Number(second)]
  if (month > 12 && day <= 12) return { fault: `has no month ${month}: days come first here, as in ${second}/${first}/${year}. If the whole column has the month first, change them all` }
  return existing(year, month, day, text)
}

/** With the name of its month; then two digits of a year, as Excel shows it, are clear enough. */
function words (text: string): WrittenDay | undefined {
  const [, day, name, year] = /^(?:[a-z]+ )?(\d{1,2})(?:st|nd|rd|th)?[- ./]?([a-z]{3,9})\.?[- ./]?(\d{4}|\d{2})$/i.exec(text) ?? []
  if (name === undefined || year === undefined) return undefined
  const month = monthNamed(name)
  if (month === undefined) return { fault: `names no month: ${name}` }
  return existing(year.length === 2 ? `20${year}` : year, month, Number(day), text)
}

function monthNamed (name: string): number | undefined {
  const found = months.findIndex((month) => month.startsWith(name.toLowerCase()) || (name.toLowerCase() === 'sept' && month === 'september'))
  return found === -1 ? undefined : found + 1
}

// 1 March 1900 is 61: Excel counts a 29 February before it that never was. A plan's days lie between 1954 and 2119.
const [firstSerial, lastSerial] = [20_000, 80_000]
const beforeFirstDay = '1899-12-30'

function serial (text: string): WrittenDay | undefined {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return undefined
  const days = Math.floor(Number(text))
  return days < firstSerial || days > lastSerial ? undefined : { day: addDays(beforeFirstDay, days) }
}

function existing (year: string, month: number, day: number, text: string): WrittenDay {
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return isLocalDate(date) ? { day: date } : { fault: `is no day of the calendar: ${text}` }
}
