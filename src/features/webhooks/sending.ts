import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../../platform/log.ts'
import { openPoster } from '../../platform/web/post.ts'
import type { Poster } from '../../platform/web/post.ts'
import type { Services } from '../../services.ts'
import { attempt } from './attempt.ts'
import { claimDeliveries } from './claim-queries.ts'
import type { Claimed } from './claim-queries.ts'
import { fanOut } from './fan-out.ts'
import { settle } from './settling.ts'

export interface WebhookSender {
  /** Lets what is under way end, for eight seconds at most; what is left is sent again when its lease has run out. */
  stop: () => Promise<void>
}

export type Sending = Pick<Services, 'clock' | 'config' | 'database' | 'secrets'>

/** Of one process: a bound on its memory, not on what one endpoint may have. */
const mostUnderWay = 256
const lookAgainMs = 250
// What ends in the same moment is followed by one claim.
const gatherMs = 10
const stopWithinMs = 8_000

/**
 * Tells webhook endpoints of events, for as long as the process runs. Any number
 * of processes may do so. It is no job of the queue: that works a few at a time,
 * and a receiver that lets each wait its fifteen seconds would hold up reminders.
 */
export function startWebhooks (services: Sending, log: Logger): WebhookSender {
  const stopping = new AbortController()
  const poster = openPoster(services.config.webhookAllowHosts)
  const ended = Promise.all([keepFanningOut(services, log, stopping.signal), keepSending(services, poster, log, stopping.signal)])
  return {
    stop: async () => {
      stopping.abort()
      await Promise.race([ended, pause(stopWithinMs, undefined, { ref: false })])
      await poster.close()
    }
  }
}

async function keepFanningOut (services: Sending, log: Logger, stopping: AbortSignal): Promise<void> {
  const told = onceTold(log, 'events cannot be made into webhook deliveries')
  while (!stopping.aborted) {
    const isDone = await told(async () => await fanOut(services, stopping)) ?? true
    if (isDone) await pause(lookAgainMs, undefined, { signal: stopping }).catch(() => {}) // aborted
  }
}

async function keepSending (services: Sending, poster: Poster, log: Logger, stopping: AbortSignal): Promise<void> {
  const told = onceTold(log, 'webhook deliveries cannot be taken up')
  const underWay = new Set<Promise<void>>()
  let oneEnded = Promise.withResolvers<void>()
  while (!stopping.aborted) {
    const claimed = await told(async () => await claimDeliveries(services.database, services.clock.now(), mostUnderWay - underWay.size)) ?? []
    for (const delivery of claimed) {
      const sent = send(services, poster, log, delivery, stopping).finally(() => {
        underWay.delete(sent)
        oneEnded.resolve()
      })
      underWay.add(sent)
    }
    await Promise.race([pause(lookAgainMs, undefined, { signal: stopping }).catch(() => {}), oneEnded.promise])
    await pause(gatherMs)
    oneEnded = Promise.withResolvers()
  }
  await Promise.all(underWay)
}

async function send ({ clock, database, secrets }: Sending, poster: Poster, log: Logger, delivery: Claimed, stopping: AbortSignal): Promise<void> {
  try {
    const met = await attempt({ secrets, poster, now: clock.now() }, delivery)
    if (met.status === null && met.reason === 'secret_unreadable') log.error({ endpointId: delivery.endpointId }, 'the secret of a webhook endpoint cannot be read: SECRETS_KEY is another than it was kept under')
    if (met.status === null && stopping.aborted) return // we may have broken it off ourselves
    await settle({ clock, database }, delivery, met)
  } catch (error) {
    log.error({ err: error, deliveryId: delivery.id }, 'what came of a webhook delivery could not be written down; it is sent again')
  }
}

/** Does what may fail with the database; an outage is logged once, and waited out. */
function onceTold (log: Logger, message: string): <Result>(work: () => Promise<Result>) => Promise<Result | undefined> {
  let isFailing = false
  return async (work) => {
    try {
      const result = await work()
      isFailing = false
      return result
    } catch (error) {
      if (!isFailing) log.error({ err: error }, message)
      isFailing = true
      await pause(lookAgainMs)
      return undefined
    }
  }
}
