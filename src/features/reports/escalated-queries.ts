import { sql } from '../../platform/database/drizzle.ts'
import { openStatuses } from '../../domain/action.ts'
import { overdueSql } from '../../domain/due-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fromDomain } from '../../platform/database/sql.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'

/** Overdue actions of one agency that answer the same recommendations, counted together. */
export interface Escalated { readonly agencyId: string, readonly recommendationIds: readonly string[], readonly actions: number }

/** The overdue actions that fell due on a day or before it. */
export async function countEscalated (db: Queryable, caller: Caller, dueTo: LocalDate, today: LocalDate): Promise<Escalated[]> {
  return await db.rows<Escalated>(sql`
    select ${actions.ownerAgencyId} as "agencyId", ${actions.recommendationIds} as "recommendationIds", count(*) as actions
    from ${actions} where ${actions.partnershipId} = ${caller.partnershipId} and ${actions.status} in ${openStatuses} and ${fromDomain(overdueSql, today)}
      and ${actions.dueOn} <= ${dueTo} and ${actionIsVisible(caller)}
    group by ${actions.ownerAgencyId}, ${actions.recommendationIds}`)
}
