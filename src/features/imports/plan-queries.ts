import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { insertEach, updateEach } from '../../platform/database/bulk.ts'
import { columns } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { linksOf, unlinkActions } from '../actions/links.ts'
import { actionRecommendations, actions, actionSupportingAgencies, actionThemes } from '../actions/tables.ts'
import type { ActionRow } from '../actions/queries.ts'
import { people } from '../people/tables.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import { recommendations } from '../recommendations/tables.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import { reviews } from '../reviews/tables.ts'

export interface KnownPerson { readonly id: string, readonly email: string }

/** Those who may lead something. */
export async function listActivePeople (db: Queryable, partnershipId: string): Promise<KnownPerson[]> {
  return await db.rows<KnownPerson>(sql`select ${people.id} as id, lower(${people.email}) as email from ${people} where ${people.partnershipId} = ${partnershipId} and ${people.active}`)
}

/** The reviews of these references, held against a change of their restriction or reference, no more. */
export async function holdReviewsNamed (tx: Transaction, partnershipId: string, references: readonly string[]): Promise<ReviewRow[]> {
  return await tx.rows<ReviewRow>(sql`select ${columns(reviews)} from ${reviews}
    where ${reviews.partnershipId} = ${partnershipId} and ${reviews.reference} = any(${sql.param(references)}::text[]) order by ${reviews.id} for key share`)
}

/** The recommendations of these references in these reviews, held in the order of their ids: nothing else is named after them meanwhile. */
export async function lockRecommendationsNamed (tx: Transaction, partnershipId: string, names: ReadonlyArray<{ readonly reviewId: string, readonly reference: string }>): Promise<RecommendationRow[]> {
  return await tx.rows<RecommendationRow>(sql`select ${columns(recommendations)} from ${recommendations}
    where ${recommendations.partnershipId} = ${partnershipId} and (${recommendations.reviewId}, ${recommendations.reference}) in (
      select * from unnest(${sql.param(names.map(({ reviewId }) => reviewId))}::uuid[], ${sql.param(names.map(({ reference }) => reference))}::text[]))
    order by ${recommendations.id} for no key update`)
}

export function insertReviews (tx: Transaction, rows: readonly ReviewRow[]): void {
  if (rows.length > 0) void tx.write(insertEach(reviews, rows))
}

export function insertRecommendations (tx: Transaction, rows: readonly RecommendationRow[]): void {
  if (rows.length > 0) void tx.write(insertEach(recommendations, rows))
}

/** Counts actions as named after their recommendations, which are held. */
export function countActions (tx: Transaction, partnershipId: string, minted: ReadonlyMap<string, number>): void {
  if (minted.size === 0) return
  void tx.write(sql`update ${recommendations} set actions_minted = ${recommendations.actionsMinted} + given.count
    from unnest(${sql.param([...minted.keys()])}::uuid[], ${sql.param([...minted.values()])}::integer[]) as given (id, count)
    where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.id} = given.id`)
}

export function insertActions (tx: Transaction, rows: readonly ActionRow[]): void {
  if (rows.length === 0) return
  void tx.write(insertEach(actions, rows))
  linkActions(tx, rows)
}

/** What an import may change of an action that is there, and what goes with any change. */
const changeable = ['title', 'description', 'themes', 'priority', 'supportingAgencyIds', 'recommendationIds', 'leadPersonId', 'restricted', 'dueOn', 'version', 'updatedAt'] as const

export function saveActions (tx: Transaction, partnershipId: string, rows: readonly ActionRow[], relinked: readonly ActionRow[]): void {
  if (rows.length > 0) void tx.write(updateEach(actions, partnershipId, rows, changeable))
  if (relinked.length === 0) return
  unlinkActions(tx, partnershipId, relinked.map(({ id }) => id))
  linkActions(tx, relinked)
}

function linkActions (tx: Transaction, rows: readonly ActionRow[]): void {
  const { answers, supporters, themed } = linksOf(rows)
  void tx.write(insertEach(actionRecommendations, answers))
  if (supporters.length > 0) void tx.write(insertEach(actionSupportingAgencies, supporters))
  if (themed.length > 0) void tx.write(insertEach(actionThemes, themed))
}
