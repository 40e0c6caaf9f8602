import { isAmong } from './reminder-recipients.ts'
import type { LocalDate } from './local-date.ts'
import type { Chased } from './reminder.ts'

/** A promise to remind, as it was planned. */
export interface PlannedReminder {
  readonly dueOn: LocalDate
  readonly occurrence: string
  readonly step: number
  readonly recipient: string
  readonly acknowledgedAt: string | null
}

/** Why a reminder that was planned is not sent after all. */
export const withdrawals = ['no_longer_open', 'due_date_moved', 'recipient_changed', 'acknowledged', 'overtaken'] as const

export type Withdrawal = typeof withdrawals[number]

/**
 * Asked just before sending: why a planned reminder no longer stands, undefined
 * while it does. `chased` is its subject as it is now, undefined when nobody
 * waits for it any more: completed, paused, decided or handed in meanwhile.
 * `beside` are those of the same subject in the same digest: one that waited for
 * it over the weekend collapses into the step that has come since.
 */
export function withdrawalOf (reminder: PlannedReminder, chased: Chased | undefined, beside: readonly PlannedReminder[]): Withdrawal | undefined {
  if (chased === undefined || chased.occurrence !== reminder.occurrence) return 'no_longer_open'
  if (chased.dueOn !== reminder.dueOn) return 'due_date_moved'
  if (!isAmong(reminder.recipient, chased.recipients)) return 'recipient_changed'
  if (beside.some(({ dueOn, occurrence, step }) => dueOn === reminder.dueOn && occurrence === reminder.occurrence && step > reminder.step)) return 'overtaken'
  return reminder.acknowledgedAt === null ? undefined : 'acknowledged'
}
