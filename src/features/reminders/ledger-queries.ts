import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { render } from '../../platform/database/render.ts'
import type { DueStep } from '../../domain/escalation.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { reachingChannels } from '../../domain/reminder.ts'
import type { Channel, Chased, Recipient } from '../../domain/reminder.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { pick } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { newId } from '../../platform/ids.ts'
import { reminderMessages, reminders } from './tables.ts'

/** A step to be said of one thing to one address. */
export interface DueReminder extends DueStep { readonly chased: Chased }

/** For whom, by which way and on which day a run plans. */
export interface Sending { readonly partnershipId: string, readonly channel: Channel, readonly sendOn: LocalDate }

/** What the ledger says of a step: it was told to somebody, or to this very address. */
export type Told = 'to somebody' | 'to this address'

/** Whether a row of the ledger has come to somebody, whichever way is taken by now: what a folder of files holds, nobody need have read. */
export function hasReached (row: SQL): SQL {
  return sql`(${row}.state = 'sent' and ${row}.channel = any(${sql.param(reachingChannels)}::text[]))`
}

/** Where the ledger has each of these already: some index entries a step, never the history of its subject. */
export async function findOnLedger (db: Queryable, { partnershipId, channel }: Omit<Sending, 'sendOn'>, due: readonly DueReminder[]): Promise<Map<DueReminder, Told>> {
  const question = render(sql`
    select wanted.place, told.known
    from unnest(${list(due, ({ chased }) => chased.subjectType)}::text[], ${list(due, ({ chased }) => chased.subjectId)}::uuid[], ${list(due, ({ chased }) => chased.occurrence)}::text[],
      ${list(due, ({ step }) => step)}::integer[], ${list(due, ({ chased }) => chased.dueOn)}::date[], ${list(due, ({ recipient }) => recipient.address)}::text[])
      with ordinality as wanted (subject_type, subject_id, occurrence, step, due_on, recipient, place),
    lateral (select bool_or(${reminders.recipient} = wanted.recipient and (${reminders.channel} = ${channel} or ${hasReached(sql`${reminders}`)})) as known from ${reminders}
      where ${reminders.partnershipId} = ${partnershipId} and ${reminders.subjectType} = wanted.subject_type and ${reminders.subjectId} = wanted.subject_id
        and ${reminders.occurrence} = wanted.occurrence and ${reminders.step} = wanted.step and ${reminders.dueOn} = wanted.due_on) as told
    where told.known is not null`)
  // Without its name, so that it is planned anew: a plan kept from when the ledger was small would read all of it for each step.
  const rows = await db.rows<{ place: number, known: boolean }>({ text: question.text, values: question.values })
  return new Map(rows.flatMap(({ place, known }) => {
    const reminder = due[place - 1]
    return reminder === undefined ? [] : [[reminder, known ? 'to this address' : 'to somebody'] as const]
  }))
}

/** Makes the day's digest for each address where there is none, and puts off the sending of those that nobody has begun to send. */
export async function openMessages (tx: Transaction, { partnershipId, channel, sendOn }: Sending, now: string, notBefore: string, recipients: readonly Recipient[]): Promise<void> {
  await tx.write(sql`
    insert into ${reminderMessages} (partnership_id, id, recipient, person_id, channel, send_on, next_attempt_at, created_at)
    select ${partnershipId}::uuid, id, recipient, person_id, ${channel}::text, ${sendOn}::date, ${notBefore}::timestamptz, ${now}::timestamptz
    from unnest(${list(recipients, newId)}::uuid[], ${list(recipients, ({ address }) => address)}::text[], ${list(recipients, ({ personId }) => personId)}::uuid[]) as message (id, recipient, person_id)
    order by recipient
    on conflict (partnership_id, recipient, channel, send_on) do update set next_attempt_at = excluded.next_attempt_at
      where reminder_messages.state = 'planned' and reminder_messages.attempts = 0 and reminder_messages.next_attempt_at < excluded.next_attempt_at`)
}

/**
 * The day's digests of these addresses, by address: those that nobody has begun
 * to send. Held until the transaction ends, together with others who put
 * something in: meanwhile nobody begins. One that has gone takes no more.
 */
export async function holdMessages (tx: Transaction, { partnershipId, channel, sendOn }: Sending, addresses: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string, recipient: string }>(sql`
    select ${reminderMessages.id} as id, ${reminderMessages.recipient} as recipient from ${reminderMessages}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.recipient} = any(${sql.param(addresses)}::text[])
      and ${reminderMessages.channel} = ${channel} and ${reminderMessages.sendOn} = ${sendOn} and ${reminderMessages.state} = 'planned' and ${reminderMessages.attempts} = 0
    order by ${reminderMessages.recipient} for share`)
  return new Map(rows.map(({ id, recipient }) => [recipient, id]))
}

/** Where the ledger has these, in a digest of the day that is still to come. */
export async function findWaiting (db: Queryable, { partnershipId, sendOn }: Omit<Sending, 'channel'>): Promise<Set<string>> {
  const rows = await db.rows<{ key: string }>(sql`select concat_ws(' ', ${reminders.subjectType}, ${reminders.subjectId}, ${reminders.occurrence}, ${reminders.step}, ${reminders.recipient}) as key
    from ${reminderMessages} join ${reminders} on ${reminders.partnershipId} = ${reminderMessages.partnershipId} and ${reminders.messageId} = ${reminderMessages.id}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.sendOn} = ${sendOn} and ${reminderMessages.state} = 'planned' and ${reminders.state} = 'planned'`)
  return new Set(rows.map(({ key }) => key))
}

