import { addDays, addMonths } from '../domain/local-date.ts'
import type { LocalDate } from '../domain/local-date.ts'
import { periodWith } from '../domain/period.ts'
import { recordObservation } from '../features/measures/observation-commands.ts'
import type { ObservationInput } from '../features/measures/observation-schemas.ts'
import type { PersonRow } from '../features/people/queries.ts'
import type { Happening, History, PlanDay } from './history.ts'
import type { ToldSeries } from './plan.ts'

interface Reported extends ObservationInput { readonly period: string, readonly on: PlanDay }

/** How the months of a series were reported: the past of it in one go, then each month when it was over. */
export function observationsOf (history: History, measureId: string, series: ToldSeries, by: PersonRow): Happening[] {
  const days = Map.groupBy(reportsOf(history, series), ({ on }) => on)
  return [...days].map(([on, reports]) => ({
    on,
    by,
    happen: async (work) => await Promise.all(reports.map(async ({ period, on: _on, ...reading }) => await recordObservation(work, measureId, period, reading)))
  }))
}

// A month is counted within a week of its end.
const countedWithinDays = 7

function reportsOf (history: History, { from, counts, notes = [] }: ToldSeries): Reported[] {
  const last = addMonths(firstOfMonth(addDays(history.today, -countedWithinDays)), -1)
  return counts.map(([numerator, denominator], place) => {
    const month = addMonths(last, place + 1 - counts.length)
    const on = Math.max(from, history.dayOf(addDays(addMonths(month, 1), countedWithinDays)))
    const note = notes.find((each) => firstOfMonth(history.dateOf(each.on)) === month)?.text ?? null
    return { period: periodWith(month, 'monthly'), on, numerator, denominator, note }
  })
}

function firstOfMonth (date: LocalDate): LocalDate {
  return `${periodWith(date, 'monthly')}-01`
}
