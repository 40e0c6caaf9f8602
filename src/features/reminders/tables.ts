import { date, index, integer, jsonb, pgTable, primaryKey, sql, text, unique, uuid } from '../../platform/database/drizzle.ts'
import { channels, messageStates, reminderStates, reminderSubjects, rungs } from '../../domain/reminder.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { actions } from '../actions/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { people } from '../people/tables.ts'

/** A partnership's own ladder; one that has none follows the standard of domain/escalation.ts. */
export const reminderPolicies = pgTable('reminder_policies', {
  partnershipId: uuid().primaryKey().references(() => partnerships.id),
  /** Local hour of day, `HH:MM`. */
  sendAt: text().notNull(),
  steps: jsonb().notNull(),
  version: integer().notNull().default(1),
  ...written()
})

/** One digest to one address on one day: the promise that is kept once. */
export const reminderMessages = pgTable('reminder_messages', {
  ...identity(),
  recipient: text().notNull(),
  personId: uuid(),
  channel: text({ enum: channels }).notNull(),
  /** The partnership's own day. */
  sendOn: date({ mode: 'string' }).notNull(),
  state: text({ enum: messageStates }).notNull().default('planned'),
  /** A short word per cause, such as `address_refused`. */
  reason: text(),
  attempts: integer().notNull().default(0),
  /** Not before then; while it is being sent, the end of the sender's lease. */
  nextAttemptAt: instant().notNull(),
  sentAt: instant(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('reminder_messages_person', t.partnershipId, t.personId, () => people),
  oneOf('reminder_messages_channel', t.channel, channels),
  oneOf('reminder_messages_state', t.state, messageStates),
  rule('reminder_messages_sent', sql`(${t.state} = 'sent') = (${t.sentAt} is not null)`),
  unique('reminder_messages_once_a_day').on(t.partnershipId, t.recipient, t.channel, t.sendOn),
  index('reminder_messages_to_send').on(t.nextAttemptAt).where(sql`${t.state} in ('planned', 'sending')`),
  index('reminder_messages_in_order').on(t.partnershipId, t.createdAt, t.id)
])

/** The ledger: a row for each promise to remind, unique, whoever plans it and however often. */
export const reminders = pgTable('reminders', {
  ...identity(),
  subjectType: text({ enum: reminderSubjects }).notNull(),
  subjectId: uuid().notNull(),
  /** What of the subject it is about, where one has several: a measure's period. Empty where it has not. */
  occurrence: text().notNull().default(''),
  actionId: uuid(),
  /** Days from the due date. */
  step: integer().notNull(),
  rung: text({ enum: rungs }).notNull(),
  dueOn: date({ mode: 'string' }).notNull(),
  recipient: text().notNull(),
  personId: uuid(),
  channel: text({ enum: channels }).notNull(),
  state: text({ enum: reminderStates }).notNull().default('planned'),
  reason: text(),
  messageId: uuid(),
  acknowledgedAt: instant(),
  sentAt: instant(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('reminders_action', t.partnershipId, t.actionId, () => actions),
  within('reminders_person', t.partnershipId, t.personId, () => people),
  within('reminders_message', t.partnershipId, t.messageId, () => reminderMessages),
  oneOf('reminders_subject', t.subjectType, reminderSubjects),
  oneOf('reminders_rung', t.rung, rungs),
  oneOf('reminders_channel', t.channel, channels),
  oneOf('reminders_state', t.state, reminderStates),
  unique('reminders_once').on(t.partnershipId, t.subjectType, t.subjectId, t.occurrence, t.step, t.dueOn, t.recipient, t.channel),
  index('reminders_of_action').on(t.partnershipId, t.actionId, t.createdAt),
  index('reminders_of_recipient').on(t.partnershipId, t.recipient, t.createdAt, t.id),
  index('reminders_of_message').on(t.partnershipId, t.messageId),
  index('reminders_in_order').on(t.partnershipId, t.createdAt, t.id)
])

/** An address that refused a message for good; it is not written to again until someone saves it anew. */
export const failedAddresses = pgTable('failed_addresses', {
  partnershipId: uuid().notNull(),
  address: text().notNull(),
  reason: text().notNull(),
  since: instant().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.address] })
])

/** What a link in a message may do, once; the token itself is not kept. */
export const reminderLinks = pgTable('reminder_links', {
  ...identity(),
  tokenHash: text().notNull(),
  reminderId: uuid().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('reminder_links_reminder', t.partnershipId, t.reminderId, () => reminders),
  index('reminder_links_token').on(t.tokenHash)
])

/** Which worker processes are alive (RELIABILITY M10): a silent one's jobs are given back. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  workerId: text().primaryKey(),
  beatAt: instant().notNull()
})
