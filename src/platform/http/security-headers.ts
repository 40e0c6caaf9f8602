import type { FastifyInstance } from 'fastify'

/**
 * The same for every answer, so they are written down once: making them anew cost
 * as much as reading an action's row. An answer that needs others, such as a page,
 * sets its own over them.
 */
const standing = {
  'content-security-policy': "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  // What is told about safeguarding is kept by no proxy and no browser, unless the route knows better.
  'cache-control': 'private, no-store'
} as const

export function secureAnswers (app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(standing)
    done()
  })
}
