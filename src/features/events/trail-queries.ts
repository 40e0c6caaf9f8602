import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { EventType } from '../../domain/event.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, isAnyOf } from '../../platform/database/sql.ts'
import { beginning, findEnd } from './queries.ts'
import type { SealedEvent } from './queries.ts'
import { events, eventSeals } from './tables.ts'
import { eventIsVisible } from './visibility.ts'

/** Which events the trail is asked for. */
export interface TrailFilter {
  readonly actorId?: string
  readonly type?: readonly EventType[]
  readonly subjectType?: string
  readonly subjectId?: string
  /** Instants: after the one, and up to the other. */
  readonly after?: string
  readonly upTo?: string
}

export interface Trail {
  /** The latest first, as far as the caller may see them. */
  readonly found: SealedEvent[]
  /** The sequence behind which to go on; null at the beginning of the history. */
  readonly next: number | null
  /** When that was, as far as it was looked back in vain; undefined where the page is full or the history at its beginning. */
  readonly lookedBackTo?: string
}

// What a rare filter is looked for in at once: some tenths of a second at most.
const stretch = 20_000

/** Clocks of several processes differ, and a transaction may take a while: an event may be so much older than the one before it. */
const slackMs = 3_600_000

/** The sealed events behind a place, the latest first. However rare what is sought, no more than a stretch is looked through at once. */
export async function readTrail (db: Queryable, caller: Caller, filter: TrailFilter, behind: number | undefined, limit: number): Promise<Trail> {
  const above = behind ?? await topOf(db, caller.partnershipId, filter.upTo)
  const floor = filter.subjectId === undefined ? Math.max(0, above - 1 - stretch) : 0 // the events of one subject have an index of their own
  const found = await findBackwards(db, caller, filter, { above, floor, limit: limit + 1 })
  const last = found[limit - 1]
  if (found.length > limit && last !== undefined) return { found: found.slice(0, limit), next: last.sequence }
  if (floor === 0) return { found, next: null }
  const lookedBackTo = await findInstantAt(db, caller.partnershipId, floor)
  const isOver = lookedBackTo === undefined || (filter.after !== undefined && Date.parse(lookedBackTo) < Date.parse(filter.after) - slackMs)
  return isOver ? { found, next: null } : { found, next: floor + 1, lookedBackTo }
}

/** Where to begin: at the end, or not long after an instant. */
async function topOf (db: Queryable, partnershipId: string, upTo: string | undefined): Promise<number> {
  const end = await findEnd(db, partnershipId, beginning)
  if (upTo === undefined || end.sequence <= stretch) return end.sequence + 1
  return await findPlaceAfter(db, partnershipId, new Date(Date.parse(upTo) + slackMs).toISOString(), end.sequence) + 1
}

/** Halves a long history until a stretch is left: its upper end is at or after the instant. The sequence has no gaps, so that there is a middle to every part. */
async function findPlaceAfter (db: Queryable, partnershipId: string, instant: string, end: number): Promise<number> {
  const rows = await db.rows<{ high: number }>(sql`with recursive halved (low, high) as (
      select 0::bigint, ${end}::bigint
      union all
      select case when middle.is_after then halved.low else middle.sequence end, case when middle.is_after then middle.sequence else halved.high end
      from halved, lateral (select ${eventSeals.sequence} as sequence, ${events.occurredAt} > ${instant}::timestamptz as is_after
        from ${eventSeals} join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
        where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} = (halved.low + halved.high) / 2) as middle
      where halved.high - halved.low > ${stretch}::bigint)
    select high as high from halved order by high - low limit 1`)
  return rows[0]?.high ?? end
}

interface Part { readonly above: number, readonly floor: number, readonly limit: number }

async function findBackwards (db: Queryable, caller: Caller, filter: TrailFilter, { above, floor, limit }: Part): Promise<SealedEvent[]> {
  return await db.rows<SealedEvent>(sql`select ${columns(events)}, ${eventSeals.sequence} as sequence, encode(${eventSeals.hash}, 'hex') as hash, true as "isVisible"
    from ${eventSeals} join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
    where ${eventSeals.partnershipId} = ${caller.partnershipId} and ${eventSeals.sequence} < ${above} and ${eventSeals.sequence} > ${floor}
      and ${sql.join(conditions(caller, filter), sql` and `)}
    order by ${eventSeals.sequence} desc limit ${limit}`)
}

function conditions (caller: Caller, { actorId, type, subjectType, subjectId, after, upTo }: TrailFilter): SQL[] {
  const wanted: Array<SQL | undefined> = [
    eventIsVisible(caller),
    actorId === undefined ? undefined : sql`${events.actorId} = ${actorId}`,
    type && isAnyOf(events.type, type),
    subjectType === undefined ? undefined : sql`${events.subjectType} = ${subjectType}`,
    subjectId === undefined ? undefined : sql`${events.subjectId} = ${subjectId}`,
    after === undefined ? undefined : sql`${events.occurredAt} > ${after}::timestamptz`,
    upTo === undefined ? undefined : sql`${events.occurredAt} <= ${upTo}::timestamptz`
  ]
  return wanted.filter((condition) => condition !== undefined)
}

async function findInstantAt (db: Queryable, partnershipId: string, sequence: number): Promise<string | undefined> {
  const [row] = await db.rows<{ occurredAt: string }>(sql`select ${events.occurredAt} as "occurredAt" from ${eventSeals}
    join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
    where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} = ${sequence}`)
  return row?.occurredAt
}
