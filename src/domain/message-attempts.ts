/** Minutes to wait after each attempt that failed for a passing reason: eight attempts over two days. */
const pausesInMinutes = [5, 15, 60, 240, 480, 720, 1320] as const

/** When to try a message again after so many attempts, as an instant; undefined when it is given up. */
export function nextAttemptAt (attempts: number, now: string): string | undefined {
  const pause = pausesInMinutes[attempts - 1]
  return pause === undefined ? undefined : secondsAfter(now, pause * 60)
}

/**
 * How long whoever sends a message has it to itself, in seconds: longer than any
 * channel may take, and short enough that what a killed worker left is taken up within a minute.
 */
export const leaseSeconds = 45

/** How often a message is taken up at all: one that ends its worker each time must not do so for ever. */
export const mostClaims = 20

export function secondsAfter (instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1_000).toISOString()
}