/** As findWaiting has it. */
export function waitingKey ({ chased: { subjectType, subjectId, occurrence }, step, recipient: { address } }: DueReminder): string {
  return `${subjectType} ${subjectId} ${occurrence} ${step} ${address}`
}

/** Those of the addresses whose digest of a day somebody has begun to send, by this way or another that reaches them: what comes after it waits for their next. */
export async function findServed (db: Queryable, { partnershipId, sendOn, channel }: Sending, addresses: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ recipient: string }>(sql`select ${reminderMessages.recipient} as recipient from ${reminderMessages}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.recipient} = any(${sql.param(addresses)}::text[]) and ${reminderMessages.sendOn} = ${sendOn}
      and ${reminderMessages.channel} = any(${sql.param([channel, ...reachingChannels])}::text[]) and not (${reminderMessages.state} = 'planned' and ${reminderMessages.attempts} = 0)`)
  return new Set(rows.map(({ recipient }) => recipient))
}

// Longer than a message is tried, and than workers that use the other way are down for.
const daysForAnotherWay = 7

/** A message that was given up, as its event tells it. */
export interface RetiredMessage { readonly id: string, readonly personId: string | null, readonly channel: Channel, readonly reason: string }

/** Gives up what waits for a way of sending that nobody has taken for a week: what it told is planned by the way that there is. */
export async function retireMessages (tx: Transaction, { partnershipId, channel, sendOn }: Sending, now: string): Promise<RetiredMessage[]> {
  const retired = await tx.rows<RetiredMessage>(sql`update ${reminderMessages} set state = 'skipped', reason = 'channel_changed', next_attempt_at = ${now}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.state} in ('planned', 'sending') and ${reminderMessages.channel} <> ${channel}
      and ${reminderMessages.sendOn} < ${sendOn}::date - ${daysForAnotherWay}::integer and ${reminderMessages.nextAttemptAt} < ${now} returning ${pick(reminderMessages, 'id', 'personId', 'channel', 'reason')}`)
  if (retired.length > 0) {
    await tx.write(sql`update ${reminders} set state = 'skipped', reason = 'channel_changed', updated_at = ${now}
      where ${reminders.partnershipId} = ${partnershipId} and ${reminders.messageId} = any(${list(retired, ({ id }) => id)}::uuid[]) and ${reminders.state} = 'planned'`)
  }
  return retired
}

export interface LedgerEntry { readonly reminder: DueReminder, readonly messageId: string }

/** Writes these to the ledger and gives back those that were not there: of planners at work together, one gets each. */
export async function insertReminders (tx: Transaction, { partnershipId, channel }: Sending, now: string, entries: readonly LedgerEntry[]): Promise<LedgerEntry[]> {
  const byId = new Map(entries.map((entry) => [newId(), entry]))
  const rows = await tx.rows<{ id: string }>(sql`
    insert into ${reminders} (partnership_id, id, subject_type, subject_id, occurrence, action_id, step, rung, due_on, recipient, person_id, channel, message_id, created_at, updated_at)
    select ${partnershipId}::uuid, id, subject_type, subject_id, occurrence, action_id, step, rung, due_on, recipient, person_id, ${channel}::text, message_id, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${sql.param([...byId.keys()])}::uuid[], ${list(entries, ({ reminder: { chased } }) => chased.subjectType)}::text[], ${list(entries, ({ reminder: { chased } }) => chased.subjectId)}::uuid[],
      ${list(entries, ({ reminder: { chased } }) => chased.occurrence)}::text[], ${list(entries, ({ reminder: { chased } }) => chased.actionId)}::uuid[], ${list(entries, ({ reminder: { step } }) => step)}::integer[],
      ${list(entries, ({ reminder: { rung } }) => rung)}::text[], ${list(entries, ({ reminder: { chased } }) => chased.dueOn)}::date[], ${list(entries, ({ reminder: { recipient } }) => recipient.address)}::text[],
      ${list(entries, ({ reminder: { recipient } }) => recipient.personId)}::uuid[], ${list(entries, ({ messageId }) => messageId)}::uuid[])
      as entry (id, subject_type, subject_id, occurrence, action_id, step, rung, due_on, recipient, person_id, message_id)
    order by subject_id, step, recipient
    on conflict do nothing returning id`)
  return rows.flatMap(({ id }) => byId.get(id) ?? [])
}

/** Lets the digests of a run go: until then none is sent half-written. */
export async function releaseMessages (tx: Transaction, { partnershipId, sendOn }: Omit<Sending, 'channel'>, now: string): Promise<number> {
  return await tx.write(sql`update ${reminderMessages} set next_attempt_at = ${now}
    where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.sendOn} = ${sendOn} and ${reminderMessages.state} = 'planned'
      and ${reminderMessages.attempts} = 0 and ${reminderMessages.nextAttemptAt} > ${now}`)
}

function list<Item> (items: readonly Item[], value: (item: Item) => string | number | null) {
  return sql.param(items.map(value))
}
