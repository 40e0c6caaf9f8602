import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { actionRecommendations, actions, actionSupportingAgencies } from '../actions/tables.ts'
import { viewOf } from '../actions/visibility.ts'
import { measures } from '../measures/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from './tables.ts'

/** Coordinators, reviewers and scrutineers see restricted reviews, whatever their agency. */
export function seesEveryReview (caller: Caller): boolean {
  return viewOf(caller) === 'all'
}

/**
 * The condition under which a row of `reviews` exists for a caller. A restricted
 * review does only for those who see all, and for the agencies that lead, own or
 * support something in it.
 */
export function reviewIsVisible (caller: Caller): SQL {
  if (seesEveryReview(caller)) return sql`true`
  if (caller.agencyId === null) return sql`not ${reviews.restricted}`
  return sql`(not ${reviews.restricted} or ${leads(caller.agencyId)} or ${ownsOrSupports(caller.agencyId)} or ${reports(caller.agencyId)})`
}

function leads (agencyId: string): SQL {
  return sql`exists (select from ${recommendations} where ${ofReview} and ${recommendations.leadAgencyId} = ${agencyId})`
}

function ownsOrSupports (agencyId: string): SQL {
  return sql`exists (select from ${recommendations}
    join ${actionRecommendations} on ${actionRecommendations.partnershipId} = ${recommendations.partnershipId} and ${actionRecommendations.recommendationId} = ${recommendations.id}
    join ${actions} on ${actions.partnershipId} = ${actionRecommendations.partnershipId} and ${actions.id} = ${actionRecommendations.actionId}
    where ${ofReview} and (${actions.ownerAgencyId} = ${agencyId} or exists (select from ${actionSupportingAgencies}
      where ${actionSupportingAgencies.partnershipId} = ${actions.partnershipId} and ${actionSupportingAgencies.actionId} = ${actions.id} and ${actionSupportingAgencies.agencyId} = ${agencyId})))`
}

/** Owns a measure: it has to give its figures. */
function reports (agencyId: string): SQL {
  return sql`exists (select from ${recommendations} join ${measures} on ${measures.partnershipId} = ${recommendations.partnershipId} and ${measures.recommendationId} = ${recommendations.id}
    where ${ofReview} and ${measures.ownerAgencyId} = ${agencyId})`
}

const ofReview = sql`${recommendations.partnershipId} = ${reviews.partnershipId} and ${recommendations.reviewId} = ${reviews.id}`
