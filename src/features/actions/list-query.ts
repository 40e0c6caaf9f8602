import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { openStatuses } from '../../domain/action.ts'
import { overdueSql } from '../../domain/due-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { ragSql, statusesRated } from '../../domain/rating.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { fromDomain, isAnyOf } from '../../platform/database/sql.ts'
import { asItStood, textFitsThen } from '../action-versions/as-of-queries.ts'
import { agencies } from '../agencies/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { actionsInJson } from './json-queries.ts'
import type { ActionInJson } from './json-queries.ts'
import { fromActionsOf } from './queries.ts'
import { actionRecommendations, actions, actionSupportingAgencies, actionThemes, isAssessed, priorityRank } from './tables.ts'
import { actionIsVisible } from './visibility.ts'
import { fitWords } from './words.ts'

export type ActionSort = 'dueOn' | 'priority' | 'createdAt' | 'updatedAt' | 'reference'

export interface ActionFilter {
  readonly status?: readonly string[]
  readonly rag?: readonly string[]
  readonly impact?: readonly string[]
  readonly priority?: readonly string[]
  readonly ownerAgencyId?: readonly string[]
  readonly supportingAgencyId?: readonly string[]
  readonly leadPersonId?: readonly string[]
  readonly reviewId?: readonly string[]
  readonly recommendationId?: readonly string[]
  readonly theme?: readonly string[]
  readonly externalReference?: readonly string[]
  readonly overdue?: boolean
  readonly dueFrom?: LocalDate
  readonly dueTo?: LocalDate
  readonly updatedSince?: string
  readonly q?: string
  /** An instant that has passed: the actions as they stood then. */
  readonly asOf?: string | undefined
}

export interface ActionOrder { readonly field: ActionSort, readonly direction: Order['direction'] }

/** A page of the actions that a caller may see. */
export async function listActions (
  db: Queryable, caller: Caller, filter: ActionFilter, order: ActionOrder, page: PageRequest, today: LocalDate
): Promise<Page<ActionInJson>> {
  const by = { ...orders[order.field](order.direction), isOfIndex: isInIndexOrder(filter, order) }
  // Joined to the left, agencies cannot come first: PostgreSQL, which takes row-level security to hide nearly all, would else read the whole plan, an agency at a time, and sort it.
  const from = fromActionsOf(caller.partnershipId, filter.ownerAgencyId === undefined ? sql`left join` : sql`join`)
  const selected = sql`${asItStood(caller, filter.asOf, filter.q)}${actionsInJson}, ${sortValue(by)} ${from}`
  return await readPage<ActionInJson>(db, selected, conditions(caller, filter, today), by, page)
}

// For these a page is read in the order of an index; any other may look through many rows that it leaves out.
const slowFilters: ReadonlyArray<keyof ActionFilter> = ['rag', 'impact', 'priority', 'supportingAgencyId', 'reviewId', 'recommendationId', 'theme', 'externalReference', 'updatedSince', 'q', 'asOf']

/** Whether a page takes hardly longer than reading its rows. */
export function isAnsweredByIndex (filter: ActionFilter): boolean {
  return !slowFilters.some((name) => filter[name] !== undefined)
}

/** Whether an index holds the page in one piece: by owner, by status, by both or by neither, in the order of the due dates. */
function isInIndexOrder (filter: ActionFilter, { field }: ActionOrder): boolean {
  const { ownerAgencyId = [], status = [], leadPersonId, overdue } = filter
  return field === 'dueOn' && isAnsweredByIndex(filter) && ownerAgencyId.length <= 1 && status.length <= 1 && leadPersonId === undefined && overdue === undefined
}

export async function countActions (db: Queryable, caller: Caller, filter: ActionFilter, today: LocalDate): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`${asItStood(caller, filter.asOf, filter.q)}select count(*) as total from ${actions} where ${sql.join(conditions(caller, filter, today), sql` and `)}`)
  return row?.total ?? 0
}

const orders: Record<ActionSort, (direction: Order['direction']) => Order> = {
  dueOn: (direction) => ({ by: actions.dueOn, id: actions.id, direction, type: 'date' }),
  priority: (direction) => ({ by: priorityRank(actions.priority), id: actions.id, direction, type: 'integer' }),
  createdAt: (direction) => ({ by: actions.createdAt, id: actions.id, direction, type: 'timestamptz' }),
  updatedAt: (direction) => ({ by: actions.updatedAt, id: actions.id, direction, type: 'timestamptz' }),
  reference: (direction) => ({ by: actions.reference, id: actions.id, direction, type: 'text' })
}

