import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { within } from '../../platform/database/tenancy.ts'
import type { Cursors } from '../../platform/http/cursor.ts'
import { message } from '../../platform/http/server-sent-events.ts'
import { viewOf } from '../actions/visibility.ts'
import { cursorOf } from './feed-cursor.ts'
import { readFeed } from './queries.ts'
import type { EventFilter, Feed, Place, SealedEvent } from './queries.ts'
import { presentEvent } from './schemas.ts'

/** A stretch of the feed as it goes over the wire. */
export interface WrittenPage {
  readonly events: readonly WrittenEvent[]
  readonly reached: Place
}

/** What a filter asks of an event, and its message: all that is kept of it. */
export interface WrittenEvent extends Pick<SealedEvent, 'isVisible' | 'type' | 'subjectId'> {
  readonly text: string
}

/** Events read at once. Whoever reads slowly holds one such page, some 50 KiB. */
export const eventsPerPage = 100

// Longer and somebody could go on being shown what has been hidden from him since.
const keptForMs = 1_000
const mostKept = 32
const readAtOnce = 2

/**
 * Reads stretches of the feed for listeners. Those who stand at the same place
 * and see with the same eyes share one reading and one writing of it; and there
 * are two readings at once, however many have fallen behind.
 */
export class StreamPages {
  readonly #database: Queryable
  readonly #cursors: Cursors
  readonly #kept = new Map<string, { readonly at: number, readonly page: Promise<WrittenPage> }>()
  readonly #waiting: Array<() => void> = []
  #reading = 0

  constructor (database: Queryable, cursors: Cursors) {
    this.#database = database
    this.#cursors = cursors
  }

  /** What comes next, of every type, shared with whoever asks the same. */
  async next (caller: Caller, after: Place): Promise<WrittenPage> {
    this.#forgetOld()
    const key = `${caller.partnershipId} ${viewOf(caller)} ${after.sequence} ${after.hash}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return await kept.page
    const page = this.nextOf(caller, {}, after)
    this.#kept.set(key, { at: performance.now(), page })
    page.then(({ events }) => { if (events.length === 0) this.#kept.delete(key) }, () => { this.#kept.delete(key) }) // there is more the next time
    return await page
  }

  /** What comes next of what fits a filter: for who has much to pass over. */
  async nextOf (caller: Caller, filter: EventFilter, after: Place): Promise<WrittenPage> {
    const { found, reached } = await this.#inTurn(async () => await within(caller.partnershipId, async () => await readFeed(this.#database, caller, filter, after, eventsPerPage)))
    return { events: found.map((event) => ({ isVisible: event.isVisible, type: event.type, subjectId: event.subjectId, text: this.#write(caller, event) })), reached }
  }

  #write ({ partnershipId }: Caller, event: SealedEvent): string {
    return message(cursorOf(this.#cursors, partnershipId, event), JSON.stringify(presentEvent(event)))
  }

  #forgetOld (): void {
    for (const [key, { at }] of this.#kept) { // the oldest first
      if (performance.now() - at < keptForMs && this.#kept.size < mostKept) return
      this.#kept.delete(key)
    }
  }

  async #inTurn (read: () => Promise<Feed>): Promise<Feed> {
    if (this.#reading >= readAtOnce) await new Promise<void>((resolve) => { this.#waiting.push(resolve) })
    else this.#reading++
    try {
      return await read()
    } finally {
      const next = this.#waiting.shift() // takes over this turn
      if (next === undefined) this.#reading--
      else next()
    }
  }
}
