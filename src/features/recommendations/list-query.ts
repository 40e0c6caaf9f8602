import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { agencies } from '../agencies/tables.ts'
import { reviewsAsTheyStood } from '../reviews/as-of-queries.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'
import { recommendationsAndReviews, shownRecommendations } from './queries.ts'
import type { ShownRecommendation } from './queries.ts'
import { recommendations } from './tables.ts'

export const recommendationSorts = ['createdAt', 'reference'] as const
export type RecommendationSort = typeof recommendationSorts[number]

export interface RecommendationFilter {
  readonly reviewId?: readonly string[]
  readonly response?: readonly string[]
  /** Ids or codes. */
  readonly leadAgencyId?: readonly string[]
  readonly theme?: readonly string[]
  /** Undefined: the present. */
  readonly asOf?: string | undefined
  readonly sort: { readonly field: RecommendationSort, readonly direction: Order['direction'] }
}

/** A page of the recommendations that the caller may see, in one question. */
export async function listRecommendations (db: Queryable, caller: Caller, filter: RecommendationFilter, page: PageRequest): Promise<Page<ShownRecommendation>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  const selected = sql`${reviewsAsTheyStood(caller, filter.asOf)}${shownRecommendations(caller)}, ${sortValue(order)} from ${recommendationsAndReviews}`
  return await readPage<ShownRecommendation>(db, selected, conditions(caller, filter), order, page)
}

export async function countRecommendations (db: Queryable, caller: Caller, filter: RecommendationFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`${reviewsAsTheyStood(caller, filter.asOf)}select count(*) as total from ${recommendationsAndReviews} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

const orders: Record<RecommendationSort, (direction: Order['direction']) => Order> = {
  createdAt: (direction) => ({ by: recommendations.createdAt, id: recommendations.id, direction, type: 'timestamptz' }),
  reference: (direction) => ({ by: recommendations.reference, id: recommendations.id, direction, type: 'text' })
}

function conditions (caller: Caller, filter: RecommendationFilter): SQL[] {
  const wanted = [sql`${recommendations.partnershipId} = ${caller.partnershipId}`, reviewIsVisible(caller)]
  if (filter.reviewId !== undefined) wanted.push(sql`${recommendations.reviewId} = any(${sql.param(filter.reviewId)}::uuid[])`)
  if (filter.response !== undefined) wanted.push(sql`${recommendations.response} = any(${sql.param(filter.response)}::text[])`)
  if (filter.leadAgencyId !== undefined) wanted.push(ledBy(caller.partnershipId, filter.leadAgencyId))
  if (filter.theme !== undefined) wanted.push(sql`${recommendations.themes} && ${sql.param(filter.theme)}::text[]`)
  return wanted
}

function ledBy (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  const named = sql.param(idsOrCodes.map((each) => each.toLowerCase()))
  return sql`${recommendations.leadAgencyId} in (select ${agencies.id} from ${agencies}
    where ${agencies.partnershipId} = ${partnershipId} and (${agencies.id}::text = any(${named}::text[]) or ${agencies.code} = any(${named}::text[])))`
}
