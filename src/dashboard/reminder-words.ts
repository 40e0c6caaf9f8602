import type { LadderStep } from '../domain/reminder-policy.ts'
import type { ReminderState, ReminderSubject, Rung } from '../domain/reminder.ts'
import { filters } from './filters.ts'

/** Whom a step speaks to. */
export const rungWords = {
  lead: 'the lead', deputy: 'the lead’s deputy', agency: 'the agency’s mailbox', senior_leader: 'the agency’s senior leader', coordinator: 'the coordinators'
} as const satisfies Record<Rung, string>

export const reminderStateWords = { planned: 'Planned', sent: 'Sent', skipped: 'Not sent', failed: 'Failed' } as const satisfies Record<ReminderState, string>

/** What is chased. */
export const chasedWords = {
  action: 'Action', pause: 'End of a pause', milestone: 'Milestone', extension: 'Extension to decide', evidence: 'Evidence to judge', sign_off: 'Sign-off', impact_review: 'Impact review', observation: 'Missing figure of a measure'
} as const satisfies Record<ReminderSubject, string>

/** Why a reminder was not sent; another reason is told as it was named. */
export const reminderReasonWords: Readonly<Record<string, string>> = {
  no_longer_open: 'it was no longer open', due_date_moved: 'the due date had moved', recipient_changed: 'somebody else was to hear of it by then', acknowledged: 'it had been acknowledged', overtaken: 'a later step had come', channel_changed: 'messages are sent another way now',
  server_unreachable: 'the mail server could not be reached', server_busy: 'the mail server was busy', server_refused: 'the mail server refused it', login_refused: 'the mail server refused our login', outbox_unwritable: 'the folder of messages could not be written to',
  address_refused: 'the address was refused', message_refused: 'the message was refused', given_up: 'it was given up', timed_out: 'the mail server did not answer in time', not_written: 'it could not be written'
}

/** "14 days after the due date, and then every 14 days". */
export function stepInWords ({ days, every }: Pick<LadderStep, 'days' | 'every'>): string {
  const day = days === 0 ? 'On the due date' : `${filters.plural(Math.abs(days), 'day')} ${days < 0 ? 'before' : 'after'} the due date`
  return every === undefined ? day : `${day}, and then every ${every === 1 ? 'day' : filters.plural(every, 'day')}`
}
