import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { deliveryStatuses } from '../../domain/action.ts'
import type { DeliveryStatus, Impact } from '../../domain/action.ts'
import type { Caller } from '../../domain/permission.ts'
import { worstImpact } from '../../domain/recommendation.ts'
import { actionRecommendations, actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { recommendations } from './tables.ts'

/** How many of a recommendation's actions stand alike. */
export interface ActionCount { readonly status: DeliveryStatus, readonly impact: Impact, readonly count: number }

export type Delivery = Readonly<Record<DeliveryStatus | 'total', number>>

/**
 * Counts the actions of a row of `recommendations`, of those that the caller may
 * see; what was entered in error never was. A value of the selection, so that
 * PostgreSQL counts only for the rows on the page.
 */
export function actionCounts (caller: Caller): SQL {
  return sql`(select coalesce(jsonb_agg(counted), '[]') from (
    select ${actions.status}, ${actions.impact}, count(*) as count from ${actionRecommendations}
    join ${actions} on ${actions.partnershipId} = ${actionRecommendations.partnershipId} and ${actions.id} = ${actionRecommendations.actionId}
    where ${actionRecommendations.partnershipId} = ${recommendations.partnershipId} and ${actionRecommendations.recommendationId} = ${recommendations.id}
      and ${actions.closureReason} is distinct from 'entered_in_error' and ${actionIsVisible(caller)}
    group by ${actions.status}, ${actions.impact}) as counted)`
}

/** How far delivery has come: a number for each status, and in all. */
export function deliveryOf (counts: readonly ActionCount[]): Delivery {
  const byStatus = deliveryStatuses.map((status) => [status, sum(counts.filter((each) => each.status === status))])
  return { ...Object.fromEntries(byStatus), total: sum(counts) } as Delivery // has every status
}

/** What its completed actions have achieved. */
export function impactOf (counts: readonly ActionCount[]): Impact | null {
  return worstImpact(counts.filter(({ status }) => status === 'completed').map(({ impact }) => impact))
}

function sum (counts: readonly ActionCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0)
}
