import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import type { Services } from '../../services.ts'
import { bearerToken } from '../signed-in.ts'
import { backlogGauges } from './gauges.ts'

/** Figures of this process, and of what waits in the database, for Prometheus. Where no token is set, there is no such address. */
export async function metricsRoutes (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { config: { metricsToken }, metrics } = services
  if (metricsToken === undefined) return
  const backlog = backlogGauges(services)

  app.get('/metrics', {
    logLevel: 'warn',
    schema: { operationId: 'getMetrics', hide: true } // for whoever runs the service, not for those who integrate with it
  }, async (request, reply) => {
    if (!isSame(bearerToken(request.headers.authorization), metricsToken)) throw new Refusal('unauthenticated', 'Send Authorization: Bearer with the METRICS_TOKEN of this service.')
    await backlog.refresh()
    return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

function isSame (given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'))
}
