import { eventTypes } from './event.ts'
import type { EventType } from './event.ts'

/** Waiting: at its time it is tried, again or for the first time. Sending: somebody has it, until its lease ends. */
export const deliveryStates = ['waiting', 'sending', 'delivered', 'failed'] as const

export type DeliveryState = typeof deliveryStates[number]

/** Why an endpoint was switched off: by a coordinator, by its own answer 410, or because nothing got through for the whole schedule. */
export const deactivationReasons = ['switched_off', 'gone', 'failing'] as const

export type DeactivationReason = typeof deactivationReasons[number]

/** Why an attempt came to nothing, where no answer did. */
export type Unanswered =
  | 'address_refused' | 'name_not_found' | 'unreachable' | 'certificate_refused' | 'timed_out' | 'answer_malformed'
  /** Ours: the key that the secrets are kept under is another than it was. */
  | 'secret_unreadable'

/** Why an attempt failed that was answered. */
export type Refused = 'redirected' | 'refused' | 'gone' | 'too_many' | 'server_error'

/** What an attempt met. */
export type Met =
  /** `retryAfter`: the instant that the receiver asks us to wait for. */
  | { readonly status: number, readonly retryAfter?: string }
  | { readonly status: null, readonly reason: Unanswered }

/** Whether anything of this kind is subscribed to: all of it, a noun with all that happens to it, or one event. */
export function subscribes (types: readonly string[], type: EventType): boolean {
  return types.some((wanted) => wanted === '*' || wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))))
}

/** The events that a list of subscriptions stands for; undefined for all, also those of later versions. */
export function eventsWanted (types: readonly string[]): EventType[] | undefined {
  return types.includes('*') ? undefined : eventTypes.filter((type) => subscribes(types, type))
}

/** The first subscription that stands for nothing. */
export function unknownSubscription (types: readonly string[]): string | undefined {
  return types.find((wanted) => wanted !== '*' && !eventTypes.some((type) => subscribes([wanted], type)))
}

/** Undefined: it got through. */
export function faultOf (met: Met): Unanswered | Refused | undefined {
  if (met.status === null) return met.reason
  if (met.status < 300) return undefined
  if (met.status < 400) return 'redirected'
  if (met.status === 410) return 'gone'
  if (met.status === 429) return 'too_many'
  return met.status < 500 ? 'refused' : 'server_error'
}

const [second, minute, hour] = [1, 60, 3_600]

/** Seconds to wait after each attempt that failed: ten attempts over three days (the schedule of the Standard Webhooks specification). */
export const pausesInSeconds = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour] as const

// So that what failed together does not come back together.
const jitter = 0.2

/** Longest that a receiver may have us wait, in seconds. */
const longestWait = 24 * hour

/** When to try again after so many attempts; undefined when it is given up. `chance` is from 0 to 1. */
export function nextTry (attempts: number, now: string, chance: number, retryAfter?: string): string | undefined {
  const pause = pausesInSeconds[attempts - 1]
  if (pause === undefined) return undefined
  const planned = later(now, pause * (1 + jitter * chance))
  return retryAfter === undefined || retryAfter < planned ? planned : noLaterThan(retryAfter, later(now, longestWait))
}

/** So many failures in a row, and an endpoint is taken for down: it is then asked with one event at a time. */
export const failuresUntilDown = 10

const firstQuiet = 5

/** Longest that an endpoint which seems to be down is left alone, in seconds. */
export const longestQuiet = 5 * minute

/** Until when an endpoint is left alone altogether: as it asked itself, or because it seems to be down; undefined: not at all. */
export function quietUntil (failures: number, now: string, retryAfter?: string): string | undefined {
  if (retryAfter !== undefined && retryAfter > now) return noLaterThan(retryAfter, later(now, longestWait))
  if (failures < failuresUntilDown) return undefined
  return later(now, Math.min(firstQuiet * 2 ** (failures - failuresUntilDown), longestQuiet))
}

/** Has nothing got through for as long as the whole schedule of one event takes? */
export function isLost (failingSince: string, now: string): boolean {
  const schedule = pausesInSeconds.reduce((sum: number, pause) => sum + pause, 0)
  return later(failingSince, schedule) <= now
}

/** What `Retry-After` says, as an instant: seconds, or a date; undefined when it says nothing. */
export function retryAfterOf (header: string | undefined, now: string): string | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return later(now, Number(header))
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}

/** How long whoever sends has a delivery to itself: longer than an attempt may take, short enough that what a killed worker left goes out within a minute. */
export const leaseSeconds = 30

export function later (instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + Math.round(seconds * 1_000)).toISOString()
}

function noLaterThan (instant: string, latest: string): string {
  return instant < latest ? instant : latest
}
