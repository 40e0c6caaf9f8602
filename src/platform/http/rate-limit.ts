import type { FastifyInstance } from 'fastify'
import rateLimit from '@fastify/rate-limit'
import { TooManyRequests } from './problems.ts'

/**
 * So many requests a minute for each key, counted in this process. To be
 * registered behind the hook that tells who is asking; the `RateLimit` headers
 * let a client slow down before it is told to.
 */
export async function limitRequests (app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    cache: 10_000,
    enableDraftSpec: true,
    keyGenerator: (request) => request.caller.keyId ?? request.caller.id,
    errorResponseBuilder: (_request, { max, ttl }) => new TooManyRequests(max, Math.ceil(ttl / 1000))
  })
}
