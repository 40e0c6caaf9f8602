import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Validity } from '../../domain/agency.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Role } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { insertInto, pick, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { people } from '../people/tables.ts'
import { calendarFeeds } from './tables.ts'

/** An address as it may be shown: without its token. */
export interface FeedRow {
  readonly partnershipId: string
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly lastFour: string
  readonly revokedAt: string | null
  readonly createdAt: string
}

/** An address at the only moment when all of it is known. */
export interface IssuedFeed extends FeedRow { readonly token: string }

/** Whose calendar an address is, as they are today. */
export interface FeedHolder extends Validity {
  readonly partnershipId: string
  readonly timeZone: string
  readonly role: Role
  readonly agencyId: string
}

export interface FeedFilter {
  readonly personId?: readonly string[]
  readonly direction: Order['direction']
}

/** Nobody of a token that is unknown or revoked, or whose person is no longer active. */
export async function findFeedHolder (db: Queryable, tokenHash: string): Promise<FeedHolder | undefined> {
  const [row] = await db.rows<FeedHolder>(sql`
    select ${pick(calendarFeeds, 'partnershipId')}, ${pick(partnerships, 'timeZone')}, ${pick(people, 'role', 'agencyId')}, ${pick(agencies, 'validFrom', 'validTo')}
    from ${calendarFeeds}
    join ${partnerships} on ${partnerships.id} = ${calendarFeeds.partnershipId}
    join ${people} on ${people.partnershipId} = ${calendarFeeds.partnershipId} and ${people.id} = ${calendarFeeds.personId}
    join ${agencies} on ${agencies.partnershipId} = ${people.partnershipId} and ${agencies.id} = ${people.agencyId}
    where ${calendarFeeds.tokenHash} = ${tokenHash} and ${calendarFeeds.revokedAt} is null and ${people.active}`)
  return row
}

export async function listFeeds (db: Queryable, caller: Caller, filter: FeedFilter, page: PageRequest): Promise<Page<FeedRow>> {
  const order: Order = { by: calendarFeeds.createdAt, id: calendarFeeds.id, direction: filter.direction, type: 'timestamptz' }
  return await readPage<FeedRow>(db, sql`select ${shown}, ${sortValue(order)} from ${calendarFeeds}`, conditions(caller, filter), order, page)
}

export async function countFeeds (db: Queryable, caller: Caller, filter: FeedFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${calendarFeeds} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

/** How many of a person's addresses work. */
export async function countLiveFeeds (db: Queryable, partnershipId: string, personId: string): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${calendarFeeds}
    where ${calendarFeeds.partnershipId} = ${partnershipId} and ${calendarFeeds.personId} = ${personId} and ${calendarFeeds.revokedAt} is null`)
  return row?.total ?? 0
}

/** Somebody else's is not there, but for coordinators. */
export async function lockFeed (tx: Transaction, caller: Caller, id: string): Promise<FeedRow> {
  const [row] = await tx.rows<FeedRow>(sql`select ${shown} from ${calendarFeeds}
    where ${calendarFeeds.partnershipId} = ${caller.partnershipId} and ${calendarFeeds.id} = ${id} and ${isVisible(caller)} for no key update`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such calendar address.')
  return row
}

export function insertFeed (tx: Transaction, row: FeedRow, tokenHash: string): void {
  void tx.write(insertInto(calendarFeeds, { ...row, tokenHash }))
}

export function saveRevocation (tx: Transaction, { partnershipId, id }: FeedRow, revokedAt: string): void {
  void tx.write(sql`${updateSet(calendarFeeds, { revokedAt })} where ${calendarFeeds.partnershipId} = ${partnershipId} and ${calendarFeeds.id} = ${id}`)
}

const shown = pick(calendarFeeds, 'partnershipId', 'id', 'personId', 'name', 'lastFour', 'revokedAt', 'createdAt')

function conditions (caller: Caller, { personId }: FeedFilter): SQL[] {
  const wanted = [sql`${calendarFeeds.partnershipId} = ${caller.partnershipId}`, isVisible(caller)]
  if (personId !== undefined) wanted.push(sql`${calendarFeeds.personId} = any(${sql.param(personId)}::uuid[])`)
  return wanted
}

function isVisible ({ role, id }: Caller): SQL {
  return role === 'coordinator' ? sql`true` : sql`${calendarFeeds.personId} = ${id}`
}
