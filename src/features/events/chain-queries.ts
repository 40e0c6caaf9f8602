import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { events, eventSeals, eventTombstones } from './tables.ts'

/** A seal beside the event that it is of; null where there is no such event. */
export interface Link {
  readonly sequence: number
  readonly eventId: string
  readonly hash: Buffer
  /** What the seal vouches for, as event_digest() has it (migrations/0001). */
  readonly content: string | null
  /** What its content came to, where that was taken out when its review was disposed of. */
  readonly tombstone: Buffer | null
  /** Has it content now? */
  readonly isEmpty: boolean
  /** The transaction that wrote the event, a number of up to 20 digits. */
  readonly writtenBy: string | null
}

// Made here and not by event_digest(): whoever can rewrite rows can replace a function. JSON's own null, which the
// service never writes, would read as none: it is made to differ.
const content = sql`jsonb_build_array(${events.partnershipId}, ${events.id}, ${events.type}, ${events.subjectType}, ${events.subjectId},
  ${events.actorKind}, ${events.actorId}, ${events.agencyId}, (extract(epoch from ${events.occurredAt}) * 1000)::bigint, ${events.requestId}, ${events.before}, ${events.after})::text || case when 'null'::jsonb in (${events.before}, ${events.after}) then ' ' else '' end`

/** The next seals of a partnership's sequence, in order. */
export async function findLinks (db: Queryable, partnershipId: string, after: number, limit: number): Promise<Link[]> {
  return await db.rows<Link>(sql`select ${eventSeals.sequence} as sequence, ${eventSeals.eventId} as "eventId", ${eventSeals.hash} as hash, ${events.writtenBy}::text as "writtenBy",
      case when ${events.id} is not null then ${content} end as content, ${eventTombstones.digest} as tombstone, (${events.before} is null and ${events.after} is null) as "isEmpty"
    from ${eventSeals} left join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
    left join ${eventTombstones} on ${eventTombstones.partnershipId} = ${eventSeals.partnershipId} and ${eventTombstones.eventId} = ${eventSeals.eventId}
    where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} > ${after}
    order by ${eventSeals.sequence} limit ${limit}`)
}

/** An event that stands in no sequence although later ones do. */
export interface Stray {
  readonly eventId: string
  /** Where it would have had to stand. */
  readonly sequence: number
}

export interface Stretch {
  /** The last event that was looked at; undefined when there are no more. */
  readonly last: string | undefined
  readonly strays: readonly Stray[]
}

/** A place in the order in which events are sealed. */
export interface Place { readonly writtenBy: string, readonly eventId: string }

const lastSeals = 100

/** The last event that is sealed; undefined: none is. Of the last seals some events may be missing, which the chain tells. */
export async function findLastSealed (db: Queryable, partnershipId: string): Promise<Place | undefined> {
  // Each event is looked up by itself, not joined: a plan that joins what grows may read all of it (decision 34).
  const rows = await db.rows<{ eventId: string, writtenBy: string | null }>(sql`select last.event_id as "eventId",
      (select ${events.writtenBy}::text from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.id} = last.event_id) as "writtenBy"
    from (select ${eventSeals.eventId} as event_id, ${eventSeals.sequence} as sequence from ${eventSeals}
      where ${eventSeals.partnershipId} = ${partnershipId} order by ${eventSeals.sequence} desc limit ${lastSeals}) as last order by last.sequence desc`)
  return rows.flatMap(({ eventId, writtenBy }) => writtenBy === null ? [] : [{ eventId, writtenBy }])[0]
}

/**
 * Looks through so many events, in the order of their ids, for those that were slipped in behind the sealer, which has
 * come to a place: what is written behind that waits for it, and is no stray. The events of a plan of
 * 50,000 actions wait so for some two seconds.
 */
export async function findStrays (db: Queryable, partnershipId: string, sealedTo: Place, after: string, limit: number): Promise<Stretch> {
  const [row] = await db.rows<{ last: string | null, unsealed: Array<{ eventId: string, sequence: number | null }> | null }>(sql`
    with looked_at as materialized (select ${events.id} as id, ${events.writtenBy} as written_by,
        (select true from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.eventId} = ${events.id}) as sealed
      from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.id} > ${after}::uuid order by ${events.id} limit ${limit})
    select (select id from looked_at order by id desc limit 1) as last,
      (select jsonb_agg(jsonb_build_object('eventId', id, 'sequence', (select ${eventSeals.sequence} from ${events}
          join ${eventSeals} on ${eventSeals.partnershipId} = ${events.partnershipId} and ${eventSeals.eventId} = ${events.id}
          where ${events.partnershipId} = ${partnershipId} and (${events.writtenBy}, ${events.id}) > (looked_at.written_by, looked_at.id)
          order by ${events.writtenBy}, ${events.id} limit 1)))
        from looked_at where sealed is null and (written_by, id) < (${sealedTo.writtenBy}::xid8, ${sealedTo.eventId}::uuid)) as unsealed`)
  const strays = row?.unsealed?.flatMap(({ eventId, sequence }) => sequence === null ? [] : [{ eventId, sequence }]) // the others wait for the sealer
  return { last: row?.last ?? undefined, strays: strays ?? [] }
}

/** The tombstones that one disposal left, and what its own event says that they come to. */
export interface DisposedEvents {
  readonly disposedWith: string
  /** Of the first of them. */
  readonly sequence: number
  readonly tombstones: string
  /** Undefined: no disposal says so. */
  readonly vouched: string | null
}

/** What tombstones come to is the SHA-256 of this: id and digest of each, in the order of their ids. */
export const tombstonesInOrder = sql`string_agg(${eventTombstones.eventId}::text || encode(${eventTombstones.digest}, 'hex'), '' order by ${eventTombstones.eventId})`

/** Whatever was taken out of a partnership's events, by the review that it was disposed of with. */
export async function findDisposedEvents (db: Queryable, partnershipId: string): Promise<DisposedEvents[]> {
  return await db.rows<DisposedEvents>(sql`select ${eventTombstones.disposedWith} as "disposedWith", coalesce(min(${eventSeals.sequence}), 1) as sequence, ${tombstonesInOrder} as tombstones,
      (select ${events.after} ->> 'digest' from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = ${eventTombstones.disposedWith} and ${events.type} = 'review.disposed' limit 1) as vouched
    from ${eventTombstones} left join ${eventSeals} on ${eventSeals.partnershipId} = ${eventTombstones.partnershipId} and ${eventSeals.eventId} = ${eventTombstones.eventId}
    where ${eventTombstones.partnershipId} = ${partnershipId} group by ${eventTombstones.disposedWith} order by 2`)
}
