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

/**
 * What was taken out of an event when its review was disposed of left its digest
 * here, which the seal vouches for; what the digests of a disposal come to is in
 * its own sealed event, so that none can be slipped in without one.
 */
export const eventTombstones = pgTable('event_tombstones', {
  partnershipId: uuid().notNull(),
  eventId: uuid().notNull(),
  /** The review, by the id that its `review.disposed` names. */
  disposedWith: uuid().notNull(),
  digest: digest().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.eventId] }),
  foreignKey({ name: 'event_tombstones_event', columns: [t.partnershipId, t.eventId], foreignColumns: [events.partnershipId, events.id] }),
  index('event_tombstones_with').on(t.partnershipId, t.disposedWith, t.eventId)
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
