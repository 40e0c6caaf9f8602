import { isAmong } from './reminder-recipients.ts'
import type { LocalDate } from './local-date.ts'
import type { Chased } from './reminder.ts'

/** A promise to remind, as it was planned. */
export interface PlannedReminder {
  readonly dueOn: LocalDate
  readonly occurrence: string
  readonly recipient: string
  readonly acknowledgedAt: string | null
}

/** Why a reminder that was planned is not sent after all. */
export const withdrawals = ['no_longer_open', 'due_date_moved', 'recipient_changed', 'acknowledged'] as const

export type Withdrawal = typeof withdrawals[number]

/**
 * Asked just before sending: why a planned reminder no longer stands, undefined
 * while it does. `chased` is its subject as it is now, undefined when nobody
 * waits for it any more: completed, paused, decided or handed in meanwhile.
 */
export function withdrawalOf (reminder: PlannedReminder, chased: Chased | undefined): Withdrawal | undefined {
  if (chased === undefined || chased.occurrence !== reminder.occurrence) return 'no_longer_open'
  if (chased.dueOn !== reminder.dueOn) return 'due_date_moved'
  if (!isAmong(reminder.recipient, chased.recipients)) return 'recipient_changed'
  return reminder.acknowledgedAt === null ? undefined : 'acknowledged'
}
