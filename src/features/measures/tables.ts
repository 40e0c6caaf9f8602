import { date, doublePrecision, foreignKey, index, integer, pgTable, primaryKey, sql, text, uuid } from '../../platform/database/drizzle.ts'
import { directions, frequencies } from '../../domain/measure.ts'
import { identity, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'

/** What shows whether a recommendation makes a difference: aggregates, never a single person. */
export const measures = pgTable('measures', {
  ...identity(),
  recommendationId: uuid().notNull(),
  name: text().notNull(),
  description: text(),
  unit: text().notNull(),
  direction: text({ enum: directions }).notNull(),
  frequency: text({ enum: frequencies }).notNull(),
  numerator: text(),
  denominator: text(),
  baseline: doublePrecision(),
  target: doublePrecision(),
  source: text(),
  ownerAgencyId: uuid(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('measures_recommendation', t.partnershipId, t.recommendationId, () => recommendations),
  within('measures_owner_agency', t.partnershipId, t.ownerAgencyId, () => agencies),
  oneOf('measures_direction', t.direction, directions),
  oneOf('measures_frequency', t.frequency, frequencies),
  index('measures_of').on(t.partnershipId, t.recommendationId, t.id),
  index('measures_created').on(t.partnershipId, t.createdAt, t.id)
])

/** One reading of a measure; the latest word on its period. */
export const observations = pgTable('observations', {
  partnershipId: uuid().notNull(),
  measureId: uuid().notNull(),
  period: text().notNull(),
  startsOn: date({ mode: 'string' }).notNull(),
  value: doublePrecision().notNull(),
  numerator: doublePrecision(),
  denominator: doublePrecision(),
  note: text(),
  byPersonId: uuid(),
  byApiKeyId: uuid(),
  byAgencyId: uuid(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.measureId, t.period] }),
  foreignKey({ name: 'observations_measure', columns: [t.partnershipId, t.measureId], foreignColumns: [measures.partnershipId, measures.id] }),
  within('observations_person', t.partnershipId, t.byPersonId, () => people),
  within('observations_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  rule('observations_by_one', sql`num_nonnulls(${t.byPersonId}, ${t.byApiKeyId}) = 1`),
  rule('observations_fraction', sql`(${t.numerator} is null) = (${t.denominator} is null)`),
  index('observations_in_order').on(t.partnershipId, t.measureId, t.startsOn)
])
