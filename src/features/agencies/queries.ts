import { sql } from '../../platform/database/drizzle.ts'
import type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm'
import type { LocalDate } from '../../domain/local-date.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { inOurWords } from '../../platform/database/errors.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from './tables.ts'

export type AgencyRow = InferSelectModel<typeof agencies>

export interface AgencyFilter {
  readonly kind?: readonly string[]
  readonly current?: boolean
  readonly sort: { readonly field: AgencySort, readonly direction: 'asc' | 'desc' }
}

export const agencySorts = ['name', 'code', 'createdAt'] as const
export type AgencySort = typeof agencySorts[number]

export async function findAgency (db: Queryable, partnershipId: string, id: string): Promise<AgencyRow> {
  const [row] = await db.rows<AgencyRow>(sql`select ${columns(agencies)} from ${agencies} where ${isAgency(partnershipId, id)}`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such agency.')
  return row
}

export async function lockAgency (tx: Transaction, partnershipId: string, id: string): Promise<AgencyRow> {
  const [row] = await tx.rows<AgencyRow>(sql`select ${columns(agencies)} from ${agencies} where ${isAgency(partnershipId, id)} for no key update`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such agency.')
  return row
}

/** Every agency, held, so that no line of successors changes meanwhile. */
export async function lockAllAgencies (tx: Transaction, partnershipId: string): Promise<AgencyRow[]> {
  return await tx.rows<AgencyRow>(sql`select ${columns(agencies)} from ${agencies} where ${agencies.partnershipId} = ${partnershipId} order by ${agencies.id} for no key update`)
}

/** Every agency of the partnership: some dozens. */
export async function listAllAgencies (db: Queryable, partnershipId: string): Promise<AgencyRow[]> {
  return await db.rows<AgencyRow>(sql`select ${columns(agencies)} from ${agencies} where ${agencies.partnershipId} = ${partnershipId}`)
}

export async function listAgencies (db: Queryable, partnershipId: string, today: LocalDate, filter: AgencyFilter, page: PageRequest): Promise<Page<AgencyRow>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  return await readPage<AgencyRow>(db, sql`select ${columns(agencies)}, ${sortValue(order)} from ${agencies}`, conditions(partnershipId, today, filter), order, page)
}

export async function countAgencies (db: Queryable, partnershipId: string, today: LocalDate, filter: AgencyFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${agencies} where ${sql.join(conditions(partnershipId, today, filter), sql` and `)}`)
  return row?.total ?? 0
}

export async function insertAgency (tx: Transaction, row: InferInsertModel<typeof agencies>): Promise<void> {
  await inOurWords(tx.write(insertInto(agencies, row)), refusals)
}

export async function saveAgency (tx: Transaction, before: AgencyRow, changes: Partial<AgencyRow>): Promise<void> {
  await inOurWords(tx.write(sql`${updateSet(agencies, changes)} where ${isAgency(before.partnershipId, before.id)}`), refusals)
}

const refusals = {
  agencies_code: () => fieldRefusal('already-exists', 'code', 'Another agency of the partnership has this short name.')
}

const orders: Record<AgencySort, (direction: Order['direction']) => Order> = {
  name: (direction) => ({ by: agencies.name, id: agencies.id, direction, type: 'text' }),
  code: (direction) => ({ by: agencies.code, id: agencies.id, direction, type: 'text' }),
  createdAt: (direction) => ({ by: agencies.createdAt, id: agencies.id, direction, type: 'timestamptz' })
}

function isAgency (partnershipId: string, id: string): SQL {
  return sql`${agencies.partnershipId} = ${partnershipId} and ${agencies.id} = ${id}`
}

function conditions (partnershipId: string, today: LocalDate, filter: AgencyFilter): SQL[] {
  const wanted = [sql`${agencies.partnershipId} = ${partnershipId}`]
  if (filter.kind !== undefined) wanted.push(isAnyOf(agencies.kind, filter.kind))
  if (filter.current !== undefined) {
    wanted.push(sql`(coalesce(${agencies.validFrom}, '-infinity') <= ${today} and coalesce(${agencies.validTo}, 'infinity') >= ${today}) = ${filter.current}`)
  }
  return wanted
}
