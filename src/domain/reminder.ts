/** What is chased: work that is late, a pause, a request that waits, a judgement that is due, a figure that is missing. */
export const reminderSubjects = ['action', 'pause', 'milestone', 'extension', 'evidence', 'sign_off', 'impact_review', 'observation'] as const

export type ReminderSubject = typeof reminderSubjects[number]

/** Whom a step of the ladder speaks to. */
export const rungs = ['lead', 'deputy', 'agency', 'senior_leader', 'coordinator'] as const

export type Rung = typeof rungs[number]

export const reminderStates = ['planned', 'sent', 'skipped', 'failed'] as const

export type ReminderState = typeof reminderStates[number]

export const channels = ['email', 'notify', 'outbox', 'event'] as const

export type Channel = typeof channels[number]

export const messageStates = ['planned', 'sending', 'sent', 'skipped', 'failed'] as const

export type MessageState = typeof messageStates[number]
