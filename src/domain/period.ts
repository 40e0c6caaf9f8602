import { fieldRefusal } from './field-refusal.ts'
import { addMonths, isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Frequency } from './measure.ts'
import type { Refusal } from './refusal.ts'

/** A calendar month, quarter, half-year or year. */
export interface Period {
  /** As `2026-11`, `2026-Q4`, `2026-H2` or `2026`. */
  readonly name: string
  readonly startsOn: LocalDate
}

const firstYear = 1990
const lastYear = 2100

/** The period that is meant, if a measure of that frequency has it and it has begun. */
export function readPeriod (name: string, frequency: Frequency, today: LocalDate): Period {
  const startsOn = startOf(name)
  if (startsOn === undefined) throw refused(`${name} is not a calendar period; ${ofMeasure(frequency)} is ${periodWith(today, frequency)}.`)
  if (periodWith(startsOn, frequency) !== name) throw refused(`${name} is not a period of this measure; ${ofMeasure(frequency)} is ${periodWith(startsOn, frequency)}.`)
  const year = Number(name.slice(0, 4))
  if (year < firstYear || year > lastYear) throw refused(`${name} is not between ${firstYear} and ${lastYear}.`)
  if (isAfter(startsOn, today)) throw refused(`${name} begins on ${startsOn}, in the future; the present period is ${periodWith(today, frequency)}.`)
  return { name, startsOn }
}

/** The name of the period in which a day lies. */
export function periodWith (date: LocalDate, frequency: Frequency): string {
  const [year, month] = [date.slice(0, 4), Number(date.slice(5, 7))]
  switch (frequency) {
    case 'monthly': return date.slice(0, 7)
    case 'quarterly': return `${year}-Q${Math.ceil(month / 3)}`
    case 'six_monthly': return `${year}-H${Math.ceil(month / 6)}`
    case 'annual': return year
  }
}

/** The present period and those before it, the latest first. */
export function latestPeriods (frequency: Frequency, today: LocalDate, count: number): string[] {
  const months = { monthly: 1, quarterly: 3, six_monthly: 6, annual: 12 }[frequency]
  const month = `${today.slice(0, 7)}-01`
  return Array.from({ length: count }, (_, place) => periodWith(addMonths(month, -months * place), frequency))
}

const shape = /^(?<year>\d{4})(?:-(?:(?<month>0[1-9]|1[0-2])|Q(?<quarter>[1-4])|H(?<half>[12])))?$/

function startOf (name: string): LocalDate | undefined {
  const { year, month, quarter, half } = shape.exec(name)?.groups ?? {}
  if (year === undefined) return undefined
  const first = quarter !== undefined ? Number(quarter) * 3 - 2 : half !== undefined ? Number(half) * 6 - 5 : Number(month ?? 1)
  return `${year}-${String(first).padStart(2, '0')}-01`
}

function ofMeasure (frequency: Frequency): string {
  return `one of ${frequency === 'annual' ? 'an annual' : `a ${frequency.replace('_', '-')}`} measure`
}

function refused (message: string): Refusal {
  return fieldRefusal('rule-broken', 'params/period', message)
}
