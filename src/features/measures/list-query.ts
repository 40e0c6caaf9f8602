import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Frequency } from '../../domain/measure.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { agencies } from '../agencies/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'
import { measuresAndReviews, shownMeasures } from './queries.ts'
import type { ShownMeasure } from './queries.ts'
import { measures } from './tables.ts'

export const measureSorts = ['createdAt', 'name'] as const
export type MeasureSort = typeof measureSorts[number]

export interface MeasureFilter {
  readonly recommendationId?: readonly string[]
  /** Ids or codes. */
  readonly ownerAgencyId?: readonly string[]
  readonly frequency?: readonly Frequency[]
  readonly sort: { readonly field: MeasureSort, readonly direction: Order['direction'] }
}

/** A page of the measures that the caller may see, in one question. */
export async function listMeasures (db: Queryable, caller: Caller, filter: MeasureFilter, page: PageRequest): Promise<Page<ShownMeasure>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  return await readPage<ShownMeasure>(db, sql`${shownMeasures}, ${sortValue(order)} from ${measuresAndReviews}`, conditions(caller, filter), order, page)
}

export async function countMeasures (db: Queryable, caller: Caller, filter: MeasureFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${measuresAndReviews} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

const orders: Record<MeasureSort, (direction: Order['direction']) => Order> = {
  createdAt: (direction) => ({ by: measures.createdAt, id: measures.id, direction, type: 'timestamptz' }),
  name: (direction) => ({ by: measures.name, id: measures.id, direction, type: 'text' })
}

function conditions (caller: Caller, filter: MeasureFilter): SQL[] {
  const wanted = [sql`${measures.partnershipId} = ${caller.partnershipId}`, reviewIsVisible(caller)]
  if (filter.recommendationId !== undefined) wanted.push(sql`${measures.recommendationId} = any(${sql.param(filter.recommendationId)}::uuid[])`)
  if (filter.ownerAgencyId !== undefined) wanted.push(ownedBy(caller.partnershipId, filter.ownerAgencyId))
  if (filter.frequency !== undefined) wanted.push(sql`${measures.frequency} = any(${sql.param(filter.frequency)}::text[])`)
  return wanted
}

function ownedBy (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  const named = sql.param(idsOrCodes.map((each) => each.toLowerCase()))
  return sql`${measures.ownerAgencyId} in (select ${agencies.id} from ${agencies}
    where ${agencies.partnershipId} = ${partnershipId} and (${agencies.id}::text = any(${named}::text[]) or ${agencies.code} = any(${named}::text[])))`
}
