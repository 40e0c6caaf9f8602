import type { LocalDate } from './local-date.ts'

/** What is chased: work that is late, a pause, a request that waits, a judgement that is due, a figure that is missing. */
export const reminderSubjects = ['action', 'pause', 'milestone', 'extension', 'evidence', 'sign_off', 'impact_review', 'observation'] as const

export type ReminderSubject = typeof reminderSubjects[number]

/** Whom a step of the ladder speaks to, from the bottom up. */
export const rungs = ['lead', 'deputy', 'agency', 'senior_leader', 'coordinator'] as const

export type Rung = typeof rungs[number]

export const reminderStates = ['planned', 'sent', 'skipped', 'failed'] as const

export type ReminderState = typeof reminderStates[number]

export const channels = ['email', 'notify', 'outbox', 'event'] as const

export type Channel = typeof channels[number]

/** Those that bring a message to somebody. The outbox is a folder, which nobody need look into. */
export const reachingChannels: readonly Channel[] = ['email', 'notify']

export const messageStates = ['planned', 'sending', 'sent', 'skipped', 'failed'] as const

export type MessageState = typeof messageStates[number]

/** An address that is written to; without a person it is an agency's own. */
export interface Recipient {
  readonly address: string
  readonly personId: string | null
}

/** Who stands on each rung; nobody where a list is empty. */
export type Recipients = Readonly<Record<Rung, readonly Recipient[]>>

/** One thing that is chased, by when it should be done, and who hears of it. */
export interface Chased {
  readonly subjectType: ReminderSubject
  readonly subjectId: string
  /** Which period of a measure; empty for all else. */
  readonly occurrence: string
  /** Null: it belongs to no action. */
  readonly actionId: string | null
  readonly dueOn: LocalDate
  readonly recipients: Recipients
}

/**
 * Some subjects have no due date of their own: they are due so many days after
 * they were handed in, asked for, or should have come in. A panel meets monthly,
 * so a decision within a fortnight needs no meeting of its own; an extension is
 * asked for when the date is near, and cannot wait as long.
 */
export const daysToAnswer = { sign_off: 14, extension: 7, evidence: 14, observation: 14 } as const satisfies Partial<Record<ReminderSubject, number>>
