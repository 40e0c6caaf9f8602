import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { leaseSeconds, secondsAfter } from '../../domain/message-attempts.ts'
import type { Channel } from '../../domain/reminder.ts'
import type { Database, Queryable } from '../../platform/database/database.ts'
import { columns } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { enqueueEach, isEnqueued } from '../../platform/jobs/enqueue.ts'
import type { Returned } from '../../platform/mail/mailer.ts'
import { partnerships } from '../partnerships/tables.ts'
import { failedAddresses, reminderMessages, reminders } from './tables.ts'

export type MessageRow = InferSelectModel<typeof reminderMessages>

export interface MessageKey { readonly partnershipId: string, readonly messageId: string }

/** By which channel a process sends, and when. */
export interface Way { readonly channel: Channel, readonly now: string }

/** Takes a message that is due, for as long as the lease lasts; undefined when it is not due, is of another channel, or somebody else has it. */
export async function claimMessage (database: Database, { partnershipId, messageId }: MessageKey, { channel, now }: Way): Promise<MessageRow | undefined> {
  const [row] = await database.rows<MessageRow>(sql`update ${reminderMessages}
    set state = 'sending', attempts = attempts + 1, next_attempt_at = ${secondsAfter(now, leaseSeconds)}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.id} = (select ${reminderMessages.id} from ${reminderMessages}
      where ${isMessage({ partnershipId, messageId })} and ${isToSend(channel)} and ${reminderMessages.nextAttemptAt} <= ${now} for update skip locked)
    returning ${columns(reminderMessages)}`)
  return row
}

/** When a message that is not sent yet may be taken; undefined when nothing is left to do. */
export async function findNextAttempt (db: Queryable, key: MessageKey, { channel }: Way): Promise<string | undefined> {
  const [row] = await db.rows<{ at: string }>(sql`select ${reminderMessages.nextAttemptAt} as at from ${reminderMessages} where ${isMessage(key)} and ${isToSend(channel)}`)
  return row?.at
}

/** Those that are due in a partnership, the longest waiting first. */
export async function listDueMessages (db: Queryable, partnershipId: string, { channel, now }: Way): Promise<MessageKey[]> {
  return await db.rows<MessageKey>(sql`select ${reminderMessages.partnershipId} as "partnershipId", ${reminderMessages.id} as "messageId" from ${reminderMessages}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${isToSend(channel)} and ${reminderMessages.nextAttemptAt} <= ${now} order by ${reminderMessages.nextAttemptAt}`)
}

/** A job for each message of a partnership that was planned and not tried yet. */
export async function enqueuePlanned (tx: Transaction, { partnershipId, channel }: { readonly partnershipId: string, readonly channel: Channel }): Promise<number> {
  return await enqueueEach(tx, 'reminders.deliver', sql`${jobOfMessage} from ${reminderMessages}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${isToSend(channel)} and ${reminderMessages.state} = 'planned' and ${reminderMessages.attempts} = 0`)
}

// Its own job is about to take it, if there is one; a lost job is not worth a second's haste.
const lateAfterSeconds = 15
const mostSweptAtOnce = 1_000

/** A job for each message of any partnership that is late and has none. */
export async function enqueueLate (tx: Transaction, { channel, now }: Way): Promise<number> {
  return await enqueueEach(tx, 'reminders.deliver', sql`${jobOfMessage} from ${reminderMessages}
    where ${isToSend(channel)} and ${reminderMessages.nextAttemptAt} < ${secondsAfter(now, -lateAfterSeconds)} and not ${isEnqueued(jobKey)}
    order by ${reminderMessages.nextAttemptAt} limit ${mostSweptAtOnce}`)
}

export function jobKeyOf ({ messageId }: MessageKey): string {
  return `reminder-message:${messageId}`
}

/** What became of the promises of a message. */
export async function markReminders (tx: Transaction, partnershipId: string, ids: readonly string[], outcome: Pick<InferSelectModel<typeof reminders>, 'state' | 'reason' | 'sentAt'>, now: string): Promise<void> {
  if (ids.length === 0) return
  await tx.write(sql`update ${reminders} set state = ${outcome.state}, reason = ${outcome.reason}, sent_at = ${outcome.sentAt}, updated_at = ${now}
    where ${reminders.partnershipId} = ${partnershipId} and ${reminders.id} = any(${sql.param(ids)}::uuid[]) and ${reminders.state} = 'planned'`)
}

