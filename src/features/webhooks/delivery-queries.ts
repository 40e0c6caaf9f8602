import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { Refusal } from '../../domain/refusal.ts'
import type { DeliveryState } from '../../domain/webhook.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { partnerships } from '../partnerships/tables.ts'
import type { EndpointKey } from './queries.ts'
import { webhookDeliveries, webhookEndpoints } from './tables.ts'

export type DeliveryRow = InferSelectModel<typeof webhookDeliveries>

export interface DeliveryFilter {
  readonly state?: readonly DeliveryState[]
  readonly sort: { readonly field: 'createdAt', readonly direction: 'asc' | 'desc' }
}

export async function lockDelivery (tx: Transaction, { partnershipId, endpointId }: EndpointKey, id: string): Promise<DeliveryRow> {
  const [row] = await tx.rows<DeliveryRow>(sql`select ${columns(webhookDeliveries)} from ${webhookDeliveries}
    where ${webhookDeliveries.partnershipId} = ${partnershipId} and ${webhookDeliveries.id} = ${id} and ${webhookDeliveries.endpointId} = ${endpointId} for no key update`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such delivery.')
  return row
}

export async function listDeliveries (db: Queryable, key: EndpointKey, filter: DeliveryFilter, page: PageRequest): Promise<Page<DeliveryRow>> {
  const order: Order = { by: webhookDeliveries.createdAt, id: webhookDeliveries.id, direction: filter.sort.direction, type: 'timestamptz' }
  return await readPage<DeliveryRow>(db, sql`select ${columns(webhookDeliveries)}, ${sortValue(order)} from ${webhookDeliveries}`, conditions(key, filter), order, page)
}

export async function countDeliveries (db: Queryable, key: EndpointKey, filter: DeliveryFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${webhookDeliveries} where ${sql.join(conditions(key, filter), sql` and `)}`)
  return row?.total ?? 0
}

export function insertDelivery (tx: Transaction, row: DeliveryRow): void {
  void tx.write(insertInto(webhookDeliveries, row))
}

/** Begins a delivery from the start; the message keeps its id. */
export function restartDelivery (tx: Transaction, { partnershipId, id }: DeliveryRow, now: string): void {
  void tx.write(sql`update ${webhookDeliveries} set state = 'waiting', attempts = 0, next_attempt_at = ${now} where ${webhookDeliveries.partnershipId} = ${partnershipId} and ${webhookDeliveries.id} = ${id}`)
}

/** The endpoints that have been written to in as many days as deliveries are kept, whatever came of it: by their ids. */
export async function listTried (db: Queryable, partnershipId: string): Promise<Set<string>> {
  const rows = await db.rows<{ id: string }>(sql`select ${webhookEndpoints.id} as id from ${webhookEndpoints} where ${webhookEndpoints.partnershipId} = ${partnershipId} and exists (
    select from ${webhookDeliveries} where ${webhookDeliveries.partnershipId} = ${webhookEndpoints.partnershipId} and ${webhookDeliveries.endpointId} = ${webhookEndpoints.id} and ${webhookDeliveries.lastAttemptAt} is not null)`)
  return new Set(rows.map(({ id }) => id))
}

const purgedAtOnce = 1_000
/** How long a delivery is kept that is done with. */
export const keptDays = 30

/** Takes away deliveries that are long done with, and all of deleted endpoints, a few at a time; tells how many. */
export async function purgeDeliveries (db: Queryable, now: string, stopping: AbortSignal): Promise<number> {
  let purged = 0
  while (!stopping.aborted) {
    const gone = await db.rows(sql`delete from ${webhookDeliveries} where (${webhookDeliveries.partnershipId}, ${webhookDeliveries.id}) in (
      select ${webhookDeliveries.partnershipId}, ${webhookDeliveries.id} from ${webhookEndpoints}
      join ${webhookDeliveries} on ${webhookDeliveries.partnershipId} = ${webhookEndpoints.partnershipId} and ${webhookDeliveries.endpointId} = ${webhookEndpoints.id}
      where ${webhookEndpoints.partnershipId} = any(array(select ${partnerships.id} from ${partnerships})) and (${webhookEndpoints.deletedAt} is not null
        or (${webhookDeliveries.createdAt} < ${now}::timestamptz - make_interval(days => ${keptDays}) and ${webhookDeliveries.state} in ('delivered', 'failed')))
      limit ${purgedAtOnce}) returning 1`)
    purged += gone.length
    if (gone.length < purgedAtOnce) break
  }
  return purged
}

function conditions ({ partnershipId, endpointId }: EndpointKey, { state }: DeliveryFilter): SQL[] {
  const wanted = [sql`${webhookDeliveries.partnershipId} = ${partnershipId}`, sql`${webhookDeliveries.endpointId} = ${endpointId}`]
  if (state !== undefined) wanted.push(sql`${webhookDeliveries.state} = any(${sql.param(state)}::text[])`)
  return wanted
}
