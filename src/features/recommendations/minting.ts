import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { fixed } from '../../platform/database/fixed.ts'
import { isAnyOf } from '../../platform/database/sql.ts'
import { plain } from '../../platform/database/together.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible, seesEveryReview } from '../reviews/visibility.ts'
import { recommendations } from './tables.ts'

/** What an action takes from a recommendation that it answers: the first gives it its reference. */
export interface MintingRecommendation {
  readonly partnershipId: string
  readonly id: string
  readonly reference: string
  readonly reviewId: string
  readonly reviewReference: string
  readonly reviewRestricted: boolean
  /** How many actions were named after it before this one. */
  readonly actionsMinted: number
}

/**
 * The recommendations with these ids, in this order, without those that are not
 * there. The first is held, so that two actions never get one number. The reviews
 * are held against a change of their restriction or reference, no more: such a
 * change waits for this action, or this reads what it left (reviews/commands.ts).
 */
export async function lockRecommendationsForMinting (tx: Transaction, caller: Caller, ids: readonly string[]): Promise<MintingRecommendation[]> {
  const [first = null] = ids
  const isOneOfAll = ids.length === 1 && first !== null && seesEveryReview(caller)
  const found = await tx.rows<MintingRecommendation>(isOneOfAll
    ? heldOne(caller.partnershipId, first)
    : held(caller.partnershipId, first, sql`${isAnyOf(recommendations.id, ids)} and ${reviewIsVisible(caller)}`))
  const byId = new Map(found.map((each) => [each.id, each]))
  return ids.flatMap((id) => byId.get(id.toLowerCase()) ?? [])
}

// Nearly every action answers one recommendation, and is added by somebody who sees all: that question is written once.
const heldOne = fixed((partnershipId: string, id: string) => held(partnershipId, id, sql`${recommendations.id} = ${id}`))

function held (partnershipId: string, first: string | null, isWanted: SQL): SQL {
  // The count is read from under the lock: beside it, the statement still shows what it was before the wait.
  return sql`
    select ${recommendations.partnershipId} as "partnershipId", ${recommendations.id} as id, ${recommendations.reference} as reference,
      ${recommendations.reviewId} as "reviewId", ${reviews.reference} as "reviewReference", ${reviews.restricted} as "reviewRestricted",
      coalesce(held.actions_minted, ${recommendations.actionsMinted}) as "actionsMinted"
    from ${recommendations}
    join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}
    left join (select first.id, first.actions_minted from ${recommendations} as first
      where first.partnership_id = ${partnershipId} and first.id = ${first} for no key update) as held on held.id = ${recommendations.id}
    where ${recommendations.partnershipId} = ${partnershipId} and ${isWanted}
    for key share of ${reviews}`
}

/** Counts an action as named after the recommendation, which is held. */
export function countAction (tx: Transaction, { partnershipId, id }: Pick<MintingRecommendation, 'partnershipId' | 'id'>): void {
  void tx.write(plain(sql`update ${recommendations} set actions_minted = ${recommendations.actionsMinted} + 1
    where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.id} = ${id}`, { table: recommendations, kind: 'update', count: 1 }))
}
