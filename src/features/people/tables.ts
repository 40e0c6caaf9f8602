import { boolean, date, index, integer, pgTable, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { roles, serviceRoles } from '../../domain/person.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { agencies } from '../agencies/tables.ts'

export const people = pgTable('people', {
  ...identity(),
  agencyId: uuid().notNull(),
  name: text().notNull(),
  email: text().notNull(),
  role: text({ enum: roles }).notNull(),
  jobTitle: text(),
  active: boolean().notNull().default(true),
  deputyId: uuid(),
  erasedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('people_agency', t.partnershipId, t.agencyId, () => agencies),
  within('people_deputy', t.partnershipId, t.deputyId, () => t),
  oneOf('people_role', t.role, roles),
  rule('people_not_their_own_deputy', sql`${t.deputyId} <> ${t.id}`),
  uniqueIndex('people_email').on(t.partnershipId, sql`lower(${t.email})`),
  index('people_reviewers').on(t.partnershipId, t.agencyId).where(sql`${t.role} = 'reviewer' and ${t.active}`),
  index('people_agency_members').on(t.partnershipId, t.agencyId, t.id)
])

/** A key of a person carries that person's role and agency; a service's key its own. */
export const apiKeys = pgTable('api_keys', {
  ...identity(),
  name: text().notNull(),
  personId: uuid(),
  role: text({ enum: serviceRoles }),
  agencyId: uuid(),
  secretHash: text().notNull(),
  lastFour: text().notNull(),
  expiresOn: date({ mode: 'string' }).notNull(),
  /** A rotated key lives on until then; null while it has not been rotated. */
  replacedAt: instant(),
  revokedAt: instant(),
  createdById: uuid(),
  lastUsedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('api_keys_person', t.partnershipId, t.personId, () => people),
  within('api_keys_agency', t.partnershipId, t.agencyId, () => agencies),
  oneOf('api_keys_role', t.role, serviceRoles),
  rule('api_keys_of_a_person_or_a_service', sql`(${t.personId} is null) <> (${t.role} is null)`),
  rule('api_keys_agency_of_a_service', sql`${t.role} is null or ${t.role} = 'coordinator' or ${t.agencyId} is not null`),
  index('api_keys_id').on(t.id),
  index('api_keys_of_person').on(t.partnershipId, t.personId)
])
