import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { partnerships } from '../partnerships/tables.ts'
import { events, eventSeals } from './tables.ts'

/** Few enough for a short transaction (some 20 ms), enough to catch up by ten thousands a second. */
export const mostSealedAtOnce = 1_000

/** Numbers and chains the events of a partnership that wait for it; tells how many, none when another is at it. */
export async function sealEvents (db: Queryable, partnershipId: string): Promise<number> {
  const [row] = await db.rows<{ sealed: number }>(sql`select seal_events(${partnershipId}::uuid, ${mostSealedAtOnce}::integer) as sealed`)
  return row?.sealed ?? 0
}

/** Who has events that could be sealed now: a few probes of an index for each partnership. */
export async function partnershipsToSeal (db: Queryable): Promise<string[]> {
  const waiting = await db.rows<{ id: string }>(sql`select ${partnerships.id} as id from ${partnerships} ${lastSealed}
    where (select ${events.id} from ${events} where ${isWaiting} and ${events.writtenBy} < pg_snapshot_xmin(pg_current_snapshot())
      order by ${events.writtenBy}, ${events.id} limit 1) is not null`)
  return waiting.map(({ id }) => id)
}

/** Seconds that the oldest event has waited for its seal; 0 when none waits. Also those count that cannot be sealed yet, since a transaction is still open. */
export async function findSealLag (db: Queryable): Promise<number> {
  const [row] = await db.rows<{ seconds: number }>(sql`select coalesce(max(extract(epoch from clock_timestamp() - waiting.occurred_at)), 0)::float8 as seconds
    from ${partnerships} ${lastSealed}
    join lateral (select ${events.occurredAt} as occurred_at from ${events} where ${isWaiting} order by ${events.writtenBy}, ${events.id} limit 1) as waiting on true`)
  return Math.max(0, row?.seconds ?? 0) // two clocks may differ by a little
}

/**
 * The last that is sealed, or what comes before all. By itself, with `offset 0`: to PostgreSQL a `coalesce` may leak what
 * row-level security hides, and in the comparison below it would keep that from being asked of the index. Each look
 * would then go through all that was ever sealed. First the seal, then its event: joined, a plan that was made while
 * there were none joins them all each time, until the statistics of the tables are taken.
 */
const lastSealed = sql`left join lateral (select ${eventSeals.eventId} as id from ${eventSeals}
    where ${eventSeals.partnershipId} = ${partnerships.id} order by ${eventSeals.sequence} desc limit 1) as seal on true
  left join lateral (select ${events.writtenBy} as written_by, ${events.id} as id from ${events}
    where ${events.partnershipId} = ${partnerships.id} and ${events.id} = seal.id limit 1) as found on true
  cross join lateral (select coalesce(found.written_by, '0') as written_by, coalesce(found.id, '00000000-0000-0000-0000-000000000000') as id offset 0) as last`

/** Written behind the last that is sealed, in the order of sealing. */
const isWaiting = sql`${events.partnershipId} = ${partnerships.id} and (${events.writtenBy}, ${events.id}) > (last.written_by, last.id)`
