import { bigint, customType, foreignKey, index, jsonb, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { identity, instant, tenantKey } from '../../platform/database/columns.ts'
import { partnerships } from '../partnerships/tables.ts'

/** A transaction's number, 64 bits wide: it never wraps. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })
const digest = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/**
 * Appended in the transaction of the change it tells of, never changed after.
 * Identities are not foreign keys: what happened stays told when they are gone.
 */
export const events = pgTable('events', {
  ...identity(),
  writtenBy: transactionId().notNull().default(sql`pg_current_xact_id()`),
  type: text().notNull(),
  subjectType: text().notNull(),
  subjectId: uuid().notNull(),
  actorKind: text().notNull(),
  actorId: uuid(),
  agencyId: uuid(),
  occurredAt: instant().notNull(),
  requestId: text().notNull(),
  before: jsonb(),
  after: jsonb()
}, (t) => [
  tenantKey(t),
  foreignKey({ name: 'events_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] }),
  index('events_in_commit_order').on(t.partnershipId, t.writtenBy, t.id),
  index('events_of_subject').on(t.partnershipId, t.subjectId, t.id)
])

/** Numbers and chains the events, behind the writers: dense, gap-free, tamper-evident. */
export const eventSeals = pgTable('event_seals', {
  partnershipId: uuid().notNull(),
  sequence: bigint({ mode: 'number' }).notNull(),
  eventId: uuid().notNull(),
  hash: digest().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.sequence] }),
  foreignKey({ name: 'event_seals_event', columns: [t.partnershipId, t.eventId], foreignColumns: [events.partnershipId, events.id] }),
  uniqueIndex('event_seals_of').on(t.partnershipId, t.eventId)
])
