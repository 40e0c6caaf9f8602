import { sql } from './drizzle.ts'
import type { SQL, SQLWrapper } from 'drizzle-orm'
import type { Position } from '../http/cursor.ts'
import type { Queryable } from './database.ts'

/** The order of a list: one value that is never null, then the id. */
export interface Order {
  readonly by: SQL | SQLWrapper
  readonly id: SQLWrapper
  readonly direction: 'asc' | 'desc'
  /** The value's SQL type, so that the cursor's text is compared as what it is. */
  readonly type: 'date' | 'text' | 'timestamptz' | 'integer'
  /** An index holds just the rows of the list in just this order: the best plan is the same whatever is asked for. */
  readonly isOfIndex?: boolean
}

export interface PageRequest {
  readonly limit: number
  readonly after: Position | undefined
}

export interface Page<Row> {
  readonly rows: Row[]
  readonly next: Position | null
  /** What the database showed when the page was read; undefined for an empty page, which no row can tell it of. */
  readonly snapshot?: string | undefined
}

/**
 * One page by keyset: the cost is that of the page, however deep it lies.
 * `selected` is everything up to the `where`; its rows carry their `id`.
 */
export async function readPage<Row extends { id: string }> (
  db: Queryable, selected: SQL, conditions: readonly SQL[], order: Order, page: PageRequest
): Promise<Page<Row>> {
  const direction = order.direction === 'asc' ? sql`asc` : sql`desc`
  const all = page.after === undefined ? conditions : [...conditions, beyond(order, page.after)]
  const found = await db.rows<Row & { sortValue: Position['value'], snapshot: string }>(sql`${selected}
    where ${sql.join([...all], sql` and `)}
    order by ${order.by} ${direction}, ${order.id} ${direction} limit ${limitOf(order, page)}`)
  const rows = found.slice(0, page.limit)
  const last = rows.at(-1)
  return { rows, snapshot: last?.snapshot, next: found.length > page.limit && last !== undefined ? { value: last.sortValue, id: last.id } : null }
}

// The limits that most ask for: each is a statement of its own to be kept.
const writtenOut: Readonly<Record<number, SQL>> = { 50: sql`51`, 200: sql`201` }

/**
 * One more than are told. Of a limit that it is not told, PostgreSQL expects a tenth of all rows, and so
 * plans each page anew, which at a million actions is a quarter of its time; written out, it keeps the plan.
 */
function limitOf ({ isOfIndex = false }: Order, { limit }: PageRequest): SQL | number {
  return (isOfIndex ? writtenOut[limit] : undefined) ?? limit + 1
}

/** The columns that `readPage` needs in the selection: where the page ended, and (asked once, not per row) when it was read. */
export function sortValue (order: Order): SQL {
  return sql`${order.by} as "sortValue", (select pg_current_snapshot()::text) as "snapshot"`
}

function beyond (order: Order, after: Position): SQL {
  const comparison = order.direction === 'asc' ? sql`>` : sql`<`
  return sql`(${order.by}, ${order.id}) ${comparison} (${after.value}::${typeName[order.type]}, ${after.id}::uuid)`
}

const typeName = { date: sql`date`, text: sql`text`, timestamptz: sql`timestamptz`, integer: sql`integer` }
