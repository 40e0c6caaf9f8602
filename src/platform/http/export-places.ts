import type { FastifyReply } from 'fastify'

/** So many that a dashboard and two people may; each takes a connection of the database now and then (RELIABILITY X-20). */
const mostAtOnce = 3
const retryAfterSeconds = 10

/** How many exports of a partnership are under way in this process. */
export class ExportPlaces {
  readonly #taken = new Map<string, number>()

  /** Takes a place until the answer has been read, or its reader is gone; refuses with 429 when none is free. */
  take (partnershipId: string, reply: FastifyReply): void {
    if (reply.raw.destroyed) return
    const taken = this.#taken.get(partnershipId) ?? 0
    if (taken >= mostAtOnce) {
      void reply.header('retry-after', retryAfterSeconds)
      throw new TooManyExports()
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

class TooManyExports extends Error {
  readonly statusCode = 429

  constructor () {
    super(`The partnership has ${mostAtOnce} exports under way; begin another when one of them is done.`)
    this.name = 'TooManyExports'
  }
}
