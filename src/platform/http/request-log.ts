import type { FastifyInstance } from 'fastify'

/** One line a request: what was asked of which operation, by whom, with which outcome. No addresses, no bodies, no names. */
export function logRequests (app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => { reply.header('x-request-id', request.id) })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store')
    return payload
  })
  app.addHook('onResponse', async (request, reply) => {
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
  })
}
