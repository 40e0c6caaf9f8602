import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Queryable } from '../../platform/database/database.ts'
import { actionRecommendations, actions } from '../actions/tables.ts'
import { boardPacks } from '../board-packs/tables.ts'
import { events } from '../events/tables.ts'
import { apiKeys, people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'

/** A closed review under no hold, whose actions have all ended. */
export interface EndedReview {
  readonly id: string
  readonly reference: string
  /** When it was closed, and when its last action ended. */
  readonly closedAt: string
  readonly lastEndedOn: string | null
  /** The other reviews that its actions answer too. */
  readonly sharedWith: readonly string[]
}

export interface GonePerson { readonly id: string, readonly lastSeenAt: string }
export interface OldPack { readonly id: string, readonly frozenAt: string }

export async function findEndedReviews (db: Queryable, partnershipId: string): Promise<EndedReview[]> {
  return await db.rows<EndedReview>(sql`select ${reviews.id} as id, ${reviews.reference} as reference,
      coalesce((select max(${events.occurredAt}) from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = ${reviews.id} and ${events.after} ->> 'status' = 'closed'), ${reviews.updatedAt}) as "closedAt",
      (select max(coalesce(${actions.completedOn}, ${actions.closedOn})) ${itsActions}) as "lastEndedOn",
      array(select distinct other.review_id::text ${itsActions} and other.review_id <> ${reviews.id}) as "sharedWith"
    from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviews.status} = 'closed' and not ${reviews.legalHold}
      and not exists (select ${itsActions} and ${actions.status} not in ('completed', 'closed_not_delivered'))
    order by ${reviews.reference}`)
}

/** The actions that answer a review, beside each review that they answer; goes on with `and`. */
const itsActions = sql`from ${recommendations}
  join ${actionRecommendations} on ${actionRecommendations.partnershipId} = ${recommendations.partnershipId} and ${actionRecommendations.recommendationId} = ${recommendations.id}
  join ${actions} on ${actions.partnershipId} = ${actionRecommendations.partnershipId} and ${actions.id} = ${actionRecommendations.actionId}
  join (select answered.partnership_id, answered.action_id, named.review_id from ${actionRecommendations} as answered
    join ${recommendations} as named on named.partnership_id = answered.partnership_id and named.id = answered.recommendation_id) as other on other.partnership_id = ${actions.partnershipId} and other.action_id = ${actions.id}
  where ${recommendations.partnershipId} = ${reviews.partnershipId} and ${recommendations.reviewId} = ${reviews.id}`

/** People who have left, with the last that they did: changed by somebody, did something, used a key. */
export async function findGonePeople (db: Queryable, partnershipId: string): Promise<GonePerson[]> {
  return await db.rows<GonePerson>(sql`select ${people.id} as id, greatest(${people.updatedAt}, acted.at, used.at) as "lastSeenAt" from ${people}
    left join (select ${events.actorId} as id, max(${events.occurredAt}) as at from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.actorKind} = 'person' group by 1) as acted on acted.id = ${people.id}
    left join (select ${apiKeys.personId} as id, max(${apiKeys.lastUsedAt}) as at from ${apiKeys} where ${apiKeys.partnershipId} = ${partnershipId} group by 1) as used on used.id = ${people.id}
    where ${people.partnershipId} = ${partnershipId} and not ${people.active} and ${people.erasedAt} is null order by ${people.id}`)
}

/** Board packs that tell of no review under a hold. */
export async function findPacks (db: Queryable, partnershipId: string): Promise<OldPack[]> {
  return await db.rows<OldPack>(sql`select ${boardPacks.id} as id, ${boardPacks.frozenAt} as "frozenAt" from ${boardPacks}
    where ${boardPacks.partnershipId} = ${partnershipId} and not (${isOfHeldReview}) order by ${boardPacks.frozenAt}`)
}

// A pack names only the reviews that were open to all: one with restricted reviews may be of any that is held.
const isOfHeldReview: SQL = sql`exists (select from ${reviews} where ${reviews.partnershipId} = ${boardPacks.partnershipId} and ${reviews.legalHold}
  and (${boardPacks.includesRestricted} or ${reviews.id} = any(${boardPacks.reviewIds})))`
