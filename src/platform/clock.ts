/** The one place where the time comes from; tests give their own. */
export interface Clock {
  /** RFC 3339, UTC, to the millisecond. */
  now: () => string
}

export const systemClock: Clock = { now: () => new Date().toISOString() }
