import type { AccessType } from '../../domain/event.ts'
import type { Logger } from '../../platform/log.ts'
import { actAs } from '../work.ts'
import type { Acting } from '../work.ts'
import type { Services } from '../../services.ts'
import { record } from './record.ts'
import type { Subject } from './record.ts'

/** What somebody saw, took with him, or was refused. */
export interface Access {
  readonly type: AccessType
  readonly subject: Subject
  /** Of which operation, and what tells it from others: closed words and ids, never what a person wrote. */
  readonly after: Readonly<Record<string, unknown>>
}

interface Noted {
  readonly acting: Acting
  readonly access: Access
  readonly at: number
  /** The event of the first, on its way. */
  readonly written: Promise<void>
  /** How often it happened since it was last written. */
  times: number
}

const windowMs = 60_000
const mostNoted = 10_000

/**
 * Writes the events of accesses, which change nothing and which a caller can
 * repeat without end. The first is written when it happens. What is the same, by
 * the same, within a minute of it is counted and written once when the minute is
 * over: whoever knocks a thousand times a minute at one door makes one event a
 * minute, and the trail still says how often. What a killed process had counted
 * is lost; that there was a first one is not.
 */
export class Accesses {
  readonly #services: Pick<Services, 'clock' | 'database'>
  readonly #noted = new Map<string, Noted>()
  readonly #timer: NodeJS.Timeout

  constructor (services: Pick<Services, 'clock' | 'database'>) {
    this.#services = services
    this.#timer = setInterval(() => { this.writeCounted('those of a minute ago').catch(() => {}) }, windowMs / 12).unref()
  }

  /** Comes back when it is written, if it is to be: nothing is given out before. */
  async note (acting: Acting, access: Access): Promise<void> {
    const key = JSON.stringify([acting.by.partnershipId, acting.by.id, acting.by.keyId, access])
    const noted = this.#noted.get(key)
    if (noted !== undefined) {
      noted.times++
      await noted.written
      return
    }
    if (this.#noted.size >= mostNoted) await this.writeCounted('all')
    await this.#begin(key, acting, access, 1)
  }

  /** The same of what has been answered already: that it could not be written is told to whoever runs the service. */
  noteAfterwards (acting: Acting, access: Access, log: Pick<Logger, 'error'>): void {
    this.note(acting, access).catch((error: unknown) => { log.error({ err: error, type: access.type }, 'an access could not be recorded') })
  }

  async writeCounted (which: 'those of a minute ago' | 'all'): Promise<void> {
    for (const [key, { acting, access, at, times }] of this.#noted) {
      if (which !== 'all' && performance.now() - at < windowMs) continue
      this.#noted.delete(key)
      if (times > 0) await this.#begin(key, acting, access, times)
    }
  }

  async close (): Promise<void> {
    clearInterval(this.#timer)
    await this.writeCounted('all').catch(() => {})
  }

  // What goes on has its next event a minute after this one.
  async #begin (key: string, acting: Acting, access: Access, times: number): Promise<void> {
    const written = this.#write(acting, access, times).catch((error: unknown) => {
      this.#noted.delete(key) // the next one is the first
      throw error
    })
    this.#noted.set(key, { acting, access, at: performance.now(), written, times: 0 })
    await written
  }

  async #write (acting: Acting, { type, subject, after }: Access, times: number): Promise<void> {
    await actAs(this.#services, acting, async (work) => { record(work, type, subject, { after: { ...after, times } }) })
  }
}
