import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { eventSeals } from '../events/tables.ts'
import { people } from '../people/tables.ts'
import { webhookEndpoints } from './tables.ts'

export type EndpointRow = InferSelectModel<typeof webhookEndpoints>

/** An endpoint at the only moment when its secret is known. */
export interface IssuedEndpoint { readonly endpoint: EndpointRow, readonly secret: string }

export interface EndpointKey { readonly partnershipId: string, readonly endpointId: string }

export interface EndpointFilter {
  readonly active?: boolean
  readonly sort: { readonly field: 'createdAt', readonly direction: 'asc' | 'desc' }
}

export async function findEndpoint (db: Queryable, key: EndpointKey): Promise<EndpointRow> {
  return await findIfThere(db, key) ?? missing()
}

export async function findIfThere (db: Queryable, key: EndpointKey): Promise<EndpointRow | undefined> {
  const [row] = await db.rows<EndpointRow>(sql`select ${columns(webhookEndpoints)} from ${webhookEndpoints} where ${isEndpoint(key)}`)
  return row
}

export async function lockEndpoint (tx: Transaction, key: EndpointKey): Promise<EndpointRow> {
  return await lockIfThere(tx, key) ?? missing()
}

/** Undefined: it was deleted meanwhile. */
export async function lockIfThere (tx: Transaction, key: EndpointKey): Promise<EndpointRow | undefined> {
  const [row] = await tx.rows<EndpointRow>(sql`select ${columns(webhookEndpoints)} from ${webhookEndpoints} where ${isEndpoint(key)} for no key update`)
  return row
}

export async function listEndpoints (db: Queryable, partnershipId: string, filter: EndpointFilter, page: PageRequest): Promise<Page<EndpointRow>> {
  const order: Order = { by: webhookEndpoints.createdAt, id: webhookEndpoints.id, direction: filter.sort.direction, type: 'timestamptz' }
  return await readPage<EndpointRow>(db, sql`select ${columns(webhookEndpoints)}, ${sortValue(order)} from ${webhookEndpoints}`, conditions(partnershipId, filter), order, page)
}

export async function countEndpoints (db: Queryable, partnershipId: string, filter: Pick<EndpointFilter, 'active'> = {}): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${webhookEndpoints} where ${sql.join(conditions(partnershipId, filter), sql` and `)}`)
  return row?.total ?? 0
}

/** The end of the partnership's sealed sequence. */
export async function findLastSequence (db: Queryable, partnershipId: string): Promise<number> {
  const [row] = await db.rows<{ last: number }>(sql`select coalesce(max(${eventSeals.sequence}), 0) as last from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId}`)
  return row?.last ?? 0
}

/** Those who are told when an endpoint is switched off without them. */
export async function listCoordinators (db: Queryable, partnershipId: string): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(sql`select ${people.id} as id from ${people} where ${people.partnershipId} = ${partnershipId} and ${people.role} = 'coordinator' and ${people.active}`)
  return rows.map(({ id }) => id)
}

export function insertEndpoint (tx: Transaction, row: EndpointRow): void {
  void tx.write(insertInto(webhookEndpoints, row))
}

export function saveEndpoint (tx: Transaction, before: EndpointRow, changes: Partial<EndpointRow>): void {
  const { partnershipId, id } = before
  void tx.write(sql`${updateSet(webhookEndpoints, changes)} where ${webhookEndpoints.partnershipId} = ${partnershipId} and ${webhookEndpoints.id} = ${id}`)
}

function isEndpoint ({ partnershipId, endpointId }: EndpointKey): SQL {
  return sql`${webhookEndpoints.partnershipId} = ${partnershipId} and ${webhookEndpoints.id} = ${endpointId} and ${webhookEndpoints.deletedAt} is null`
}

function conditions (partnershipId: string, { active }: Pick<EndpointFilter, 'active'>): SQL[] {
  const wanted = [sql`${webhookEndpoints.partnershipId} = ${partnershipId}`, sql`${webhookEndpoints.deletedAt} is null`]
  if (active !== undefined) wanted.push(sql`${webhookEndpoints.active} = ${active}`)
  return wanted
}

function missing (): never {
  throw new Refusal('not-found', 'There is no such webhook endpoint.')
}
