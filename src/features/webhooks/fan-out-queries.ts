import { sql } from '../../platform/database/drizzle.ts'
import type { InferInsertModel } from 'drizzle-orm'
import type { EventType } from '../../domain/event.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { events, eventSeals } from '../events/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { findLastSequence } from './queries.ts'
import type { EndpointKey, EndpointRow } from './queries.ts'
import { webhookDeliveries, webhookEndpoints } from './tables.ts'

/** The active endpoints that have not come to the end of their partnership's sequence. */
export async function findBehind (db: Queryable): Promise<EndpointKey[]> {
  return await db.rows<EndpointKey>(sql`select ${webhookEndpoints.partnershipId} as "partnershipId", ${webhookEndpoints.id} as "endpointId" from ${webhookEndpoints}
    where ${webhookEndpoints.partnershipId} = any(array(select ${partnerships.id} from ${partnerships})) and ${isTold}
      and ${webhookEndpoints.fannedOutTo} < (select max(${eventSeals.sequence}) from ${eventSeals} where ${eventSeals.partnershipId} = ${webhookEndpoints.partnershipId})`)
}

/** Holds an endpoint; undefined when somebody else does, or it is not to be told. */
export async function lockFree (tx: Transaction, { partnershipId, endpointId }: EndpointKey): Promise<EndpointRow | undefined> {
  const [row] = await tx.rows<EndpointRow>(sql`select ${columns(webhookEndpoints)} from ${webhookEndpoints}
    where ${webhookEndpoints.partnershipId} = ${partnershipId} and ${webhookEndpoints.id} = ${endpointId} and ${isTold} for no key update skip locked`)
  return row
}

export type ToldEvent = Pick<InferInsertModel<typeof webhookDeliveries>, 'eventId' | 'sequence' | 'type' | 'subjectType' | 'subjectId' | 'occurredAt'>

export interface Stretch {
  /** Those that the endpoint is to be told of. */
  readonly found: ToldEvent[]
  readonly reached: number
  readonly isEnd: boolean
}

// Looked through at once: a transaction of some 50 ms.
const stretchLength = 1_000

/** The next events of the sequence; coordinators see all of them, and an endpoint is a coordinator's. */
export async function findStretch (tx: Transaction, { partnershipId, fannedOutTo: from }: EndpointRow, types: readonly EventType[] | undefined): Promise<Stretch> {
  const to = from + stretchLength
  const [last, found] = await Promise.all([
    findLastSequence(tx, partnershipId),
    tx.rows<ToldEvent & { sequence: number }>(sql`select ${eventSeals.sequence} as sequence, ${events.id} as "eventId", ${events.type} as type, ${events.subjectType} as "subjectType", ${events.subjectId} as "subjectId", ${events.occurredAt} as "occurredAt"
      from ${eventSeals} join ${events} on ${events.partnershipId} = ${eventSeals.partnershipId} and ${events.id} = ${eventSeals.eventId}
      where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} > ${from} and ${eventSeals.sequence} <= ${to}
        and ${types === undefined ? sql`true` : sql`${events.type} = any(${sql.param(types)}::text[])`}
      order by ${eventSeals.sequence}`)
  ])
  const reached = Math.min(to, last) // asked before the events: what is sealed in between is met the next time
  return { found: found.filter(({ sequence }) => sequence <= reached), reached, isEnd: reached === last }
}

export function insertDeliveries (tx: Transaction, rows: ReadonlyArray<InferInsertModel<typeof webhookDeliveries>>): void {
  if (rows.length > 0) void tx.write(insertInto(webhookDeliveries, rows))
}

export function saveReached (tx: Transaction, { partnershipId, id }: EndpointRow, reached: number): void {
  void tx.write(sql`update ${webhookEndpoints} set fanned_out_to = ${reached} where ${webhookEndpoints.partnershipId} = ${partnershipId} and ${webhookEndpoints.id} = ${id}`)
}

const isTold = sql`${webhookEndpoints.active} and ${webhookEndpoints.deletedAt} is null`
