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
  /** The latest step that this address has been told, or is about to be, of the same thing and due date: in this digest or another. */
  readonly latestStep: number
}

/** Why a reminder that was planned is not sent after all. */
export const withdrawals = ['no_longer_open', 'due_date_moved', 'recipient_changed', 'acknowledged', 'overtaken'] as const

export type Withdrawal = typeof withdrawals[number]

/**
 * Asked just before sending: why a planned reminder no longer stands, undefined
 * while it does. `chased` is its subject as it is now, undefined when nobody
 * waits for it any more: completed, paused, decided or handed in meanwhile. One
 * that had to wait collapses into the step that has come since.
 */
export function withdrawalOf (reminder: PlannedReminder, chased: Chased | undefined): Withdrawal | undefined {
  if (chased === undefined || chased.occurrence !== reminder.occurrence) return 'no_longer_open'
  if (chased.dueOn !== reminder.dueOn) return 'due_date_moved'
  if (!isAmong(reminder.recipient, chased.recipients)) return 'recipient_changed'
  if (reminder.latestStep > reminder.step) return 'overtaken'
  return reminder.acknowledgedAt === null ? undefined : 'acknowledged'
}
