import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { asItStood } from '../action-versions/as-of-queries.ts'
import { conditions } from '../actions/list-query.ts'
import type { ActionFilter } from '../actions/list-query.ts'
import { fromActionsOf, shownActions } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'

/** An action with what a table of one row an action names of the records around it. */
export interface FlatActionRow extends ShownAction {
  readonly recommendationReferences: string
  readonly reviewReferences: string
  readonly leadAgencyCodes: string | null
  readonly supportingAgencyCodes: string | null
}

/** A page of the actions that the caller may see, less those entered in error, in an order that never changes. */
export async function listFlatActions (
  db: Queryable, caller: Caller, filter: ActionFilter, direction: Order['direction'], page: PageRequest, today: LocalDate
): Promise<Page<FlatActionRow>> {
  const order: Order = { by: actions.createdAt, id: actions.id, direction, type: 'timestamptz' }
  const selected = sql`${asItStood(caller, filter.asOf, filter.q)}${shownActions}, answered.*, ${supportingAgencyCodes} as "supportingAgencyCodes", ${sortValue(order)} ${fromActionsOf(caller.partnershipId)} ${answered}`
  return await readPage<FlatActionRow>(db, selected, wanted(caller, filter, today), order, page)
}

export async function countFlatActions (db: Queryable, caller: Caller, filter: ActionFilter, today: LocalDate): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`${asItStood(caller, filter.asOf, filter.q)}select count(*) as total from ${actions} where ${sql.join(wanted(caller, filter, today), sql` and `)}`)
  return row?.total ?? 0
}

function wanted (caller: Caller, filter: ActionFilter, today: LocalDate): SQL[] {
  return [...conditions(caller, filter, today), sql`${actions.closureReason} is distinct from 'entered_in_error'`]
}

/** The recommendations that an action answers, the first first, with their reviews and who leads them. Who may see the action may see these. */
const answered = sql`cross join lateral (select
    string_agg(${reviews.reference} || '/' || ${recommendations.reference}, '; ' order by array_position(${actions.recommendationIds}, ${recommendations.id})) as "recommendationReferences",
    string_agg(distinct ${reviews.reference}, '; ') as "reviewReferences",
    string_agg(distinct lead.code, '; ') as "leadAgencyCodes"
  from ${recommendations}
    join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}
    left join ${agencies} as lead on lead.partnership_id = ${recommendations.partnershipId} and lead.id = ${recommendations.leadAgencyId}
  where ${recommendations.partnershipId} = ${actions.partnershipId} and ${recommendations.id} = any(${actions.recommendationIds})) as answered`

const supportingAgencyCodes = sql`(select string_agg(supporting.code, '; ' order by supporting.code) from ${agencies} as supporting
  where supporting.partnership_id = ${actions.partnershipId} and supporting.id = any(${actions.supportingAgencyIds}))`
