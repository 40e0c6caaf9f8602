import { nextAttemptAt } from '../../domain/message-attempts.ts'
import type { EventType } from '../../domain/event.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Delivered, Returned } from '../../platform/mail/mailer.ts'
import { recordEach } from '../events/record.ts'
import { systemCaller } from '../system-caller.ts'
import { failReminders, flagAddress, jobKeyOf, lockReturned, markReminders, reopenReminders, resettleMessage, settleMessage } from './delivery-queries.ts'
import type { MessageRow } from './delivery-queries.ts'

/** What came of an attempt: what the channel said, or why it was not asked. */
export type Outcome = Delivered
  /** Everything that was to be told has been settled since. */
  | { readonly outcome: 'nothing_stands' }
  | { readonly outcome: 'try_again', readonly reason: 'not_written' }
  | { readonly outcome: 'refused', readonly reason: 'given_up' }

export interface Attempt {
  readonly message: MessageRow
  /** The promises that stand in this copy: others may have been added to its message since. */
  readonly reminderIds: readonly string[]
  readonly outcome: Outcome
}

/** How a message stands after an attempt. */
export type Settlement = 'sent' | 'skipped' | 'planned' | 'failed'

/** When, and under which request. */
export interface Moment { readonly now: string, readonly requestId: string }

/** Writes down what came of an attempt, on the message and on its promises. */
export async function settle (tx: Transaction, { message, reminderIds, outcome }: Attempt, { now, requestId }: Moment): Promise<Settlement> {
  if (outcome.outcome === 'sent') {
    await settleMessage(tx, message, { state: 'sent', reason: null, sentAt: now, nextAttemptAt: now })
    await markReminders(tx, message.partnershipId, reminderIds, { state: 'sent', reason: null, sentAt: now }, now)
    tell(tx, 'reminder.sent', message, { reminders: reminderIds.length }, { now, requestId })
    return 'sent'
  }
  if (outcome.outcome === 'nothing_stands') {
    await settleMessage(tx, message, { state: 'skipped', reason: outcome.outcome, sentAt: null, nextAttemptAt: now })
    tell(tx, 'reminder.skipped', message, { reason: outcome.outcome }, { now, requestId })
    return 'skipped'
  }
  const next = outcome.outcome === 'try_again' ? nextAttemptAt(message.attempts, now) : undefined
  const isOurs = await settleMessage(tx, message, { state: next === undefined ? 'failed' : 'planned', reason: outcome.reason, sentAt: null, nextAttemptAt: next ?? now })
  if (isOurs && next === undefined) await fail(tx, message, outcome.reason, { now, requestId })
  if (isOurs && next !== undefined) enqueueAttempt(tx, message, next)
  return next === undefined ? 'failed' : 'planned'
}

/** Settles anew what a channel took and then gave back; tells whether it was news. */
export async function settleReturned (tx: Transaction, returned: Returned, moment: Moment): Promise<boolean> {
  const message = await lockReturned(tx, returned)
  if (message === undefined) return false
  const { reason } = returned
  const next = returned.outcome === 'try_again' ? nextAttemptAt(message.attempts, moment.now) : undefined
  await resettleMessage(tx, message, { state: next === undefined ? 'failed' : 'planned', reason, nextAttemptAt: next ?? moment.now })
  if (next === undefined) await fail(tx, message, reason, moment)
  else {
    await reopenReminders(tx, message, moment.now)
    enqueueAttempt(tx, message, next)
  }
  return true
}

/** A message and what it held; whom it went to is in the ledger. */
function tell (tx: Transaction, type: EventType, { partnershipId, id, personId, channel }: MessageRow, facts: object, { now, requestId }: Moment): void {
  recordEach({ tx, by: systemCaller(partnershipId), now, requestId }, type, [{ subject: { type: 'reminder_message', id }, after: { personId, channel, ...facts } }])
}

/** The promises are not kept; an address that refuses for good is not written to again, and the coordinators are told. */
async function fail (tx: Transaction, message: MessageRow, reason: string, moment: Moment): Promise<void> {
  const { partnershipId, id: messageId } = message
  await failReminders(tx, { partnershipId, messageId }, reason, moment.now)
  tell(tx, 'reminder.failed', message, { reason }, moment)
  if (reason === 'address_refused' && await flagAddress(tx, message, reason, moment.now)) tell(tx, 'reminder.address_failed', message, { reason }, moment)
}

function enqueueAttempt (tx: Transaction, { partnershipId, id: messageId }: MessageRow, runAt: string): void {
  const payload = { partnershipId, messageId }
  enqueue(tx, { task: 'reminders.deliver', payload, key: jobKeyOf(payload), runAt, isAhead: true })
}
