import { addDays } from '../domain/local-date.ts'
import type { LocalDate } from '../domain/local-date.ts'
import type { PersonRow } from '../features/people/queries.ts'
import type { Work } from '../features/work.ts'

/** A day of the plan; day 0 is the one on which the partnership approved it. */
export type PlanDay = number

/** The work of one transaction, as it would have been done on the days of the plan. */
export interface History {
  dateOf: (day: PlanDay) => LocalDate
  /** The work of that day, done by someone of the partnership; by the operator when nobody is named. */
  on: (day: PlanDay, by?: PersonRow) => Work
}

// So that today some actions are overdue, some due within a fortnight, and some far off.
const planApprovedDaysAgo = 107

export function historyOf (work: Work): History {
  const dateOf = (day: PlanDay) => addDays(work.today, day - planApprovedDaysAgo)
  return { dateOf, on: (day, by) => at({ ...work, ...by === undefined ? {} : { by: callerOf(by) } }, dateOf(day)) }
}

// Ten in the morning is the same day in UTC and in London, in summer and in winter.
function at (work: Work, today: LocalDate): Work {
  return { ...work, today, now: `${today}T10:00:00.000Z` }
}

function callerOf ({ id, name, role, agencyId, partnershipId }: PersonRow): Work['by'] {
  return { kind: 'person', id, keyId: null, name, role, agencyId, partnershipId }
}