/** All promises of a message that has come back. */
export async function failReminders (tx: Transaction, { partnershipId, messageId }: MessageKey, reason: string, now: string): Promise<void> {
  await tx.write(sql`update ${reminders} set state = 'failed', reason = ${reason}, sent_at = null, updated_at = ${now}
    where ${reminders.partnershipId} = ${partnershipId} and ${reminders.messageId} = ${messageId} and ${reminders.state} in ('planned', 'sent')`)
}

/** The promises of a message that is to be sent once more. */
export async function reopenReminders (tx: Transaction, { partnershipId, id }: MessageRow, now: string): Promise<void> {
  await tx.write(sql`update ${reminders} set state = 'planned', sent_at = null, updated_at = ${now}
    where ${reminders.partnershipId} = ${partnershipId} and ${reminders.messageId} = ${id} and ${reminders.state} = 'sent'`)
}

export type MessageOutcome = Pick<MessageRow, 'state' | 'reason' | 'sentAt' | 'nextAttemptAt'>

/** Settles a message; nothing when it is no longer in this sender's hands. That it was sent stands whoever has it now. */
export async function settleMessage (tx: Transaction, { partnershipId, id: messageId, attempts }: MessageRow, { state, reason, sentAt, nextAttemptAt }: MessageOutcome): Promise<boolean> {
  const isOurs = state === 'sent' ? isUnsent : sql`${reminderMessages.state} = 'sending' and ${reminderMessages.attempts} = ${attempts}`
  return await tx.write(sql`update ${reminderMessages} set state = ${state}, reason = ${reason}, sent_at = ${sentAt}, next_attempt_at = ${nextAttemptAt}
    where ${isMessage({ partnershipId, messageId })} and ${isOurs}`) === 1
}

// Between the moment that a channel gives and the one that we wrote down lies the time of the answer, and two clocks.
const acceptedWithinSeconds = 600

/** Holds a message that came back, if it is the copy that the channel speaks of; undefined when that is known already, or it is not ours. */
export async function lockReturned (tx: Transaction, { messageId, acceptedAt }: Returned): Promise<MessageRow | undefined> {
  const [row] = await tx.rows<MessageRow>(sql`select ${columns(reminderMessages)} from ${reminderMessages}
    where ${reminderMessages.partnershipId} = any(array(select ${partnerships.id} from ${partnerships})) and ${reminderMessages.id} = ${messageId} and ${reminderMessages.state} = 'sent'
      and ${reminderMessages.sentAt} < ${acceptedAt}::timestamptz + make_interval(secs => ${acceptedWithinSeconds}) for no key update`)
  return row
}

/** What came back is settled anew. */
export async function resettleMessage (tx: Transaction, { partnershipId, id: messageId }: MessageRow, { state, reason, nextAttemptAt }: Omit<MessageOutcome, 'sentAt'>): Promise<void> {
  await tx.write(sql`update ${reminderMessages} set state = ${state}, reason = ${reason}, sent_at = null, next_attempt_at = ${nextAttemptAt} where ${isMessage({ partnershipId, messageId })}`)
}

/** Notes that an address refuses messages for good; tells whether that is news. */
export async function flagAddress (tx: Transaction, { partnershipId, recipient }: MessageRow, reason: string, now: string): Promise<boolean> {
  return await tx.write(sql`insert into ${failedAddresses} (partnership_id, address, reason, since) values (${partnershipId}, ${recipient}, ${reason}, ${now}) on conflict do nothing`) === 1
}

const isUnsent = sql`${reminderMessages.state} in ('planned', 'sending')`

function isToSend (channel: Channel): SQL {
  return sql`(${isUnsent} and ${reminderMessages.channel} = ${channel})`
}

const jobKey = sql`('reminder-message:' || ${reminderMessages.id})`
const jobOfMessage: SQL = sql`select json_build_object('partnershipId', ${reminderMessages.partnershipId}, 'messageId', ${reminderMessages.id}) as payload, ${jobKey} as key, ${reminderMessages.nextAttemptAt} as run_at, ${reminderMessages.attempts} > 0 as is_ahead`

function isMessage ({ partnershipId, messageId }: MessageKey): SQL {
  return sql`${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.id} = ${messageId}`
}
