import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Validity } from '../../domain/agency.ts'
import type { KeyLife } from '../../domain/api-key.ts'
import type { Role, ServiceRole } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { bareName, insertInto, pick, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from './tables.ts'

/** A key as it may be shown: without its secret, with the role and agency that it carries. */
export interface ApiKeyRow extends KeyLife {
  readonly partnershipId: string
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly agencyId: string | null
  readonly personId: string | null
  readonly lastFour: string
  readonly createdById: string | null
  readonly lastUsedAt: string | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** A key at the only moment when its token is known. */
export interface IssuedKey extends ApiKeyRow { readonly token: string }

export interface ApiKeyFilter {
  readonly personId?: readonly string[]
  readonly sort: { readonly field: KeySort, readonly direction: 'asc' | 'desc' }
}

export const keySorts = ['createdAt', 'name'] as const
export type KeySort = typeof keySorts[number]

export async function findKey (db: Queryable, partnershipId: string, id: string): Promise<ApiKeyRow> {
  const [row] = await db.rows<ApiKeyRow>(sql`select ${shown} ${fromKeys} where ${isKey(partnershipId, id)}`)
  return row ?? missing()
}

export async function lockKey (tx: Transaction, partnershipId: string, id: string): Promise<ApiKeyRow> {
  const [row] = await tx.rows<ApiKeyRow>(sql`select ${shown} ${fromKeys} where ${isKey(partnershipId, id)} for no key update of ${apiKeys}`)
  return row ?? missing()
}

export async function listKeys (db: Queryable, partnershipId: string, filter: ApiKeyFilter, page: PageRequest): Promise<Page<ApiKeyRow>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  return await readPage<ApiKeyRow>(db, sql`select ${shown}, ${sortValue(order)} ${fromKeys}`, conditions(partnershipId, filter), order, page)
}

export async function countKeys (db: Queryable, partnershipId: string, filter: ApiKeyFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${apiKeys} where ${sql.join(conditions(partnershipId, filter), sql` and `)}`)
  return row?.total ?? 0
}

export async function findAgencyValidity (db: Queryable, partnershipId: string, id: string): Promise<Validity | undefined> {
  const [row] = await db.rows<Validity>(sql`select ${pick(agencies, 'validFrom', 'validTo')} from ${agencies} where ${agencies.partnershipId} = ${partnershipId} and ${agencies.id} = ${id}`)
  return row
}

/** What a service's key carries itself, and a person's key takes from its person. */
export interface Carried { readonly role: ServiceRole | null, readonly agencyId: string | null }

export function insertKey (tx: Transaction, row: ApiKeyRow, own: Carried, secretHash: string): void {
  void tx.write(insertInto(apiKeys, { ...row, ...own, secretHash }))
}

export function saveKey (tx: Transaction, before: ApiKeyRow, changes: Partial<Pick<ApiKeyRow, 'replacedAt' | 'revokedAt' | 'version' | 'updatedAt'>>): void {
  void tx.write(sql`${updateSet(apiKeys, changes)} where ${isKey(before.partnershipId, before.id)}`)
}

/** Ends every key of a person that was not ended before, and tells which. */
export async function revokeAll (tx: Transaction, partnershipId: string, personId: string, now: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    ${updateSet(apiKeys, { revokedAt: now, updatedAt: now })}, ${bareName(apiKeys.version)} = ${apiKeys.version} + 1
    where ${apiKeys.partnershipId} = ${partnershipId} and ${apiKeys.personId} = ${personId} and ${apiKeys.revokedAt} is null
    returning ${pick(apiKeys, 'id')}`)
  return rows.map(({ id }) => id)
}

const shown = sql`${pick(apiKeys, 'partnershipId', 'id', 'name', 'personId', 'lastFour', 'expiresOn', 'replacedAt', 'revokedAt', 'createdById', 'lastUsedAt', 'version', 'createdAt', 'updatedAt')},
  coalesce(${people.role}, ${apiKeys.role}) as "role", coalesce(${people.agencyId}, ${apiKeys.agencyId}) as "agencyId"`

const fromKeys = sql`from ${apiKeys} left join ${people} on ${people.partnershipId} = ${apiKeys.partnershipId} and ${people.id} = ${apiKeys.personId}`

const orders: Record<KeySort, (direction: Order['direction']) => Order> = {
  createdAt: (direction) => ({ by: apiKeys.createdAt, id: apiKeys.id, direction, type: 'timestamptz' }),
  name: (direction) => ({ by: apiKeys.name, id: apiKeys.id, direction, type: 'text' })
}

function isKey (partnershipId: string, id: string): SQL {
  return sql`${apiKeys.partnershipId} = ${partnershipId} and ${apiKeys.id} = ${id}`
}

function missing (): never {
  throw new Refusal('not-found', 'There is no such key.')
}

function conditions (partnershipId: string, { personId }: ApiKeyFilter): SQL[] {
  const wanted = [sql`${apiKeys.partnershipId} = ${partnershipId}`]
  if (personId !== undefined) wanted.push(sql`${apiKeys.personId} = any(${sql.param(personId)}::uuid[])`)
  return wanted
}
