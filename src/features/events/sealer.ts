import { setTimeout as pause } from 'node:timers/promises'
import type { Queryable } from '../../platform/database/database.ts'
import type { Logger } from '../../platform/log.ts'
import { mostSealedAtOnce, partnershipsToSeal, sealEvents } from './sealing.ts'

export interface Sealer {
  /** Comes back when the round under way is done. */
  stop: () => Promise<void>
}

/** How far the feed may stay behind the writers, in milliseconds, when nobody reads it. */
const roundEveryMs = 200

/**
 * Seals what was written, behind the writers, for as long as the process runs.
 * Any number of processes may do so: the lock of a partnership is held by one,
 * and what one leaves the next takes up. An outage is logged once and waited out.
 */
export function startSealer ({ database }: { database: Queryable }, log: Logger): Sealer {
  const stopping = new AbortController()
  const ended = keepSealing(database, log, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await ended
    }
  }
}

async function keepSealing (database: Queryable, log: Logger, stopping: AbortSignal): Promise<void> {
  let isFailing = false
  while (!stopping.aborted) {
    try {
      const caughtUp = await sealRound(database, stopping)
      if (isFailing) log.info('events are being sealed again')
      isFailing = false
      if (caughtUp) await waitForNextRound(stopping)
    } catch (error) {
      if (!isFailing) log.error({ err: error }, 'events cannot be sealed: the feed stands still until they can')
      isFailing = true
      await waitForNextRound(stopping)
    }
  }
}

/**
 * Each partnership in a transaction of its own: a broken chain stops its own
 * feed and no other. Tells whether all was sealed that could be.
 */
async function sealRound (database: Queryable, stopping: AbortSignal): Promise<boolean> {
  let caughtUp = true
  let fault: unknown
  for (const partnershipId of await partnershipsToSeal(database)) {
    if (stopping.aborted) break
    const sealed = await sealEvents(database, partnershipId).catch((error: unknown) => { fault ??= error })
    if (sealed === mostSealedAtOnce) caughtUp = false
  }
  if (fault !== undefined) throw fault
  return caughtUp
}

async function waitForNextRound (stopping: AbortSignal): Promise<void> {
  await pause(roundEveryMs, undefined, { signal: stopping }).catch(() => {}) // aborted: stop() waits for the end
}
