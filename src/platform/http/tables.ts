import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from '../database/drizzle.ts'
import { instant } from '../database/columns.ts'

/** The answers to requests that carried a key, kept 24 hours; written in the transaction of their effect. */
export const idempotencyKeys = pgTable('idempotency_keys', {
  partnershipId: uuid().notNull(),
  principalId: uuid().notNull(),
  method: text().notNull(),
  path: text().notNull(),
  key: text().notNull(),
  requestHash: text().notNull(),
  status: integer().notNull(),
  headers: jsonb().notNull(),
  body: jsonb(),
  createdAt: instant().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.principalId, t.method, t.path, t.key] }),
  index('idempotency_keys_age').on(t.createdAt)
])
