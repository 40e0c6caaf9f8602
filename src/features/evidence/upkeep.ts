import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { checkFiles } from './integrity.ts'
import { sweepOrphans } from './orphans.ts'
import { rescanPending } from './rescan.ts'

export interface Upkeep {
  /** Comes back when the round under way is done. */
  stop: () => Promise<void>
}

const minuteMs = 60_000
const roundsToAnHour = 60
const roundsToADay = 24 * roundsToAnHour

/** Longer than any request could still be on its way to its record. */
const orphanAfterMs = 60 * minuteMs

/**
 * Looks after the files of evidence for as long as the process runs: a rescan
 * every minute, a sweep at the start and every hour, and every day each file is
 * read again and held against its record.
 */
export function startEvidenceUpkeep (services: Services, log: Logger): Upkeep {
  const stopping = new AbortController()
  const ended = keepUp(services, log, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await ended
    }
  }
}

async function keepUp (services: Services, log: Logger, stopping: AbortSignal): Promise<void> {
  const checkSome = dailyCheck(services, log, stopping)
  const logged = async (what: string, work: () => Promise<object>): Promise<void> => { await tell(log, stopping, what, work) }
  for (let round = 0; !stopping.aborted; round++) {
    if (round % roundsToAnHour === 0) await logged('the sweep of orphaned files', async () => await sweepOrphans(services, new Date(Date.parse(services.clock.now()) - orphanAfterMs)))
    await logged('the rescan of pending files', async () => await rescanPending(services, stopping))
    await logged('the check of stored files', async () => await checkSome(round))
    await pause(minuteMs, undefined, { signal: stopping }).catch(() => {}) // aborted: stop() waits for the end
  }
}

/** A stretch a round, from the first file to the last, and from the first again a day later. */
function dailyCheck (services: Services, log: Logger, stopping: AbortSignal): (round: number) => Promise<{ faults: number }> {
  let [startedIn, after, isDone] = [0, undefined as string | undefined, false]
  return async (round) => {
    if (isDone && round - startedIn < roundsToADay) return { faults: 0 }
    if (isDone) [startedIn, after] = [round, undefined]
    const { faults, last } = await checkFiles(services, after, stopping)
    for (const fault of faults) log.error(fault, 'the file of a piece of evidence is not as its record says')
    after = last ?? after
    isDone = last === undefined
    return { faults: faults.length }
  }
}

/** Tells of what there was to do; a fault is waited out, and what a stop has broken off is none. */
async function tell (log: Logger, stopping: AbortSignal, what: string, work: () => Promise<object>): Promise<void> {
  try {
    const counts = await work()
    if (Object.values(counts).some((count) => count !== 0)) log.info(counts, `${what} is done`)
  } catch (error) {
    if (!stopping.aborted) log.error({ err: error }, `${what} failed; it is tried again`)
  }
}
