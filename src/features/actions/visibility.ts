import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Role } from '../../domain/person.ts'
import { recommendations } from '../recommendations/tables.ts'
import { actionRecommendations, actions } from './tables.ts'

/** These see what is restricted too, wherever their agency stands. */
const seesAll: readonly Role[] = ['coordinator', 'reviewer', 'scrutineer']

/**
 * Whose eyes an answer is for: callers of one view are shown the same actions,
 * so that what was reckoned for one may be told to another.
 */
export function viewOf ({ role, agencyId }: Caller): string {
  return seesAll.includes(role) ? 'all' : `agency ${agencyId ?? 'none'}`
}

/**
 * The actions that a caller is told of: a restricted one is for those who see
 * all, and for the agencies that own it, support it, or lead a recommendation
 * that it answers. To be used where `actions` is in the `from`.
 */
export function actionIsVisible (caller: Pick<Caller, 'role' | 'partnershipId' | 'agencyId'>): SQL {
  if (seesAll.includes(caller.role)) return sql`true`
  return sql`(not ${actions.restricted} or ${actions.ownerAgencyId} = ${caller.agencyId}
    or ${caller.agencyId} = any(${actions.supportingAgencyIds}) or ${leads(caller.agencyId)})`
}

function leads (agencyId: string | null): SQL {
  return sql`exists (select from ${actionRecommendations}
    join ${recommendations} on ${recommendations.partnershipId} = ${actionRecommendations.partnershipId} and ${recommendations.id} = ${actionRecommendations.recommendationId}
    where ${actionRecommendations.partnershipId} = ${actions.partnershipId} and ${actionRecommendations.actionId} = ${actions.id}
      and ${recommendations.leadAgencyId} = ${agencyId})`
}
