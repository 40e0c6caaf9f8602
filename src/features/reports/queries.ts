import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { DeliveryStatus } from '../../domain/action.ts'
import { overdueSql } from '../../domain/due-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { ragSql } from '../../domain/rating.ts'
import type { Rag } from '../../domain/rating.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fromDomain } from '../../platform/database/sql.ts'
import { agenciesAsTheyStood, asItStood } from '../action-versions/as-of-queries.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { agencies } from '../agencies/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'
import type { Grouping } from './figures.ts'

/** Actions that belong to the same groups, are at the same status and have the same rating, counted together. */
export interface Tally {
  /** Ids of agencies or recommendations, or themes. */
  readonly members: readonly string[]
  readonly status: DeliveryStatus
  readonly rag: Rag
  readonly actions: number
  readonly overdue: number
  readonly daysOverdue: number
  readonly signedOff: number
  readonly beforeThisService: number
  readonly onTimeAgainstOriginalDate: number
  readonly onTimeAgainstAgreedDate: number
}

/**
 * One pass over the caller's actions, whatever the grouping: an action of three
 * recommendations is counted once, under the set of the three. What was entered
 * in error never was. An action is in time by the day on which it was handed in
 * for sign-off, as with `overdue`: how long the reviewer takes is not its owner's.
 */
export async function tallyActions (db: Queryable, caller: Caller, grouping: Grouping, today: LocalDate, asOf?: string): Promise<Tally[]> {
  return await db.rows<Tally>(sql`${asItStood(caller, asOf)}select members, status, rag, count(*) as actions,
      count(*) filter (where is_overdue) as overdue,
      coalesce(sum(${today}::date - due_on) filter (where is_overdue), 0) as "daysOverdue",
      count(*) filter (where is_signed_off) as "signedOff",
      count(*) filter (where status = 'completed' and not is_signed_off) as "beforeThisService",
      count(*) filter (where is_signed_off and handed_in_on <= original_due_on) as "onTimeAgainstOriginalDate",
      count(*) filter (where is_signed_off and handed_in_on <= due_on) as "onTimeAgainstAgreedDate"
    from (select ${membersOf[grouping]} as members, status, due_on, original_due_on, coalesce(submitted_on, completed_on) as handed_in_on,
        ${fromDomain(ragSql, today)} as rag, ${fromDomain(overdueSql, today)} as is_overdue, status = 'completed' and assurance = 'signed_off' as is_signed_off
      from ${actions} where ${actions.partnershipId} = ${caller.partnershipId}
        and ${actions.closureReason} is distinct from 'entered_in_error' and ${actionIsVisible(caller)}) as rated
    group by members, status, rag`)
}

export interface AgencyName { readonly id: string, readonly code: string, readonly name: string }

export async function nameAgencies (db: Queryable, partnershipId: string, asOf?: string): Promise<AgencyName[]> {
  return await db.rows<AgencyName>(sql`${agenciesAsTheyStood(partnershipId, asOf)}select ${agencies.id}, ${agencies.code}, ${agencies.name} from ${agencies} where ${agencies.partnershipId} = ${partnershipId}`)
}

export interface RecommendationName {
  readonly id: string
  readonly reference: string
  readonly text: string
  readonly reviewId: string
  readonly reviewReference: string
  readonly reviewTitle: string
}

export async function nameRecommendations (db: Queryable, partnershipId: string): Promise<RecommendationName[]> {
  return await db.rows<RecommendationName>(sql`select ${recommendations.id} as id, ${recommendations.reference} as reference, left(${recommendations.text}, 200) as text,
      ${reviews.id} as "reviewId", ${reviews.reference} as "reviewReference", ${reviews.title} as "reviewTitle"
    from ${recommendations} join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}
    where ${recommendations.partnershipId} = ${partnershipId}`)
}

const membersOf: Record<Grouping, SQL> = {
  agency: sql`array[${actions.ownerAgencyId}]`,
  review: sql`${actions.recommendationIds}`,
  theme: sql`${actions.themes}`,
  recommendation: sql`${actions.recommendationIds}`
}
