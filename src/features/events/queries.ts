import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { accessTypes } from '../../domain/event.ts'
import type { EventType } from '../../domain/event.ts'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns } from '../../platform/database/sql.ts'
import { events, eventSeals, eventTombstones } from './tables.ts'
import { eventIsVisible } from './visibility.ts'

type Facts = Readonly<Record<string, unknown>> | null

/** As record() wrote it, with its place in the sequence. */
export interface SealedEvent extends Omit<InferSelectModel<typeof events>, 'type' | 'actorKind' | 'before' | 'after'> {
  readonly type: EventType
  readonly actorKind: Caller['kind']
  readonly before: Facts
  readonly after: Facts
  readonly sequence: number
  /** Hexadecimal. */
  readonly hash: string
  /** Whether it is told, or only that there is one. */
  readonly isVisible: boolean
  /** What the hash is made of besides its place and the hash before, hexadecimal; undefined unless it was asked for. */
  readonly digest?: string
}

export interface EventFilter {
  readonly type?: readonly EventType[]
  readonly subjectId?: readonly string[]
  /** What does not fit is a stub instead of left out, and each has its digest: the chain can be reckoned from it. */
  readonly proof?: boolean
}

/** A place in the sealed sequence; the hash says which history it is a place of. */
export interface Place { readonly sequence: number, readonly hash: string }

export const beginning: Place = { sequence: 0, hash: '' }

export interface Feed {
  readonly found: SealedEvent[]
  /** Where to resume; also past the events that the filter left out. */
  readonly reached: Place
}

/** The sealed events after a place, in order; nothing only at the end of the sequence. */
export async function readFeed (db: Queryable, caller: Caller, filter: EventFilter, after: Place, limit: number): Promise<Feed> {
  const last = await findEnd(db, caller.partnershipId, after)
  for (let from = after.sequence; from < last.sequence; from += stretchOf(filter)) {
    const to = Math.min(from + stretchOf(filter), last.sequence)
    const found = await findSealed(db, caller, filter, { from, to, limit })
    const lastFound = found.at(-1)
    if (lastFound !== undefined) return { found, reached: to === last.sequence && found.length < limit ? last : lastFound }
  }
  return { found: [], reached: last }
}

/** How far the sequences of these partnerships have come; none for one without events. */
export async function findHeads (db: Queryable, partnershipIds: readonly string[]): Promise<Array<{ partnershipId: string, sequence: number }>> {
  return await db.rows<{ partnershipId: string, sequence: number }>(sql`select listened.id as "partnershipId", head.sequence as sequence
    from unnest(${sql.param(partnershipIds)}::uuid[]) as listened (id)
    join lateral (select max(${eventSeals.sequence}) as sequence from ${eventSeals} where ${eventSeals.partnershipId} = listened.id) as head on head.sequence is not null`)
}

/**
 * Has anything changed in the partnership that a snapshot of the database did
 * not show? That somebody looked or tried is none. Every change writes its event in its own transaction, so one look
 * at the index of events is enough. Of some types only, when they are named.
 */
export async function findChangeSince (db: Queryable, partnershipId: string, snapshot: string, only?: readonly EventType[]): Promise<{ changed: boolean, snapshot: string }> {
  // In the index's own order: a planner that expects the first match soon would read the whole table for one that is not there.
  const [row] = await db.rows<{ changed: boolean, snapshot: string }>(sql`select pg_current_snapshot()::text as snapshot, (select ${events.id} from ${events}
    where ${events.partnershipId} = ${partnershipId} and ${events.writtenBy} >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
      and not pg_visible_in_snapshot(${events.writtenBy}, ${snapshot}::pg_snapshot) and ${only === undefined ? sql`${events.type} <> all(${sql.param(accessTypes)}::text[])` : sql`${events.type} = any(${sql.param(only)}::text[])`}
    order by ${events.writtenBy}, ${events.id} limit 1) is not null as changed`)
  return row ?? { changed: true, snapshot }
}

/** What the database shows from here on, to be compared with later. */
export async function currentSnapshot (db: Queryable): Promise<string> {
  const [row] = await db.rows<{ snapshot: string }>(sql`select pg_current_snapshot()::text as snapshot`)
  return row?.snapshot ?? ''
}

/** The end of the sequence; refuses a place that is not of this history, such as one from before a restore. */
export async function findEnd (db: Queryable, partnershipId: string, after: Place): Promise<Place> {
  const places = await db.rows<Place>(sql`select ${eventSeals.sequence} as sequence, encode(${eventSeals.hash}, 'hex') as hash
    from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} in
      (${after.sequence}, (select max(${eventSeals.sequence}) from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId}))
    order by ${eventSeals.sequence}`)
  if (after.sequence > 0 && !places.some(({ sequence, hash }) => sequence === after.sequence && hash === after.hash)) {
    throw new Refusal('malformed-cursor', 'This cursor is of another history of events than this one: begin again without it.')
  }
  return places.at(-1) ?? beginning
}

// A filter that fits few events must not hold one statement past its deadline: it looks through so many at a time.
const stretch = 20_000

/** The events of a subject have an index of their own. */
function stretchOf ({ subjectId, proof }: EventFilter): number {
  return subjectId === undefined || proof === true ? stretch : Number.MAX_SAFE_INTEGER
}

interface Stretch { readonly from: number, readonly to: number, readonly limit: number }

async function findSealed (db: Queryable, caller: Caller, filter: EventFilter, { from, to, limit }: Stretch): Promise<SealedEvent[]> {
  const fits = fitting(filter)
  const isTold = sql.join([eventIsVisible(caller), ...filter.proof === true ? [...fits, sql`${tombstone} is null`] : []], sql` and `) // what has lost its content proves no more than a stub
  const leftOut = filter.proof === true || fits.length === 0 ? [] : [...fits, isTold] // a filter must not tell what a stub hides
  const place = sql`${eventSeals.partnershipId} = ${caller.partnershipId} and ${eventSeals.sequence} > ${from} and ${eventSeals.sequence} <= ${to}`
  return await db.rows<SealedEvent>(sql`select ${columns(events)}, ${eventSeals.sequence} as sequence, encode(${eventSeals.hash}, 'hex') as hash, ${isTold} as "isVisible"${filter.proof === true ? digest : sql``}
    from ${eventSeals} join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
    where ${sql.join([place, ...leftOut], sql` and `)}
    order by ${eventSeals.sequence} limit ${limit}`)
}

const tombstone = sql`(select ${eventTombstones.digest} from ${eventTombstones} where ${eventTombstones.partnershipId} = ${events.partnershipId} and ${eventTombstones.eventId} = ${events.id})`
const digest = sql`, encode(coalesce(${tombstone}, event_digest(${events})), 'hex') as digest`

function fitting ({ type, subjectId }: EventFilter): SQL[] {
  return [...type === undefined ? [] : [sql`${events.type} = any(${sql.param(type)}::text[])`], ...subjectId === undefined ? [] : [sql`${events.subjectId} = any(${sql.param(subjectId)}::uuid[])`]]
}
