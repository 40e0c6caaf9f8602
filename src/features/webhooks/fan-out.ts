import { eventsWanted } from '../../domain/webhook.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../services.ts'
import { findBehind, findStretch, insertDeliveries, lockFree, saveReached } from './fan-out-queries.ts'
import type { EndpointKey } from './queries.ts'

type FanningOut = Pick<Services, 'clock' | 'database'>

/**
 * Turns the sealed events that an endpoint has not been told of into deliveries,
 * a stretch at a time. How far it has come stands with the endpoint and moves in
 * the same transaction, so that none is left out and none comes twice. Tells
 * whether every endpoint has come to the end.
 */
export async function fanOut (services: FanningOut, stopping: AbortSignal): Promise<boolean> {
  let isDone = true
  for (const endpoint of await findBehind(services.database)) {
    if (stopping.aborted) return true
    isDone = await fanOutOne(services, endpoint) && isDone
  }
  return isDone
}

async function fanOutOne ({ clock, database }: FanningOut, key: EndpointKey): Promise<boolean> {
  return await withTransaction(database.pool, async (tx) => {
    const endpoint = await lockFree(tx, key)
    if (endpoint === undefined) return true // another process is at it, or it was switched off meanwhile
    const now = clock.now()
    const { found, reached, isEnd } = await findStretch(tx, endpoint, eventsWanted(endpoint.types))
    insertDeliveries(tx, found.map((event) => ({ ...event, partnershipId: endpoint.partnershipId, id: newId(), endpointId: endpoint.id, nextAttemptAt: now, createdAt: now })))
    saveReached(tx, endpoint, reached)
    return isEnd
  })
}
