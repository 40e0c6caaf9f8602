import { index, integer, pgTable, sql, text, unique, uuid } from '../../platform/database/drizzle.ts'
import { identity, instant, rule, tenantKey, within } from '../../platform/database/columns.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from '../people/tables.ts'

/**
 * That an action was delivered, on whose word. An action is not completed as
 * signed off without its row here, and no row here breaks the separation of duties.
 */
export const signOffs = pgTable('sign_offs', {
  ...identity(),
  actionId: uuid().notNull(),
  /** How often the action had been reopened before: it is signed off once a round. */
  round: integer().notNull(),
  note: text(),
  signedOffById: uuid().notNull(),
  signedOffByAgencyId: uuid().notNull(),
  submittedById: uuid().notNull(),
  submittedByAgencyId: uuid(),
  ownerAgencyIdWhenSubmitted: uuid().notNull(),
  ownerAgencyId: uuid().notNull(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('sign_offs_person', t.partnershipId, t.signedOffById, () => people),
  within('sign_offs_agency', t.partnershipId, t.signedOffByAgencyId, () => agencies),
  rule('sign_offs_not_by_the_submitter', sql`${t.signedOffById} <> ${t.submittedById}`),
  rule('sign_offs_not_by_the_submitters_agency', sql`${t.signedOffByAgencyId} is distinct from ${t.submittedByAgencyId}`),
  rule('sign_offs_not_by_the_owner', sql`${t.signedOffByAgencyId} <> ${t.ownerAgencyId} and ${t.signedOffByAgencyId} <> ${t.ownerAgencyIdWhenSubmitted}`),
  unique('sign_offs_once_a_round').on(t.partnershipId, t.actionId, t.round),
  index('sign_offs_by_person').on(t.partnershipId, t.signedOffById)
])
