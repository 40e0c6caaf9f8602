import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import type { Services } from '../../services.ts'
import { measureRequests, Metrics } from '../../platform/metrics.ts'
import { bearerToken } from '../signed-in.ts'
import { backlogGauges } from './gauges.ts'

/** Figures of this process, and of what waits in the database, for Prometheus, who shows this token. To be called before the routes whose requests are counted. */
export function metricsRoutes (app: FastifyInstance, { database, clock }: Pick<Services, 'database' | 'clock'>, token: string): void {
  const metrics = new Metrics(database.pool)
  measureRequests(app, metrics)
  const backlog = backlogGauges({ database, clock, metrics })

  app.get('/metrics', {
    logLevel: 'warn',
    schema: { operationId: 'getMetrics', hide: true } // for whoever runs the service, not for those who integrate with it
  }, async (request, reply) => {
    if (!isSame(bearerToken(request.headers.authorization), token)) throw new Refusal('unauthenticated', 'Send Authorization: Bearer with the METRICS_TOKEN of this service.')
    await backlog.refresh()
    return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

function isSame (given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'))
}