/** What fits the filters, of what the caller may see. */
export function conditions (caller: Caller, filter: ActionFilter, today: LocalDate): SQL[] {
  const { partnershipId } = caller
  const wanted: Array<SQL | undefined> = [
    sql`${actions.partnershipId} = ${partnershipId}`,
    actionIsVisible(caller),
    filter.status && isAnyOf(actions.status, filter.status),
    filter.impact && ofImpact(filter.impact),
    filter.priority && isAnyOf(actions.priority, filter.priority),
    filter.leadPersonId && isAnyOf(actions.leadPersonId, filter.leadPersonId),
    filter.externalReference && isAnyOf(actions.externalReference, filter.externalReference),
    filter.ownerAgencyId && ownedBy(partnershipId, filter.ownerAgencyId),
    filter.supportingAgencyId && supportedBy(partnershipId, filter.supportingAgencyId),
    filter.recommendationId && answering(partnershipId, filter.recommendationId),
    filter.reviewId && ofReview(partnershipId, filter.reviewId),
    filter.theme && about(partnershipId, filter.theme),
    filter.rag && rated(filter.rag, today),
    filter.overdue === undefined ? undefined : overdue(filter.overdue, today),
    filter.dueFrom === undefined ? undefined : sql`${actions.dueOn} >= ${filter.dueFrom}`,
    filter.dueTo === undefined ? undefined : sql`${actions.dueOn} <= ${filter.dueTo}`,
    filter.updatedSince === undefined ? undefined : sql`${actions.updatedAt} >= ${filter.updatedSince}`,
    filter.q === undefined ? undefined : filter.asOf === undefined ? fitWords(actions.words, filter.q) : textFitsThen
  ]
  return wanted.filter((condition) => condition !== undefined)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Agencies by id, or by the code that people know them by. */
function agenciesNamed (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  const ids = idsOrCodes.filter((text) => uuid.test(text))
  const codes = idsOrCodes.filter((text) => !uuid.test(text)).map((code) => code.toLowerCase())
  return sql`select ${agencies.id} from ${agencies} where ${agencies.partnershipId} = ${partnershipId}
    and (${agencies.id} = any(${sql.param(ids)}::uuid[]) or ${agencies.code} = any(${sql.param(codes)}::text[]))`
}

function ownedBy (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  const [only = ''] = idsOrCodes
  if (idsOrCodes.length > 1) return sql`${actions.ownerAgencyId} in (${agenciesNamed(partnershipId, idsOrCodes)})`
  return uuid.test(only) ? sql`${actions.ownerAgencyId} = ${only}` : sql`${actions.ownerAgencyId} = (${agenciesNamed(partnershipId, idsOrCodes)})`
}

function supportedBy (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  return sql`${actions.id} in (select ${actionSupportingAgencies.actionId} from ${actionSupportingAgencies}
    where ${actionSupportingAgencies.partnershipId} = ${partnershipId} and ${actionSupportingAgencies.agencyId} in (${agenciesNamed(partnershipId, idsOrCodes)}))`
}

function answering (partnershipId: string, recommendationIds: readonly string[]): SQL {
  return sql`${actions.id} in (select ${actionRecommendations.actionId} from ${actionRecommendations}
    where ${actionRecommendations.partnershipId} = ${partnershipId} and ${actionRecommendations.recommendationId} = any(${sql.param(recommendationIds)}::uuid[]))`
}

function ofReview (partnershipId: string, reviewIds: readonly string[]): SQL {
  return sql`${actions.id} in (select ${actionRecommendations.actionId} from ${actionRecommendations}
    join ${recommendations} on ${recommendations.partnershipId} = ${actionRecommendations.partnershipId} and ${recommendations.id} = ${actionRecommendations.recommendationId}
    where ${actionRecommendations.partnershipId} = ${partnershipId} and ${recommendations.reviewId} = any(${sql.param(reviewIds)}::uuid[]))`
}

function about (partnershipId: string, themes: readonly string[]): SQL {
  return sql`${actions.id} in (select ${actionThemes.actionId} from ${actionThemes}
    where ${actionThemes.partnershipId} = ${partnershipId} and ${isAnyOf(actionThemes.theme, themes)})`
}

/** What the rating says of the status stands beside the rule, so that an index by status can serve it. */
function rated (rags: readonly string[], today: LocalDate): SQL {
  return sql`${isAnyOf(actions.status, statusesRated(rags))} and ${fromDomain(`(${ragSql})`, today)} = any(${sql.param(rags)}::text[])`
}

/** Of what has been assessed there is an index, which is found by its own words. */
function ofImpact (impacts: readonly string[]): SQL {
  const wanted = isAnyOf(actions.impact, impacts)
  return impacts.includes('not_yet_assessed') ? wanted : sql`${wanted} and ${isAssessed(actions.impact)}`
}

/** The statuses stand beside the rule once more, in the words of the index of open actions. */
function overdue (wanted: boolean, today: LocalDate): SQL {
  const rule = fromDomain(overdueSql, today)
  return wanted ? sql`${actions.status} in ${openStatuses} and ${rule}` : sql`not ${rule}`
}
