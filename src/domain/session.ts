/** How a person came in. */
export const signInWays = ['link', 'openid_connect'] as const

export type SignInWay = typeof signInWays[number]

export interface SessionLife {
  /** To the minute. */
  readonly lastSeenAt: string
  /** The latest instant at which it can live, however busy it is. */
  readonly expiresAt: string
  readonly endedAt: string | null
}

// OWASP ASVS 5.0, 7.3: what is left open on a desk ends by itself, and so does what is kept busy.
export const idleMinutes = 30
export const longestHours = 12

/** Whether a session still opens the door at this instant. */
export function sessionLives ({ lastSeenAt, expiresAt, endedAt }: SessionLife, now: string): boolean {
  return endedAt === null && now < expiresAt && now < later(lastSeenAt, idleMinutes)
}

/** Until when a session that starts now can live. */
export function endOfSession (now: string): string {
  return later(now, 60 * longestHours)
}

// A day: long enough for who starts the service in the evening, or is sent a link.
export const linkHours = 24

export interface SignInLinkLife { readonly expiresAt: string, readonly usedAt: string | null }

export type SignInLinkState = 'open' | 'used' | 'expired'

export function stateOfSignInLink ({ expiresAt, usedAt }: SignInLinkLife, now: string): SignInLinkState {
  if (usedAt !== null) return 'used'
  return now < expiresAt ? 'open' : 'expired'
}

export function endOfSignInLink (now: string): string {
  return later(now, 60 * linkHours)
}

function later (instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString()
}
