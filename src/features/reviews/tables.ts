import { boolean, date, foreignKey, index, integer, pgTable, text, uniqueIndex } from '../../platform/database/drizzle.ts'
import { reviewKinds, reviewStatuses } from '../../domain/review.ts'
import { identity, oneOf, tenantKey, written } from '../../platform/database/columns.ts'
import { partnerships } from '../partnerships/tables.ts'

export const reviews = pgTable('reviews', {
  ...identity(),
  reference: text().notNull(),
  title: text().notNull(),
  kind: text({ enum: reviewKinds }).notNull(),
  summary: text(),
  sourceUrl: text(),
  commissionedOn: date({ mode: 'string' }),
  publishedOn: date({ mode: 'string' }),
  status: text({ enum: reviewStatuses }).notNull().default('active'),
  restricted: boolean().notNull().default(false),
  legalHold: boolean().notNull().default(false),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  foreignKey({ name: 'reviews_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] }),
  oneOf('reviews_kind', t.kind, reviewKinds),
  oneOf('reviews_status', t.status, reviewStatuses),
  uniqueIndex('reviews_reference').on(t.partnershipId, t.reference),
  index('reviews_created').on(t.partnershipId, t.createdAt, t.id),
  index('reviews_title').on(t.partnershipId, t.title, t.id)
])
