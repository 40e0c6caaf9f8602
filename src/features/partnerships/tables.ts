import { boolean, integer, pgTable, sql, text, uuid } from '../../platform/database/drizzle.ts'
import { rule, written } from '../../platform/database/columns.ts'

export const partnerships = pgTable('partnerships', {
  id: uuid().primaryKey(),
  code: text().notNull().unique('partnerships_code'),
  name: text().notNull(),
  timeZone: text().notNull().default('Europe/London'),
  impactReviewMonths: integer().array().notNull().default([6, 12]),
  retentionYears: integer().notNull().default(10),
  accountRetentionYears: integer().notNull().default(2),
  legalHold: boolean().notNull().default(false),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  rule('partnerships_retention_years', sql`${t.retentionYears} between 1 and 100`),
  rule('partnerships_account_retention_years', sql`${t.accountRetentionYears} between 1 and 100`)
])
