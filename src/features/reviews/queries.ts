import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviewsAsTheyStood } from './as-of-queries.ts'
import { reviews } from './tables.ts'
import { reviewIsVisible } from './visibility.ts'

export { reviewIsVisible } from './visibility.ts'

export type ReviewRow = InferSelectModel<typeof reviews>

export const reviewSorts = ['createdAt', 'reference', 'title'] as const
export type ReviewSort = typeof reviewSorts[number]

export interface ReviewFilter {
  readonly kind?: readonly string[]
  readonly status?: readonly string[]
  readonly restricted?: boolean
  /** Undefined: the present. */
  readonly asOf?: string | undefined
  readonly sort: { readonly field: ReviewSort, readonly direction: Order['direction'] }
}

/** A review that the caller may see; hidden is like unknown. */
export async function findReview (db: Queryable, caller: Caller, id: string): Promise<ReviewRow> {
  return only(await db.rows<ReviewRow>(visibleReview(caller, id)))
}

/** Holds the review; actions may still be added to it meanwhile. */
export async function lockReview (tx: Transaction, caller: Caller, id: string): Promise<ReviewRow> {
  return only(await tx.rows<ReviewRow>(sql`${visibleReview(caller, id)} for no key update`))
}

/** Holds the review and what is being added to it: whoever names an action after it waits, or is waited for. */
export async function lockReviewAndItsPlan (tx: Transaction, caller: Caller, id: string): Promise<ReviewRow> {
  return only(await tx.rows<ReviewRow>(sql`${visibleReview(caller, id)} for update`))
}

export async function listReviews (db: Queryable, caller: Caller, filter: ReviewFilter, page: PageRequest): Promise<Page<ReviewRow>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  return await readPage<ReviewRow>(db, sql`${reviewsAsTheyStood(caller, filter.asOf)}select ${columns(reviews)}, ${sortValue(order)} from ${reviews}`, conditions(caller, filter), order, page)
}

export async function countReviews (db: Queryable, caller: Caller, filter: ReviewFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`${reviewsAsTheyStood(caller, filter.asOf)}select count(*) as total from ${reviews} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

export async function isReviewReferenceTaken (tx: Transaction, partnershipId: string, reference: string): Promise<boolean> {
  const found = await tx.rows(sql`select from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviews.reference} = ${reference}`)
  return found.length > 0
}

/** Is any action named after the review? */
export async function namesActions (tx: Transaction, { partnershipId, id }: ReviewRow): Promise<boolean> {
  const found = await tx.rows(sql`select from ${recommendations} where ${recommendations.partnershipId} = ${partnershipId}
    and ${recommendations.reviewId} = ${id} and ${recommendations.actionsMinted} > 0 limit 1`)
  return found.length > 0
}

export function insertReview (tx: Transaction, row: ReviewRow): void {
  void tx.write(insertInto(reviews, row))
}

export function saveReview (tx: Transaction, { partnershipId, id }: ReviewRow, changes: Partial<ReviewRow>): void {
  void tx.write(sql`${updateSet(reviews, changes)} where ${isReview(partnershipId, id)}`)
}

const orders: Record<ReviewSort, (direction: Order['direction']) => Order> = {
  createdAt: (direction) => ({ by: reviews.createdAt, id: reviews.id, direction, type: 'timestamptz' }),
  reference: (direction) => ({ by: reviews.reference, id: reviews.id, direction, type: 'text' }),
  title: (direction) => ({ by: reviews.title, id: reviews.id, direction, type: 'text' })
}

function visibleReview (caller: Caller, id: string): SQL {
  return sql`select ${columns(reviews)} from ${reviews} where ${isReview(caller.partnershipId, id)} and ${reviewIsVisible(caller)}`
}

function isReview (partnershipId: string, id: string): SQL {
  return sql`${reviews.partnershipId} = ${partnershipId} and ${reviews.id} = ${id}`
}

function conditions (caller: Caller, filter: ReviewFilter): SQL[] {
  const wanted = [sql`${reviews.partnershipId} = ${caller.partnershipId}`, reviewIsVisible(caller)]
  if (filter.kind !== undefined) wanted.push(isAnyOf(reviews.kind, filter.kind))
  if (filter.status !== undefined) wanted.push(isAnyOf(reviews.status, filter.status))
  if (filter.restricted !== undefined) wanted.push(sql`${reviews.restricted} = ${filter.restricted}`)
  return wanted
}

function only ([row]: ReviewRow[]): ReviewRow {
  if (row === undefined) throw new Refusal('not-found', 'There is no such review.')
  return row
}
