import type { FastifyInstance, FastifyRequest } from 'fastify'
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
    keyGenerator,
    errorResponseBuilder: (_request, { max, ttl }) => new TooManyRequests(max, Math.ceil(ttl / 1000))
  })
}

// A form whose session has just run out has no caller any more: what was typed is kept before it is told so.
function keyGenerator (request: FastifyRequest): string {
  const caller = request.caller as typeof request.caller | null
  return caller?.keyId ?? caller?.id ?? request.ip
}
