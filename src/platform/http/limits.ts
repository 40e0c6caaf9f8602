/** Every limit of the HTTP side in one place (RELIABILITY C2), in bytes and milliseconds. */
export const limits = {
  fastify: {
    bodyLimit: 256 * 1024,
    requestTimeout: 60_000,
    connectionTimeout: 70_000,
    keepAliveTimeout: 65_000,
    maxRequestsPerSocket: 0,
    // An agency's own number for an action has up to 200 characters, each of which may be escaped as four bytes.
    routerOptions: { maxParamLength: 2_400, ignoreTrailingSlash: false, caseSensitive: true },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 }
  }
} as const

/** How long a handler may take before it is answered for (deadline.ts). */
export const handlingMs = 15_000

/** From the stop signal to the end of the last request, and to the end of the process (API.md, RELIABILITY C21). */
export const drainDeadlineMs = 10_000
export const exitDeadlineMs = 14_000
