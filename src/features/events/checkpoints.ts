import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../../platform/log.ts'
import { SigningKey } from '../../platform/signing-key.ts'
import type { Services } from '../../services.ts'
import { checkpointPurpose, signCheckpoint } from './checkpoint.ts'
import { appendCheckpoint, lastCheckpointIn } from './checkpoint-files.ts'
import { findAllHeads, findHashAt } from './checkpoint-queries.ts'
import type { Head } from './checkpoint-queries.ts'
import type { Place } from './queries.ts'

export interface Checkpoints {
  /** Comes back when the round under way is done. */
  stop: () => Promise<void>
}

type Keeping = Pick<Services, 'clock' | 'config' | 'database'>

const lookEveryMs = 1_000
/** What an intruder could rewrite unseen is never more than this. */
export const mostEvents = 1_000
export const mostMs = 60_000

/** The last checkpoint of a partnership, as this process knows it. */
interface Known { place: Place, at: number }

/**
 * Signs how far each partnership's sequence has come, and writes it outside the
 * database: every minute, or every thousand events, for as long as the process
 * runs. What stood at the last one is looked at again first; a history that has
 * become another is told of, and goes on being signed: the files hold both.
 */
export function startCheckpoints (services: Keeping, log: Logger): Checkpoints {
  const stopping = new AbortController()
  const ended = keepSigning(services, log, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await ended
    }
  }
}

async function keepSigning (services: Keeping, log: Logger, stopping: AbortSignal): Promise<void> {
  const key = new SigningKey(services.config.checkpointKey, checkpointPurpose)
  const known = new Map<string, Known>()
  let isFailing = false
  while (!stopping.aborted) {
    try {
      for (const head of await findAllHeads(services.database)) if (!stopping.aborted) await signWhenDue(services, key, known, head, log)
      isFailing = false
    } catch (error) {
      if (!isFailing) log.error({ err: error }, 'checkpoints of the events cannot be written')
      isFailing = true
    }
    await pause(lookEveryMs, undefined, { signal: stopping }).catch(() => {}) // aborted
  }
}

async function signWhenDue ({ clock, config, database }: Keeping, key: SigningKey, known: Map<string, Known>, head: Head, log: Logger): Promise<void> {
  const { partnershipId, sequence } = head
  const last = known.get(partnershipId) ?? await lastWritten(config.checkpointsDir, partnershipId)
  known.set(partnershipId, last)
  const since = sequence - last.place.sequence
  if (since === 0 || (since > 0 && since < mostEvents && Date.parse(clock.now()) - last.at < mostMs)) return
  if (last.place.sequence > 0 && await findHashAt(database, partnershipId, last.place.sequence) !== last.place.hash) {
    log.error({ partnershipId, sequence: last.place.sequence }, 'the history of events is not the one that was signed: it was restored or altered; npm run cli -- verify tells more')
  }
  const at = clock.now()
  await appendCheckpoint(config.checkpointsDir, signCheckpoint(key, partnershipId, head, at))
  known.set(partnershipId, { place: head, at: Date.parse(at) })
}

async function lastWritten (folder: string, partnershipId: string): Promise<Known> {
  const last = await lastCheckpointIn(folder, partnershipId)
  return last === undefined ? { place: { sequence: 0, hash: '' }, at: 0 } : { place: last, at: Date.parse(last.at) }
}
