import { setTimeout as pause } from 'node:timers/promises'
import type { Queryable } from '../../platform/database/database.ts'
import { everywhere } from '../../platform/database/tenancy.ts'
import { findHeads } from './queries.ts'

interface Watched {
  watchers: number
  /** Undefined until it has been looked at. */
  sequence: number | undefined
  readonly waiting: Set<() => void>
}

// Beside the sealer's own round: what was written is on its way to a listener within half a second.
const lookEveryMs = 200

/**
 * How far the sequences have come that somebody listens to. One question for all
 * of them, five times a second, however many listen; none when nobody does.
 */
export class Heads {
  readonly #database: Queryable
  readonly #watched = new Map<string, Watched>()
  readonly #closing = new AbortController()
  #isLooking = false

  readonly #lookEveryMs: number

  constructor (database: Queryable, everyMs = lookEveryMs) {
    this.#database = database
    this.#lookEveryMs = everyMs
  }

  /** Watches a partnership's sequence until what is given back is called. */
  watch (partnershipId: string): () => void {
    const watched = this.#watched.get(partnershipId) ?? { watchers: 0, sequence: undefined, waiting: new Set() }
    this.#watched.set(partnershipId, watched)
    watched.watchers++
    void everywhere(async () => { await this.#keepLooking() })
    return () => {
      if (--watched.watchers === 0) this.#watched.delete(partnershipId)
    }
  }

  /** How many events there are beyond a place; as good as endless until it has been looked at. */
  beyond (partnershipId: string, sequence: number): number {
    return (this.#watched.get(partnershipId)?.sequence ?? Infinity) - sequence
  }

  /** Comes back when the sequence has grown, when the time is over, or when nobody waits any more. */
  async moved (partnershipId: string, withinMs: number, ended: AbortSignal): Promise<void> {
    const watched = this.#watched.get(partnershipId)
    if (watched === undefined || ended.aborted) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        watched.waiting.delete(wake)
        ended.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, withinMs)
      watched.waiting.add(wake)
      ended.addEventListener('abort', wake)
    })
  }

  close (): void {
    this.#closing.abort()
  }

  async #keepLooking (): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#watched.size > 0 && !this.#closing.signal.aborted) {
      await this.#look().catch(() => {}) // an outage is the sealer's to tell of; it is waited out
      await pause(this.#lookEveryMs, undefined, { signal: this.#closing.signal }).catch(() => {}) // closing
    }
    this.#isLooking = false
  }

  async #look (): Promise<void> {
    for (const { partnershipId, sequence } of await findHeads(this.#database, [...this.#watched.keys()])) {
      const watched = this.#watched.get(partnershipId)
      if (watched === undefined || watched.sequence === sequence) continue
      watched.sequence = sequence
      for (const wake of [...watched.waiting]) wake()
    }
  }
}
