import type { FastifyReply } from 'fastify'

const retryAfterSeconds = 10

/** How many exports, or readings of files, of a partnership are under way in this process. */
export class Places {
  readonly #taken = new Map<string, number>()
  readonly #mostAtOnce: number
  readonly #what: string

  constructor (mostAtOnce: number, what: string) {
    this.#mostAtOnce = mostAtOnce
    this.#what = what
  }

  /** Takes a place until the answer has been read, or its reader is gone; refuses with 429 when none is free. */
  take (partnershipId: string, reply: FastifyReply): void {
    if (reply.raw.destroyed) return
    const taken = this.#taken.get(partnershipId) ?? 0
    if (taken >= this.#mostAtOnce) {
      void reply.header('retry-after', retryAfterSeconds)
      throw new TooManyAtOnce(`The partnership has ${this.#mostAtOnce} ${this.#what} under way; begin another when one of them is done.`)
    }
    this.#taken.set(partnershipId, taken + 1)
    reply.raw.once('close', () => { this.#giveBack(partnershipId) })
  }

  #giveBack (partnershipId: string): void {
    const left = (this.#taken.get(partnershipId) ?? 1) - 1
    if (left === 0) this.#taken.delete(partnershipId)
    else this.#taken.set(partnershipId, left)
  }
}

class TooManyAtOnce extends Error {
  readonly statusCode = 429

  constructor (message: string) {
    super(message)
    this.name = 'TooManyAtOnce'
  }
}
