import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { may } from '../../domain/permission.ts'
import type { Caller, Operation } from '../../domain/permission.ts'
import { everywhere } from '../../platform/database/tenancy.ts'
import type { Authenticate } from '../people/authentication.ts'

/** One open stream: whose, and whether its reader reads. */
export interface Listener {
  caller: Caller
  readonly token: string
  readonly reply: FastifyReply
  readonly ending: AbortController
  /** When something was given that has not been taken yet. */
  givenAt: number | undefined
}

const mostPerPartnership = 1_000
const retryAfterSeconds = 30
// The door remembers a key for 0.9 s: together, a stream ends within a second and a half.
const lookEveryMs = 500
const askedAtOnce = 4
const takenWithinMs = 30_000

/**
 * The streams that are open in this process. Each lasts as long as its token is
 * good, its role may listen and its reader reads; all end when the process stops.
 */
export class Listeners {
  readonly #authenticate: Authenticate
  readonly #open = new Set<Listener>()
  readonly #closing = new AbortController()
  #isLooking = false

  readonly #operation: Operation

  /** The operation is the one that whoever listens must be allowed to carry out. */
  constructor (authenticate: Authenticate, operation: Operation = 'streamEvents') {
    this.#authenticate = authenticate
    this.#operation = operation
  }

  /** Makes room for a listener until its connection closes; refuses with 429 when the partnership has enough of them. */
  add (caller: Caller, token: string, reply: FastifyReply): Listener {
    const open = [...this.#open].filter((other) => other.caller.partnershipId === caller.partnershipId)
    if (open.length >= mostPerPartnership) {
      void reply.header('retry-after', retryAfterSeconds)
      throw new TooManyListeners()
    }
    const listener: Listener = { caller, token, reply, ending: new AbortController(), givenAt: undefined }
    this.#open.add(listener)
    reply.raw.once('close', () => {
      this.#open.delete(listener)
      listener.ending.abort()
    })
    if (reply.raw.destroyed) this.#open.delete(listener)
    void everywhere(async () => { await this.#keepLooking() })
    return listener
  }

  /** Ends every stream; readers come back to another process, and resume. */
  close (): void {
    this.#closing.abort()
    for (const listener of this.#open) end(listener)
  }

  async #keepLooking (): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#open.size > 0 && !this.#closing.signal.aborted) {
      for (const listener of this.#open) if (isStalled(listener)) end(listener)
      await this.#askWhoMayStay()
      await pause(lookEveryMs, undefined, { signal: this.#closing.signal }).catch(() => {}) // closing
    }
    this.#isLooking = false
  }

  /** A few tokens at a time: hundreds of listeners must not take the connections of those who ask and answer. */
  async #askWhoMayStay (): Promise<void> {
    const byToken = [...Map.groupBy(this.#open, ({ token }) => token)]
    for (let from = 0; from < byToken.length; from += askedAtOnce) {
      await Promise.all(byToken.slice(from, from + askedAtOnce).map(async ([token, listeners]) => { await this.#ask(token, listeners) }))
    }
  }

  async #ask (token: string, listeners: readonly Listener[]): Promise<void> {
    const principal = await this.#authenticate(token).catch(() => 'unknown' as const)
    if (principal === 'unknown') return // the database is away, and no event comes meanwhile
    for (const listener of listeners) {
      if (principal === undefined || !may(principal.caller, this.#operation)) end(listener)
      else listener.caller = principal.caller
    }
  }
}

/** Answers with what a listener is given, and notes whether it is taken. */
export async function sendTo (listener: Listener, texts: AsyncIterable<string>): Promise<FastifyReply> {
  return await listener.reply.send(Readable.from(noteTaking(listener, texts), { highWaterMark: 1 }))
}

async function * noteTaking (listener: Listener, texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) {
    listener.givenAt = performance.now()
    yield text
    listener.givenAt = undefined
  }
}

function isStalled ({ givenAt }: Listener): boolean {
  return givenAt !== undefined && performance.now() - givenAt > takenWithinMs
}

/** Lets the stream end by itself; one whose reader takes nothing would not. */
function end ({ ending, reply, givenAt }: Listener): void {
  ending.abort()
  if (givenAt !== undefined) reply.raw.destroy()
}

class TooManyListeners extends Error {
  readonly statusCode = 429

  constructor () {
    super(`The partnership has ${mostPerPartnership} listeners in this process; read GET /v1/events instead.`)
    this.name = 'TooManyListeners'
  }
}
