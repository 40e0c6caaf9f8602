import { addDays, addMonths } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Frequency } from './measure.ts'
import { periodWith } from './period.ts'

const months = { monthly: 1, quarterly: 3, six_monthly: 6, annual: 12 } as const satisfies Record<Frequency, number>

/** A period of which a measure has no reading. */
export interface MissingPeriod {
  readonly period: string
  /** Only then can it be read. */
  readonly endsOn: LocalDate
}

/**
 * The first period of which a measure still owes a reading: the one after its
 * last, or the one in which the measure was made. One at a time: when that is in,
 * the next is asked for; a gap before the last reading is left as it is.
 */
export function missingPeriod (measure: { readonly frequency: Frequency, readonly madeOn: LocalDate, readonly lastStartsOn: LocalDate | null }): MissingPeriod {
  const length = months[measure.frequency]
  const startsOn = measure.lastStartsOn === null ? startOfPeriodWith(measure.madeOn, length) : addMonths(measure.lastStartsOn, length)
  return { period: periodWith(startsOn, measure.frequency), endsOn: addDays(addMonths(startsOn, length), -1) }
}

function startOfPeriodWith (date: LocalDate, length: number): LocalDate {
  const month = Number(date.slice(5, 7)) - 1
  return `${date.slice(0, 5)}${String(month - month % length + 1).padStart(2, '0')}-01`
}
