import { date, index, integer, pgTable, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { extensionStates } from '../../domain/extension.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from '../people/tables.ts'

/** A request for a later due date, with what keeps children safe meanwhile, and its decision by another agency. */
export const extensions = pgTable('extensions', {
  ...identity(),
  actionId: uuid().notNull(),
  dueOnBefore: date({ mode: 'string' }).notNull(),
  proposedDueOn: date({ mode: 'string' }).notNull(),
  reason: text().notNull(),
  interimRiskControl: text().notNull(),
  state: text({ enum: extensionStates }).notNull().default('requested'),
  byPersonId: uuid(),
  byApiKeyId: uuid(),
  byAgencyId: uuid(),
  ownerAgencyIdWhenRequested: uuid().notNull(),
  decidedById: uuid(),
  decidedByAgencyId: uuid(),
  /** As it stood when it was decided, so that the rules below can be checked by the database. */
  ownerAgencyIdWhenDecided: uuid(),
  decisionReason: text(),
  decidedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('extensions_action', t.partnershipId, t.actionId, () => actions),
  within('extensions_person', t.partnershipId, t.byPersonId, () => people),
  within('extensions_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  within('extensions_decided_by', t.partnershipId, t.decidedById, () => people),
  within('extensions_decided_by_agency', t.partnershipId, t.decidedByAgencyId, () => agencies),
  oneOf('extensions_state', t.state, extensionStates),
  rule('extensions_later', sql`${t.proposedDueOn} > ${t.dueOnBefore}`),
  rule('extensions_by_one', sql`num_nonnulls(${t.byPersonId}, ${t.byApiKeyId}) = 1`),
  rule('extensions_decided', sql`case when ${t.state} = 'requested' then num_nonnulls(${t.decidedById}, ${t.decidedByAgencyId}, ${t.ownerAgencyIdWhenDecided}, ${t.decidedAt}) = 0 else num_nonnulls(${t.decidedById}, ${t.decidedByAgencyId}, ${t.ownerAgencyIdWhenDecided}, ${t.decidedAt}) = 4 end`),
  rule('extensions_not_by_the_requester', sql`${t.decidedById} is null or (${t.decidedById} is distinct from ${t.byPersonId} and ${t.decidedByAgencyId} is distinct from ${t.byAgencyId})`),
  rule('extensions_not_by_the_owner', sql`${t.decidedById} is null or (${t.decidedByAgencyId} <> ${t.ownerAgencyIdWhenRequested} and ${t.decidedByAgencyId} <> ${t.ownerAgencyIdWhenDecided})`),
  uniqueIndex('extensions_one_at_a_time').on(t.partnershipId, t.actionId).where(sql`${t.state} = 'requested'`),
  index('extensions_of').on(t.partnershipId, t.actionId, t.id),
  index('extensions_created').on(t.partnershipId, t.createdAt, t.id),
  index('extensions_by_state').on(t.partnershipId, t.state, t.createdAt, t.id)
])
