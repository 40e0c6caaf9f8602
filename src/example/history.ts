import { addDays, daysBetween } from '../domain/local-date.ts'
import type { LocalDate } from '../domain/local-date.ts'
import type { PersonRow } from '../features/people/queries.ts'
import type { Work } from '../features/work.ts'

/** A day of the plan; day 0 is the one on which the partnership approved it. */
export type PlanDay = number

/** The work of one transaction, as it would have been done on the days of the plan. */
export interface History {
  readonly today: LocalDate
  dateOf: (day: PlanDay) => LocalDate
  dayOf: (date: LocalDate) => PlanDay
  /** The work of that day, done by someone of the partnership; by the operator when nobody is named. */
  on: (day: PlanDay, by?: PersonRow) => Work
}

/** Something that somebody did on a day of the plan. */
export interface Happening {
  readonly on: PlanDay
  readonly by: PersonRow
  readonly happen: (work: Work) => Promise<unknown>
}

// Half a year: what was completed first has its first look at impact behind it, some is overdue, some due within days, some far off.
const planApprovedDaysAgo = 178

export function historyOf (work: Work): History {
  const { today } = work
  const dateOf = (day: PlanDay) => addDays(today, day - planApprovedDaysAgo)
  const dayOf = (date: LocalDate) => daysBetween(today, date) + planApprovedDaysAgo
  return { today, dateOf, dayOf, on: (day, by) => at({ ...work, ...by === undefined ? {} : { by: callerOf(by) } }, dateOf(day)) }
}

/** Tells what happened, day by day; on one day, in the order in which it is told. */
export async function tell (history: History, happenings: readonly Happening[]): Promise<void> {
  for (const { on, by, happen } of happenings.toSorted((one, other) => one.on - other.on)) await happen(history.on(on, by))
}

// Ten in the morning is the same day in UTC and in London, in summer and in winter.
function at (work: Work, today: LocalDate): Work {
  return { ...work, today, now: `${today}T10:00:00.000Z` }
}

function callerOf ({ id, name, role, agencyId, partnershipId }: PersonRow): Work['by'] {
  return { kind: 'person', id, keyId: null, name, role, agencyId, partnershipId }
}
