/**
 * What a service that stands in a test is composed with: it waits rather than refusing.
 * In production a request that finds the process or the database busy is told so within a second,
 * which here would only say how busy the machine under the suite is.
 */
export const patient = { connectionWaitMs: 20_000, mostDelayMs: 600_000 } as const
