import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { partnerships } from '../partnerships/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible, seesEveryReview } from '../reviews/visibility.ts'
import { actionCounts } from './delivery.ts'
import type { ActionCount } from './delivery.ts'
import { recommendationRepeats, recommendations } from './tables.ts'

export { countAction, lockRecommendationsForMinting } from './minting.ts'
export type { MintingRecommendation } from './minting.ts'

export type RecommendationRow = InferSelectModel<typeof recommendations>

/** A recommendation with what is counted and linked beside it, as the caller may see it. */
export interface ShownRecommendation extends RecommendationRow {
  readonly repeatsRecommendationIds: readonly string[]
  readonly actionCounts: readonly ActionCount[]
}

/** A recommendation that the caller may see; one of a hidden review is like unknown. */
export async function findRecommendation (db: Queryable, caller: Caller, id: string): Promise<ShownRecommendation> {
  return only(await db.rows<ShownRecommendation>(visibleRecommendation(caller, id)))
}

/** Holds the recommendation: nothing is named after it meanwhile. */
export async function lockRecommendation (tx: Transaction, caller: Caller, id: string): Promise<ShownRecommendation> {
  return only(await tx.rows<ShownRecommendation>(sql`${visibleRecommendation(caller, id)} for no key update of ${recommendations}`))
}

/** Everything a caller is shown of recommendations, up to the tables. */
export function shownRecommendations (caller: Caller): SQL {
  return sql`select ${columns(recommendations)}, ${repeatsOf(caller)} as "repeatsRecommendationIds", ${actionCounts(caller)} as "actionCounts"`
}

/** Recommendations beside their reviews, which say who may see them. */
export const recommendationsAndReviews = sql`${recommendations}
  join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}`

/** What the ids of an input name; null, or left out of the list, where they name nothing that the caller may see. */
export interface Named {
  readonly reviewId: string | null
  readonly leadAgencyId: string | null
  readonly repeatsRecommendationIds: readonly string[]
  readonly referenceTaken: boolean
  /** The recommendation is among what these go back to. */
  readonly isRepeatedByThem: boolean
}

export interface Naming {
  readonly reviewId: string
  readonly reference: string
  readonly leadAgencyId: string | null
  readonly repeatsRecommendationIds: readonly string[]
  /** The recommendation itself, which may keep its reference. */
  readonly except: string
}

/** Looks up everything that a recommendation names, in one question. */
export async function findNamed (tx: Transaction, caller: Caller, naming: Naming): Promise<Named | undefined> {
  const { partnershipId } = caller
  const [found] = await tx.rows<Named>(sql`select
    (select ${reviews.id} from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviews.id} = ${naming.reviewId} and ${reviewIsVisible(caller)}) as "reviewId",
    (select agency.id from agencies as agency where agency.partnership_id = ${partnershipId} and agency.id = ${naming.leadAgencyId}) as "leadAgencyId",
    array(select ${recommendations.id} from ${recommendationsAndReviews} where ${recommendations.partnershipId} = ${partnershipId}
      and ${recommendations.id} = any(${sql.param(naming.repeatsRecommendationIds)}::uuid[]) and ${reviewIsVisible(caller)} order by ${recommendations.id}) as "repeatsRecommendationIds",
    exists (select from ${recommendations} where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.reviewId} = ${naming.reviewId}
      and ${recommendations.reference} = ${naming.reference} and ${recommendations.id} <> ${naming.except}) as "referenceTaken",
    ${goesBackTo(partnershipId, naming)} as "isRepeatedByThem"`)
  return found
}

/** Over however many steps, whoever may see them: a circle is one for everybody. */
function goesBackTo (partnershipId: string, { repeatsRecommendationIds, except }: Naming): SQL {
  return sql`exists (with recursive earlier (id) as (
      select unnest(${sql.param(repeatsRecommendationIds)}::uuid[])
      union select further.repeats_recommendation_id from earlier join ${recommendationRepeats} as further on further.partnership_id = ${partnershipId} and further.recommendation_id = earlier.id)
    select from earlier where earlier.id = ${except})`
}

/** Holds what repeats what: two changes at once could otherwise close a circle that neither of them sees. */
export async function holdRepeats (tx: Transaction, { partnershipId }: Caller): Promise<void> {
  await tx.rows(sql`select from ${partnerships} where ${partnerships.id} = ${partnershipId} for no key update`)
}

export function insertRecommendation (tx: Transaction, row: ShownRecommendation): void {
  const { actionCounts: _counts, repeatsRecommendationIds: _repeats, ...stored } = row
  void tx.write(insertInto(recommendations, stored))
  insertRepeats(tx, row)
}

export function saveRecommendation (tx: Transaction, { partnershipId, id }: RecommendationRow, changes: Partial<RecommendationRow>): void {
  void tx.write(sql`${updateSet(recommendations, changes)} where ${isRecommendation(partnershipId, id)}`)
}

export function replaceRepeats (tx: Transaction, row: ShownRecommendation): void {
  void tx.write(sql`delete from ${recommendationRepeats} where ${recommendationRepeats.partnershipId} = ${row.partnershipId} and ${recommendationRepeats.recommendationId} = ${row.id}`)
  insertRepeats(tx, row)
}

function insertRepeats (tx: Transaction, { partnershipId, id: recommendationId, repeatsRecommendationIds }: ShownRecommendation): void {
  if (repeatsRecommendationIds.length === 0) return
  void tx.write(insertInto(recommendationRepeats, repeatsRecommendationIds.map((repeatsRecommendationId) => ({ partnershipId, recommendationId, repeatsRecommendationId }))))
}

function visibleRecommendation (caller: Caller, id: string): SQL {
  return sql`${shownRecommendations(caller)} from ${recommendationsAndReviews} where ${isRecommendation(caller.partnershipId, id)} and ${reviewIsVisible(caller)}`
}

function isRecommendation (partnershipId: string, id: string): SQL {
  return sql`${recommendations.partnershipId} = ${partnershipId} and ${recommendations.id} = ${id}`
}

/** The earlier recommendations that a row of `recommendations` repeats, less those of reviews that are hidden from the caller. */
export function repeatsOf (caller: Caller): SQL {
  const t = recommendationRepeats
  const hidden = seesEveryReview(caller)
    ? sql``
    : sql` and ${t.repeatsRecommendationId} in (select ${recommendations.id} from ${recommendationsAndReviews} where ${recommendations.partnershipId} = ${caller.partnershipId} and ${reviewIsVisible(caller)})`
  return sql`array(select ${t.repeatsRecommendationId} from ${t} where ${t.partnershipId} = ${recommendations.partnershipId} and ${t.recommendationId} = ${recommendations.id}${hidden} order by ${t.repeatsRecommendationId})`
}

function only ([row]: ShownRecommendation[]): ShownRecommendation {
  if (row === undefined) throw new Refusal('not-found', 'There is no such recommendation.')
  return row
}
