import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { countEscalated } from './escalated-queries.ts'
import type { Escalated } from './escalated-queries.ts'
import { nameRecommendations } from './queries.ts'

/** How many actions are escalated: in all, and by the id of each agency and review that has any. */
export interface EscalatedCounts {
  readonly inAll: number
  readonly byAgency: Readonly<Record<string, number>>
  readonly byReview: Readonly<Record<string, number>>
}

/** An action that answers recommendations of two reviews is counted in both, and once in all. */
export async function tallyEscalated (db: Queryable, caller: Caller, dueTo: LocalDate, today: LocalDate): Promise<EscalatedCounts> {
  const escalated = await countEscalated(db, caller, dueTo, today)
  const reviewOf = new Map((await nameRecommendations(db, caller.partnershipId)).map(({ id, reviewId }) => [id, reviewId])) // after the counts: whatever they name is there
  return {
    inAll: escalated.reduce((total, { actions }) => total + actions, 0),
    byAgency: tally(escalated, ({ agencyId }) => [agencyId]),
    byReview: tally(escalated, ({ recommendationIds }) => new Set(recommendationIds.flatMap((id) => reviewOf.get(id) ?? [])))
  }
}

/** In one pass: there are thousands of lines, and dozens of groups. */
function tally (escalated: readonly Escalated[], groupsOf: (each: Escalated) => Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of escalated) for (const group of groupsOf(each)) counts[group] = (counts[group] ?? 0) + each.actions
  return counts
}
