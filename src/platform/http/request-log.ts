import type { FastifyInstance } from 'fastify'

/** One line a request: what was asked of which operation, by whom, with which outcome. No addresses, no bodies, no names. */
export function logRequests (app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const caller = request.caller as typeof request.caller | null | undefined // outside /v1 there is none
    request.log.info({
      operation: request.routeOptions.schema?.operationId,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      partnershipId: caller?.partnershipId,
      principalId: caller?.id
    }, 'request answered')
    done()
  })
}
