import { bigint, boolean, foreignKey, index, integer, pgTable, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { deactivationReasons, deliveryStates } from '../../domain/webhook.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { partnerships } from '../partnerships/tables.ts'

/** Where a coordinator wants to be told of events. */
export const webhookEndpoints = pgTable('webhook_endpoints', {
  ...identity(),
  url: text().notNull(),
  types: text().array().notNull(),
  active: boolean().notNull().default(true),
  deactivatedAt: instant(),
  deactivationReason: text({ enum: deactivationReasons }),
  /** Encrypted, under a key that is not in the database. */
  secret: text().notNull(),
  previousSecret: text(),
  previousSecretUntil: instant(),
  /** The last of the sealed sequence that has been turned into deliveries. */
  fannedOutTo: bigint({ mode: 'number' }).notNull(),
  /** Attempts that failed in a row. */
  failures: integer().notNull().default(0),
  failingSince: instant(),
  quietUntil: instant(),
  deletedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  foreignKey({ name: 'webhook_endpoints_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] }),
  oneOf('webhook_endpoints_reason', t.deactivationReason, deactivationReasons),
  rule('webhook_endpoints_deactivated', sql`${t.active} = (${t.deactivatedAt} is null) and ${t.active} = (${t.deactivationReason} is null)`),
  index('webhook_endpoints_in_order').on(t.partnershipId, t.createdAt, t.id)
])

/** An event for an endpoint: what there is to send of it, and what came of that. Its id is the message's, in every attempt. */
export const webhookDeliveries = pgTable('webhook_deliveries', {
  ...identity(),
  endpointId: uuid().notNull(),
  /** Not foreign keys, and null for a test: it is of no event. */
  eventId: uuid(),
  sequence: bigint({ mode: 'number' }),
  type: text().notNull(),
  subjectType: text().notNull(),
  subjectId: uuid().notNull(),
  occurredAt: instant().notNull(),
  state: text({ enum: deliveryStates }).notNull().default('waiting'),
  attempts: integer().notNull().default(0),
  /** Not before then; while it is being sent, the end of the sender's lease. */
  nextAttemptAt: instant().notNull(),
  lastAttemptAt: instant(),
  lastStatus: integer(),
  /** A short word per cause, such as `timed_out`. */
  reason: text(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('webhook_deliveries_endpoint', t.partnershipId, t.endpointId, () => webhookEndpoints),
  oneOf('webhook_deliveries_state', t.state, deliveryStates),
  uniqueIndex('webhook_deliveries_once').on(t.partnershipId, t.endpointId, t.sequence),
  index('webhook_deliveries_to_send').on(t.partnershipId, t.endpointId, t.nextAttemptAt).where(sql`${t.state} in ('waiting', 'sending')`),
  index('webhook_deliveries_in_order').on(t.partnershipId, t.endpointId, t.createdAt, t.id)
])
