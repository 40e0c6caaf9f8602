import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { CountedEvidence } from '../../domain/evidence.ts'
import type { ImpactReviewState } from '../../domain/impact-review.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { insertEach } from '../../platform/database/bulk.ts'
import { columns, insertInto, pick, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { evidence, evidenceAssessments } from '../evidence/tables.ts'
import { impactReviews } from './tables.ts'

export type ImpactReviewRow = InferSelectModel<typeof impactReviews>

export interface ImpactReviewFilter {
  readonly state?: readonly ImpactReviewState[]
  readonly actionId?: readonly string[]
  readonly ownerAgencyId?: readonly string[]
  readonly dueTo?: LocalDate
  readonly direction: Order['direction']
}

const fromReviews = sql`from ${impactReviews} join ${actions} on ${actions.partnershipId} = ${impactReviews.partnershipId} and ${actions.id} = ${impactReviews.actionId}`

/** What was to be asked of a delivery that has been reopened is asked no more; what was found then stays. */
const stands = sql`(${impactReviews.rating} is not null or (${actions.status} = 'completed' and ${impactReviews.round} = ${actions.reopenings}))`

export async function listImpactReviews (db: Queryable, caller: Caller, filter: ImpactReviewFilter, page: PageRequest, today: LocalDate): Promise<Page<ImpactReviewRow>> {
  const order = orderOf(filter)
  return await readPage<ImpactReviewRow>(db, sql`select ${columns(impactReviews)}, ${sortValue(order)} ${fromReviews}`, conditions(caller, filter, today), order, page)
}

export async function countImpactReviews (db: Queryable, caller: Caller, filter: ImpactReviewFilter, today: LocalDate): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total ${fromReviews} where ${sql.join(conditions(caller, filter, today), sql` and `)}`)
  return row?.total ?? 0
}

/** The reviews of one round of an action: some few. Whoever asks in order to rate holds the action. */
export async function findReviewsOfRound (db: Queryable, partnershipId: string, action: { readonly id: string, readonly reopenings: number }): Promise<ImpactReviewRow[]> {
  return await db.rows<ImpactReviewRow>(sql`select ${columns(impactReviews)} from ${impactReviews}
    where ${impactReviews.partnershipId} = ${partnershipId} and ${impactReviews.actionId} = ${action.id} and ${impactReviews.round} = ${action.reopenings}`)
}

export interface NamedEvidence extends CountedEvidence { readonly id: string }

/** Of the pieces named, those that belong to the action, with who accepted them. */
export async function findNamedEvidence (db: Queryable, partnershipId: string, actionId: string, ids: readonly string[]): Promise<NamedEvidence[]> {
  return await db.rows<NamedEvidence>(sql`select ${pick(evidence, 'id', 'kind', 'state', 'scan', 'round')}, ${evidenceAssessments.assessedByAgencyId} as "assessedByAgencyId"
    from ${evidence} left join ${evidenceAssessments} on ${evidenceAssessments.partnershipId} = ${evidence.partnershipId} and ${evidenceAssessments.evidenceId} = ${evidence.id}
    where ${evidence.partnershipId} = ${partnershipId} and ${evidence.actionId} = ${actionId} and ${evidence.id} = any(${sql.param(ids)}::uuid[])`)
}

/** Awaited by whoever has to say in words which rule of the table refused. */
export async function insertImpactReviews (tx: Transaction, rows: readonly ImpactReviewRow[]): Promise<void> {
  await tx.write(insertInto(impactReviews, rows))
}

/** Many that are still to be made: no rule of the table could refuse them. */
export function addImpactReviews (tx: Transaction, rows: readonly ImpactReviewRow[]): void {
  if (rows.length > 0) void tx.write(insertEach(impactReviews, rows))
}

export async function saveImpactReview (tx: Transaction, row: ImpactReviewRow): Promise<void> {
  const { partnershipId, id, ...changes } = row
  await tx.write(sql`${updateSet(impactReviews, changes)} where ${impactReviews.partnershipId} = ${partnershipId} and ${impactReviews.id} = ${id}`)
}

/** What waits is sought in the index of the days on which it is due; among the rest are some that never were. */
function orderOf ({ state, direction }: ImpactReviewFilter): Order {
  const by = isWaiting(state) ? impactReviews.dueOn : sql`coalesce(${impactReviews.dueOn}, (${impactReviews.ratedAt} at time zone 'UTC')::date)`
  return { by, id: impactReviews.id, direction, type: 'date' }
}

function isWaiting (state: readonly ImpactReviewState[] | undefined): boolean {
  return state !== undefined && !state.includes('rated')
}

function conditions (caller: Caller, { state, actionId, ownerAgencyId, dueTo }: ImpactReviewFilter, today: LocalDate): SQL[] {
  const wanted: Array<SQL | undefined> = [
    sql`${impactReviews.partnershipId} = ${caller.partnershipId}`,
    stands,
    actionIsVisible(caller),
    isWaiting(state) ? sql`${impactReviews.rating} is null` : undefined,
    state && sql`(${sql.join(state.map((each) => inState[each](today)), sql` or `)})`,
    actionId && sql`${impactReviews.actionId} = any(${sql.param(actionId)}::uuid[])`,
    ownerAgencyId && sql`${actions.ownerAgencyId} = any(${sql.param(ownerAgencyId)}::uuid[])`,
    dueTo === undefined ? undefined : sql`${impactReviews.dueOn} <= ${dueTo}`
  ]
  return wanted.filter((condition) => condition !== undefined)
}

// As domain/impact-review.ts has it.
const inState: Record<ImpactReviewState, (today: LocalDate) => SQL> = {
  rated: () => sql`${impactReviews.rating} is not null`,
  due: (today) => sql`(${impactReviews.rating} is null and ${impactReviews.dueOn} >= ${today})`,
  overdue: (today) => sql`(${impactReviews.rating} is null and ${impactReviews.dueOn} < ${today})`
}
