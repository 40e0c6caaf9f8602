import { fieldRefusal } from './field-refusal.ts'
import { addDays, daysBetween, isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Caller } from './permission.ts'
import type { Role } from './person.ts'
import { Refusal } from './refusal.ts'

/** Replaced: a successor was made; it works on until `replacedAt`. */
export const keyStates = ['live', 'replaced', 'revoked', 'expired'] as const

export type KeyState = typeof keyStates[number]

export interface KeyLife {
  /** The last day on which the key works. */
  readonly expiresOn: LocalDate
  readonly replacedAt: string | null
  readonly revokedAt: string | null
}

/** What has become of a key; the first that ended it counts. */
export function stateOfKey (key: KeyLife, today: LocalDate): KeyState {
  if (key.revokedAt !== null) return 'revoked'
  if (isBefore(key.expiresOn, today)) return 'expired'
  return key.replacedAt === null ? 'live' : 'replaced'
}

/** Whether a key still opens the door at this instant. */
export function keyWorks (key: KeyLife, now: string, today: LocalDate): boolean {
  const state = stateOfKey(key, today)
  return state === 'live' || (state === 'replaced' && key.replacedAt !== null && now < key.replacedAt)
}

// What everybody has forgotten ends by itself (RELIABILITY C7).
const longestLifeInDays = 365

/** Refuses an end that has passed already, or lies further ahead than any key may live. */
export function refuseBadExpiry (expiresOn: LocalDate, today: LocalDate): void {
  const latest = addDays(today, longestLifeInDays)
  if (isBefore(expiresOn, today)) throw fieldRefusal('rule-broken', 'expiresOn', `${expiresOn} has passed; today is ${today}.`)
  if (isAfter(expiresOn, latest)) throw fieldRefusal('rule-broken', 'expiresOn', `A key lives ${longestLifeInDays} days at most: until ${latest}.`)
}

/** A successor is given as many days as the key it replaces was given. */
export function expiryOfSuccessor (key: { readonly expiresOn: LocalDate }, madeOn: LocalDate, today: LocalDate): LocalDate {
  return addDays(today, Math.min(daysBetween(madeOn, key.expiresOn), longestLifeInDays))
}

// Long enough to bring the new key to every machine that uses the old one (API.md).
const overlapMs = 24 * 60 * 60 * 1000

/** Until when a replaced key works beside its successor. */
export function endOfOverlap (now: string): string {
  return new Date(Date.parse(now) + overlapMs).toISOString()
}

/** Only a live key has a successor: one that has ended is not brought back by its replacement. */
export function refuseUnlessLive (key: KeyLife, today: LocalDate): void {
  const state = stateOfKey(key, today)
  if (state !== 'live') throw new Refusal('key-not-live', `Only a live key is rotated; this one is ${state}. Make a new one.`, { state })
}

/** A coordinator's key is made by a person, so that no key breeds others of its power; the operator's own hand counts as one. */
export function refuseUnlessMayMake (maker: Caller, role: Role): void {
  if (role === 'coordinator' && maker.keyId !== null && maker.kind === 'service') {
    throw new Refusal('forbidden', "Only a person may make a coordinator's key; ask with a person's key.")
  }
}
