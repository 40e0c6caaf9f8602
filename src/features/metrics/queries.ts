import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { partnerships } from '../partnerships/tables.ts'
import { reminderMessages } from '../reminders/tables.ts'
import { webhookDeliveries, webhookEndpoints } from '../webhooks/tables.ts'

export interface Counted { readonly state: string, readonly count: number }

/** Jobs by kind: waiting for their time or their turn, being worked, or given up. */
export async function countJobs (db: Queryable): Promise<ReadonlyArray<Counted & { readonly task: string }>> {
  return await db.rows(sql`select task_identifier as task,
      case when attempts >= max_attempts and locked_at is null then 'given_up' when locked_at is not null then 'running' when run_at > now() then 'scheduled' else 'waiting' end as state, count(*) as count
    from graphile_worker.jobs group by 1, 2`)
}

/** The digests of the last day by what became of them. */
export async function countMessages (db: Queryable, since: string): Promise<readonly Counted[]> {
  return await db.rows(sql`select message.state, count(*) as count from ${partnerships}
    join lateral (select ${reminderMessages.state} as state from ${reminderMessages} where ${reminderMessages.partnershipId} = ${partnerships.id} and ${reminderMessages.createdAt} > ${since}) as message on true
    group by 1`)
}

/** Digests that should have gone out by then, and have not. */
export async function countLateMessages (db: Queryable, before: string): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`select count(*) as count from ${reminderMessages} where ${reminderMessages.state} in ('planned', 'sending') and ${reminderMessages.nextAttemptAt} < ${before}`)
  return row?.count ?? 0
}

/** The deliveries of webhooks since then by what became of them. */
export async function countDeliveries (db: Queryable, since: string): Promise<readonly Counted[]> {
  return await db.rows(sql`select delivery.state, count(*) as count from ${webhookEndpoints}
    join lateral (select ${webhookDeliveries.state} as state from ${webhookDeliveries} where ${webhookDeliveries.partnershipId} = ${webhookEndpoints.partnershipId}
      and ${webhookDeliveries.endpointId} = ${webhookEndpoints.id} and ${webhookDeliveries.createdAt} > ${since}) as delivery on true
    group by 1`)
}

/** Endpoints that are written to and do not answer as they should. */
export async function countFailingEndpoints (db: Queryable): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`select count(*) as count from ${webhookEndpoints} where ${webhookEndpoints.active} and ${webhookEndpoints.failingSince} is not null`)
  return row?.count ?? 0
}
