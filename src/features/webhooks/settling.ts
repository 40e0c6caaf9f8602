import { faultOf, isLost, later, longestQuiet, nextTry, quietUntil } from '../../domain/webhook.ts'
import type { DeactivationReason, Met, Refused, Unanswered } from '../../domain/webhook.ts'
import type { Services } from '../../services.ts'
import { systemCaller } from '../system-caller.ts'
import { actAs } from '../work.ts'
import type { Work } from '../work.ts'
import { settleDelivered, settleFailed } from './claim-queries.ts'
import type { Claimed } from './claim-queries.ts'
import { deactivate } from './deactivation.ts'
import { lockIfThere, saveEndpoint } from './queries.ts'
import type { EndpointRow } from './queries.ts'

export type Settling = Pick<Services, 'clock' | 'database'>

/** Writes down what an attempt met, on the delivery and on its endpoint. */
export async function settle (services: Settling, delivery: Claimed, met: Met): Promise<void> {
  const fault = faultOf(met)
  if (fault === undefined && met.status !== null) await settleDelivered(services.database, delivery, met.status)
  if (fault === undefined) return
  const acting = { by: systemCaller(delivery.partnershipId), timeZone: 'UTC', requestId: `webhook-${delivery.id}` }
  await actAs(services, acting, async (work) => { await fail(work, delivery, met, fault) })
}

/** The endpoint is held first, as everywhere: two that fail at once count one after the other. */
async function fail (work: Work, delivery: Claimed, met: Met, fault: Unanswered | Refused): Promise<void> {
  const endpoint = await lockIfThere(work.tx, delivery)
  const retryAfter = met.status === null ? undefined : met.retryAfter
  const next = fault === 'gone' ? undefined : nextTry(delivery.attempts, work.now, Math.random(), retryAfter)
  const isOurs = await settleFailed(work.tx, delivery, { reason: fault, lastStatus: met.status, nextAttemptAt: next ?? null }, work.now)
  if (!isOurs || endpoint === undefined) return
  if (fault === 'secret_unreadable') return saveEndpoint(work.tx, endpoint, { quietUntil: later(work.now, longestQuiet) }) // not its fault, and the next would fare no better
  const failures = endpoint.failures + 1
  const failingSince = endpoint.failingSince ?? work.now
  saveEndpoint(work.tx, endpoint, { failures, failingSince, quietUntil: quietUntil(failures, work.now, retryAfter) ?? null })
  const reason = lostBecause(endpoint, fault, failingSince, work.now)
  if (reason !== undefined) await deactivate(work, endpoint, { reason, failingSince })
}

function lostBecause ({ active }: EndpointRow, fault: Unanswered | Refused, failingSince: string, now: string): DeactivationReason | undefined {
  if (!active) return undefined
  if (fault === 'gone') return 'gone'
  return isLost(failingSince, now) ? 'failing' : undefined
}
