import type { FastifyInstance, FastifyReply } from 'fastify'
import { UnknownOutcome } from '../database/transaction.ts'

// How late an answer in the caller's stead may come, as a part of the time allowed.
const looksPerDeadline = 30

/**
 * Answers in the stead of a handler that takes too long. What the handler does
 * goes on, and may still take effect: a change is told that its outcome is not
 * known (RELIABILITY M5). The framework's own timeout ends with the last byte of
 * the request's body, so that it never guarded a change; and it costs every
 * request a timer of its own. An answer that has begun, such as a file, is left alone.
 */
export function limitHandling (app: FastifyInstance, mostMs: number): void {
  const underWay = new Set<FastifyReply>()
  app.addHook('onRequest', (_request, reply, done) => {
    underWay.add(reply)
    done()
  })
  app.addHook('onResponse', (_request, reply, done) => {
    underWay.delete(reply)
    done()
  })
  const watch = setInterval(() => { giveUp(underWay, mostMs) }, mostMs / looksPerDeadline).unref()
  app.addHook('onClose', async () => { clearInterval(watch) })
}

function giveUp (underWay: Set<FastifyReply>, mostMs: number): void {
  for (const reply of underWay) {
    if (reply.elapsedTime < (reply.request.routeOptions.handlerTimeout || mostMs)) continue // a route may allow itself longer
    underWay.delete(reply)
    if (!reply.sent && !reply.raw.headersSent) reply.send(reply.request.method === 'GET' ? new TookTooLong() : new UnknownOutcome(new TookTooLong()))
  }
}

class TookTooLong extends Error {
  readonly statusCode = 503

  constructor () {
    super('The request took too long.')
    this.name = 'TookTooLong'
  }
}
