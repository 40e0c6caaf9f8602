import type { FastifyInstance } from 'fastify'

/** While the service stops, each answer ends its connection: an idle one that its caller keeps would be waited for. */
export function leaveConnections (app: FastifyInstance): void {
  let isLeaving = false
  app.addHook('preClose', (done) => {
    isLeaving = true
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isLeaving) reply.header('connection', 'close')
    done()
  })
}
