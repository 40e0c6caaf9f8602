import { date, foreignKey, index, integer, pgTable, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { agencyKinds } from '../../domain/agency.ts'
import { identity, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { partnerships } from '../partnerships/tables.ts'

export const agencies = pgTable('agencies', {
  ...identity(),
  code: text().notNull(),
  name: text().notNull(),
  kind: text({ enum: agencyKinds }).notNull(),
  email: text(),
  escalationEmail: text(),
  validFrom: date({ mode: 'string' }),
  validTo: date({ mode: 'string' }),
  successorId: uuid(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  foreignKey({ name: 'agencies_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] }),
  within('agencies_successor', t.partnershipId, t.successorId, () => t),
  oneOf('agencies_kind', t.kind, agencyKinds),
  rule('agencies_validity', sql`${t.validTo} >= ${t.validFrom}`),
  rule('agencies_not_its_own_successor', sql`${t.successorId} <> ${t.id}`),
  uniqueIndex('agencies_code').on(t.partnershipId, t.code),
  index('agencies_name').on(t.partnershipId, t.name, t.id)
])
