import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { importStates, importStatesUnderWay, rowVerdicts } from '../../domain/import.ts'
import type { CellRemark } from '../../domain/import.ts'
import { identity, instant, oneOf, tenantKey, within, written } from '../../platform/database/columns.ts'
import { partnerships } from '../partnerships/tables.ts'

export const imports = pgTable('imports', {
  ...identity(),
  state: text({ enum: importStates }).notNull().default('waiting'),
  dryRun: boolean().notNull(),
  format: text({ enum: ['csv', 'xlsx'] }).notNull(),
  sheet: text(),
  sha256: text().notNull(),
  size: integer().notNull(),
  columns: text().array().notNull(),
  rowCount: integer().notNull(),
  rowsChecked: integer().notNull().default(0),
  rowsWritten: integer().notNull().default(0),
  added: integer().notNull().default(0),
  changed: integer().notNull().default(0),
  unchanged: integer().notNull().default(0),
  repeated: integer().notNull().default(0),
  skipped: integer().notNull().default(0),
  refused: integer().notNull().default(0),
  failure: text(),
  attempts: integer().notNull().default(0),
  /** Who asked, as events name it: not foreign keys. */
  byKind: text({ enum: ['person', 'service'] }).notNull(),
  byId: uuid().notNull(),
  byKeyId: uuid(),
  byAgencyId: uuid(),
  requestId: text().notNull(),
  privacyOverride: text(),
  endedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  foreignKey({ name: 'imports_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] }),
  oneOf('imports_state', t.state, importStates),
  oneOf('imports_format', t.format, ['csv', 'xlsx']),
  uniqueIndex('imports_one_at_a_time').on(t.partnershipId).where(sql`${t.state} in ${importStatesUnderWay}`.inlineParams()),
  index('imports_in_order').on(t.partnershipId, t.createdAt, t.id)
])

/** The rows of a file as they came in, and what is said of each. */
export const importRows = pgTable('import_rows', {
  partnershipId: uuid().notNull(),
  importId: uuid().notNull(),
  row: integer().notNull(),
  cells: jsonb().$type<Record<string, string>>().notNull(),
  verdict: text({ enum: rowVerdicts }),
  faults: jsonb().$type<CellRemark[]>(),
  notes: jsonb().$type<CellRemark[]>(),
  actionId: uuid()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.importId, t.row] }),
  within('import_rows_import', t.partnershipId, t.importId, () => imports),
  oneOf('import_rows_verdict', t.verdict, rowVerdicts),
  index('import_rows_by_verdict').on(t.partnershipId, t.importId, t.verdict, t.row)
])
