import { fieldRefusal } from './field-refusal.ts'
import { addDays, addMonths, daysBetween, isAfter, isBefore, weekdayOf } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { periodWith } from './period.ts'

export const intervals = ['week', 'month', 'quarter'] as const

export type Interval = typeof intervals[number]

/** One of the intervals of a trend: a calendar week, month or quarter, or what has passed of it. */
export interface Stage {
  /** As `2026-W48`, `2026-11` or `2026-Q4`. */
  readonly period: string
  readonly from: LocalDate
  readonly to: LocalDate
}

// Ten years by month; more is no trend that anyone reads, and each costs a pass over the plan.
const mostStages = 120

/** The intervals from the one in which a day lies to the one in which another does; the last ends today at the latest. */
export function stagesBetween (from: LocalDate, to: LocalDate, interval: Interval, today: LocalDate): Stage[] {
  if (isAfter(from, to)) throw fieldRefusal('rule-broken', 'querystring/from', `from ${from} is after to ${to}.`)
  if (isAfter(startOf(to, interval), today)) throw fieldRefusal('rule-broken', 'querystring/to', `to ${to} is in a ${interval} that has not begun; it is ${today}.`)
  const stages: Stage[] = []
  for (let start = startOf(from, interval); !isAfter(start, to); start = next(start, interval)) {
    if (stages.length === mostStages) throw fieldRefusal('rule-broken', 'querystring/from', `A trend has ${mostStages} intervals at most; ask for fewer days, or a longer interval.`)
    const lastDay = addDays(next(start, interval), -1)
    stages.push({ period: nameOf(start, interval), from: start, to: isBefore(today, lastDay) ? today : lastDay })
  }
  return stages
}

/** Where a trend begins that is not told from when: so that it has twelve intervals. */
export function usualBeginning (to: LocalDate, interval: Interval): LocalDate {
  if (interval === 'week') return addDays(to, -77)
  return addMonths(startOf(to, interval), interval === 'month' ? -11 : -33)
}

/** Weeks begin on Monday. */
function startOf (day: LocalDate, interval: Interval): LocalDate {
  switch (interval) {
    case 'week': return addDays(day, -((weekdayOf(day) + 6) % 7))
    case 'month': return `${day.slice(0, 7)}-01`
    case 'quarter': return addMonths(`${day.slice(0, 7)}-01`, -((Number(day.slice(5, 7)) - 1) % 3))
  }
}

function next (start: LocalDate, interval: Interval): LocalDate {
  return interval === 'week' ? addDays(start, 7) : addMonths(start, interval === 'month' ? 1 : 3)
}

function nameOf (start: LocalDate, interval: Interval): string {
  return interval === 'week' ? weekName(start) : periodWith(start, interval === 'month' ? 'monthly' : 'quarterly')
}

/** As ISO 8601 counts: the week is of the year in which its Thursday lies. */
function weekName (monday: LocalDate): string {
  const thursday = addDays(monday, 3)
  const year = thursday.slice(0, 4)
  return `${year}-W${String(Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1).padStart(2, '0')}`
}
