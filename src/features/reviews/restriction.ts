import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { actionRecommendations, actions } from '../actions/tables.ts'
import { record } from '../events/record.ts'
import { recommendations } from '../recommendations/tables.ts'
import type { Work } from '../work.ts'
import type { ReviewRow } from './queries.ts'
import { reviews } from './tables.ts'

/**
 * Brings the actions of a review in line once its own restriction has changed and
 * is saved: an action is restricted if any of its reviews is. They are held
 * before they are judged, so that two reviews of one action cannot each leave it
 * to the other.
 */
export async function passOnRestriction (work: Work, review: ReviewRow): Promise<void> {
  const [, changed] = await Promise.all([
    work.tx.rows(sql`select from ${actions} where ${isActionOf(review)} order by ${actions.id} for no key update`),
    work.tx.rows<{ id: string, restricted: boolean, version: number }>(sql`
      update ${actions} set restricted = not ${actions.restricted}, version = ${actions.version} + 1, updated_at = ${work.now}
      where ${isActionOf(review)} and ${actions.restricted} <> ${answersRestrictedReview}
      returning ${actions.id} as id, ${actions.restricted} as restricted, ${actions.version} as version`)
  ])
  for (const { id, restricted, version } of changed) {
    record(work, 'action.updated', { type: 'action', id }, { before: { restricted: !restricted, version: version - 1 }, after: { restricted, version } })
  }
}

const reviewOfAction = sql`${actionRecommendations}
  join ${recommendations} on ${recommendations.partnershipId} = ${actionRecommendations.partnershipId} and ${recommendations.id} = ${actionRecommendations.recommendationId}`

function isActionOf ({ partnershipId, id }: ReviewRow): SQL {
  return sql`${actions.partnershipId} = ${partnershipId} and ${actions.id} in (select ${actionRecommendations.actionId} from ${reviewOfAction}
    where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.reviewId} = ${id})`
}

const answersRestrictedReview = sql`exists (select from ${reviewOfAction}
  join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}
  where ${actionRecommendations.partnershipId} = ${actions.partnershipId} and ${actionRecommendations.actionId} = ${actions.id} and ${reviews.restricted})`
