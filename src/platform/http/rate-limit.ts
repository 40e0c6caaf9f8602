import type { FastifyInstance, FastifyRequest } from 'fastify'
import rateLimit from '@fastify/rate-limit'
import { TooManyRequests } from './problems.ts'

export interface RequestLimits {
  /** Requests a minute of one key, or of one person at a browser. */
  readonly rateLimitPerMinute: number
  /** Requests a minute of one partnership: many keys must not take what others need. */
  readonly partnershipLimitPerMinute: number
}

const minute = 60_000

/**
 * So many requests a minute for each key and each partnership, counted in this
 * process. To be registered behind the hook that tells who is asking; the
 * `RateLimit` headers, of the key, let a client slow down before it is told to; where
 * the partnership has sent too much, they are the partnership's.
 */
export async function limitRequests (app: FastifyInstance, { rateLimitPerMinute, partnershipLimitPerMinute }: RequestLimits): Promise<void> {
  await app.register(rateLimit, {
    max: rateLimitPerMinute,
    timeWindow: minute,
    cache: 10_000,
    enableDraftSpec: true,
    keyGenerator,
    errorResponseBuilder: (_request, { max, ttl }) => new TooManyRequests('This key', max, Math.ceil(ttl / 1000))
  })
  const take = app.createRateLimit({ max: partnershipLimitPerMinute, timeWindow: minute, keyGenerator: ({ caller }: FastifyRequest) => `partnership ${caller.partnershipId}` })
  app.addHook('onRequest', async (request, reply) => {
    if ((request.caller as typeof request.caller | null) === null) return
    const taken = await take(request)
    if (taken.isAllowed || !taken.isExceeded) return
    reply.headers({ 'retry-after': taken.ttlInSeconds, 'ratelimit-limit': taken.max, 'ratelimit-remaining': 0, 'ratelimit-reset': taken.ttlInSeconds })
    throw new TooManyRequests('This partnership', taken.max, taken.ttlInSeconds)
  })
}

// A form whose session has just run out has no caller any more: what was typed is kept before it is told so.
function keyGenerator (request: FastifyRequest): string {
  const caller = request.caller as typeof request.caller | null
  return caller?.keyId ?? caller?.id ?? request.ip
}
