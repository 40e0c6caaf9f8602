import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import type { Role } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { inOurWords } from '../../platform/database/errors.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from './tables.ts'

export type PersonRow = InferSelectModel<typeof people>

export interface PersonFilter {
  /** Ids or codes. */
  readonly agencyId?: readonly string[]
  readonly role?: readonly Role[]
  readonly active?: boolean
  readonly sort: { readonly field: PersonSort, readonly direction: 'asc' | 'desc' }
}

export const personSorts = ['name', 'createdAt'] as const
export type PersonSort = typeof personSorts[number]

export async function findPerson (db: Queryable, partnershipId: string, id: string): Promise<PersonRow> {
  const [row] = await db.rows<PersonRow>(sql`select ${columns(people)} from ${people} where ${isPerson(partnershipId, id)}`)
  return row ?? missing()
}

/** By address, whatever the case of its letters. */
export async function findPersonByEmail (db: Queryable, partnershipId: string, email: string): Promise<PersonRow> {
  const [row] = await db.rows<PersonRow>(sql`select ${columns(people)} from ${people} where ${people.partnershipId} = ${partnershipId} and lower(${people.email}) = lower(${email})`)
  return row ?? missing()
}

/** `no key update`: work that merely names the person, as its lead, does not wait for this. */
export async function lockPerson (tx: Transaction, partnershipId: string, id: string): Promise<PersonRow> {
  const [row] = await tx.rows<PersonRow>(sql`select ${columns(people)} from ${people} where ${isPerson(partnershipId, id)} for no key update`)
  return row ?? missing()
}

/**
 * The person and every active coordinator, locked in the order of their ids, so
 * that of two coordinators who go at the same moment the second sees the first gone.
 */
export async function lockPersonAndCoordinators (tx: Transaction, partnershipId: string, id: string): Promise<{ person: PersonRow, coordinators: PersonRow[] }> {
  const rows = await tx.rows<PersonRow>(sql`
    select ${columns(people)} from ${people}
    where ${people.partnershipId} = ${partnershipId} and (${people.id} = ${id} or (${people.role} = 'coordinator' and ${people.active}))
    order by ${people.id} for no key update`)
  const person = rows.find((row) => row.id === id) ?? missing()
  return { person, coordinators: rows.filter(({ role, active }) => role === 'coordinator' && active) }
}

/** Every active coordinator, held in the order of their ids, as above. */
export async function lockCoordinators (tx: Transaction, partnershipId: string): Promise<PersonRow[]> {
  return await tx.rows<PersonRow>(sql`
    select ${columns(people)} from ${people}
    where ${people.partnershipId} = ${partnershipId} and ${people.role} = 'coordinator' and ${people.active}
    order by ${people.id} for no key update`)
}

/** Two people, locked in the order of their ids; undefined where there is none. */
export async function lockTwo (tx: Transaction, partnershipId: string, oneId: string, otherId: string): Promise<[PersonRow | undefined, PersonRow | undefined]> {
  const rows = await tx.rows<PersonRow>(sql`
    select ${columns(people)} from ${people}
    where ${people.partnershipId} = ${partnershipId} and ${people.id} in (${oneId}, ${otherId})
    order by ${people.id} for no key update`)
  return [rows.find(({ id }) => id === oneId), rows.find(({ id }) => id === otherId)]
}

export async function listPeople (db: Queryable, partnershipId: string, filter: PersonFilter, page: PageRequest): Promise<Page<PersonRow>> {
  const order = orders[filter.sort.field](filter.sort.direction)
  return await readPage<PersonRow>(db, sql`select ${columns(people)}, ${sortValue(order)} from ${people}`, conditions(partnershipId, filter), order, page)
}

export async function countPeople (db: Queryable, partnershipId: string, filter: PersonFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${people} where ${sql.join(conditions(partnershipId, filter), sql` and `)}`)
  return row?.total ?? 0
}

export async function insertPerson (tx: Transaction, row: PersonRow): Promise<void> {
  await inOurWords(tx.write(insertInto(people, row)), refusals)
}

export async function savePerson (tx: Transaction, before: PersonRow, changes: Partial<PersonRow>): Promise<void> {
  await inOurWords(tx.write(sql`${updateSet(people, changes)} where ${isPerson(before.partnershipId, before.id)}`), refusals)
}

const refusals = {
  people_email: () => fieldRefusal('already-exists', 'email', 'Another person of the partnership has this e-mail address.'),
  people_agency: () => fieldRefusal('unknown-reference', 'agencyId', 'This names no agency of the partnership.'),
  people_deputy: () => fieldRefusal('unknown-reference', 'deputyId', 'This names no person of the partnership.')
}

const orders: Record<PersonSort, (direction: Order['direction']) => Order> = {
  name: (direction) => ({ by: people.name, id: people.id, direction, type: 'text' }),
  createdAt: (direction) => ({ by: people.createdAt, id: people.id, direction, type: 'timestamptz' })
}

function isPerson (partnershipId: string, id: string): SQL {
  return sql`${people.partnershipId} = ${partnershipId} and ${people.id} = ${id}`
}

function missing (): never {
  throw new Refusal('not-found', 'There is no such person.')
}

function conditions (partnershipId: string, filter: PersonFilter): SQL[] {
  const wanted = [sql`${people.partnershipId} = ${partnershipId}`]
  if (filter.agencyId !== undefined) wanted.push(isOfAgency(partnershipId, filter.agencyId))
  if (filter.role !== undefined) wanted.push(isAnyOf(people.role, filter.role))
  if (filter.active !== undefined) wanted.push(sql`${people.active} = ${filter.active}`)
  return wanted
}

function isOfAgency (partnershipId: string, idsOrCodes: readonly string[]): SQL {
  return sql`${people.agencyId} in (select ${agencies.id} from ${agencies} where ${agencies.partnershipId} = ${partnershipId}
    and (${agencies.id}::text = any(${sql.param(idsOrCodes)}::text[]) or ${agencies.code} = any(${sql.param(idsOrCodes)}::text[])))`
}
