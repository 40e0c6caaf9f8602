import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { failuresUntilDown, later, leaseSeconds } from '../../domain/webhook.ts'
import type { Met } from '../../domain/webhook.ts'
import type { Database } from '../../platform/database/database.ts'
import { columns, pick } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { partnerships } from '../partnerships/tables.ts'
import type { DeliveryRow } from './delivery-queries.ts'
import type { EndpointRow } from './queries.ts'
import { webhookDeliveries, webhookEndpoints } from './tables.ts'

/** A delivery in our hands, with what it takes to send it. */
export type Claimed = DeliveryRow & Pick<EndpointRow, 'url' | 'secret' | 'previousSecret' | 'previousSecretUntil'>

// Few enough not to be a flood, enough for some hundreds a second.
const mostTogether = 8

/**
 * Takes what is due, for as long as a lease lasts: of each endpoint a few, of one
 * that seems to be down a single one, of one that is to be left alone none. So
 * each has its own places, and none waits for another.
 */
export async function claimDeliveries (database: Database, now: string, room: number): Promise<Claimed[]> {
  const places = sql`case when ${webhookEndpoints.failures} >= ${failuresUntilDown}::integer then 1 else ${mostTogether}::integer end`
  return await database.rows<Claimed>(sql`with ready as materialized (
      select ${webhookEndpoints.partnershipId} as partnership_id, ${webhookEndpoints.id} as endpoint_id, ${places} - (${underWay(now)}) as places
      from ${webhookEndpoints} where ${webhookEndpoints.partnershipId} = any(array(select ${partnerships.id} from ${partnerships}))
        and ${webhookEndpoints.active} and ${webhookEndpoints.deletedAt} is null and coalesce(${webhookEndpoints.quietUntil}, '-infinity') <= ${now}
    ), due as materialized (
      select ready.partnership_id, each.id from ready cross join lateral (
        select ${webhookDeliveries.id} as id from ${webhookDeliveries}
        where ${webhookDeliveries.partnershipId} = ready.partnership_id and ${webhookDeliveries.endpointId} = ready.endpoint_id and ${isUnsent} and ${webhookDeliveries.nextAttemptAt} <= ${now}
        order by ${webhookDeliveries.nextAttemptAt} limit greatest(ready.places, 0) for update skip locked
      ) as each order by ready.places desc limit ${room}
    )
    update ${webhookDeliveries} set state = 'sending', attempts = ${webhookDeliveries.attempts} + 1, last_attempt_at = ${now}, next_attempt_at = ${later(now, leaseSeconds)}
    from due, ${webhookEndpoints}
    where ${webhookDeliveries.partnershipId} = due.partnership_id and ${webhookDeliveries.id} = due.id
      and ${webhookEndpoints.partnershipId} = ${webhookDeliveries.partnershipId} and ${webhookEndpoints.id} = ${webhookDeliveries.endpointId}
    returning ${columns(webhookDeliveries)}, ${pick(webhookEndpoints, 'url', 'secret', 'previousSecret', 'previousSecretUntil')}`)
}

/** It got through; an endpoint that was failing fails no more. One statement, since it is what mostly happens. */
export async function settleDelivered (database: Database, { partnershipId, id, endpointId }: DeliveryRow, status: number): Promise<void> {
  await database.rows(sql`with settled as (
      update ${webhookDeliveries} set state = 'delivered', last_status = ${status}, reason = null where ${isDelivery(partnershipId, id)} and ${isUnsent}
    )
    update ${webhookEndpoints} set failures = 0, failing_since = null, quiet_until = null
    where ${webhookEndpoints.partnershipId} = ${partnershipId} and ${webhookEndpoints.id} = ${endpointId} and ${webhookEndpoints.failures} > 0`)
}

export interface Failure extends Pick<DeliveryRow, 'reason'> {
  readonly lastStatus: Met['status']
  /** Null: it is given up. */
  readonly nextAttemptAt: string | null
}

/** It did not get through; false when it is no longer in our hands. */
export async function settleFailed (tx: Transaction, { partnershipId, id, attempts }: DeliveryRow, { reason, lastStatus, nextAttemptAt }: Failure, now: string): Promise<boolean> {
  return await tx.write(sql`update ${webhookDeliveries} set state = ${nextAttemptAt === null ? 'failed' : 'waiting'}, reason = ${reason}, last_status = ${lastStatus}, next_attempt_at = ${nextAttemptAt ?? now}
    where ${isDelivery(partnershipId, id)} and ${webhookDeliveries.state} = 'sending' and ${webhookDeliveries.attempts} = ${attempts}`) === 1
}

const isUnsent = sql`${webhookDeliveries.state} in ('waiting', 'sending')`

function isDelivery (partnershipId: string, id: string): SQL {
  return sql`${webhookDeliveries.partnershipId} = ${partnershipId} and ${webhookDeliveries.id} = ${id}`
}

/** How many of an endpoint's are in somebody's hands; nobody's lease ends later than one taken now. */
function underWay (now: string): SQL {
  return sql`select count(*)::integer from ${webhookDeliveries}
    where ${webhookDeliveries.partnershipId} = ${webhookEndpoints.partnershipId} and ${webhookDeliveries.endpointId} = ${webhookEndpoints.id} and ${webhookDeliveries.state} = 'sending'
      and ${webhookDeliveries.nextAttemptAt} > ${now} and ${webhookDeliveries.nextAttemptAt} <= ${later(now, leaseSeconds)}`
}
