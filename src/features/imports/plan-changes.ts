import type { ActionRow, ShownAction } from '../actions/queries.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import type { RecommendationPatch } from '../recommendations/schemas.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { ReviewPatch } from '../reviews/schemas.ts'

/** What some rows of a plan come to, before any of it is written. */
export interface PlanChanges {
  readonly newReviews: ReviewRow[]
  readonly reviewPatches: Map<string, ReviewPatch>
  readonly newRecommendations: RecommendationRow[]
  readonly recommendationPatches: Map<string, RecommendationPatch>
  readonly newActions: Array<{ readonly row: ActionRow, readonly notes: string | undefined }>
  readonly changedActions: Array<{ readonly before: ShownAction, readonly after: ActionRow }>
  /** How many actions are named after each recommendation. */
  readonly minted: Map<string, number>
}

export function noChanges (): PlanChanges {
  return { newReviews: [], reviewPatches: new Map(), newRecommendations: [], recommendationPatches: new Map(), newActions: [], changedActions: [], minted: new Map() }
}
