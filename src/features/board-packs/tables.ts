import { boolean, customType, date, foreignKey, index, integer, jsonb, pgTable, primaryKey, sql, text, uuid } from '../../platform/database/drizzle.ts'
import { packedReports, packFormats } from '../../domain/board-pack.ts'
import { identity, instant, oneOf, rule, tenantKey, within } from '../../platform/database/columns.ts'
import { apiKeys, people } from '../people/tables.ts'

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** What was asked of the report. */
export interface PackParameters { readonly groupBy?: string, readonly from?: string, readonly to?: string }

/** A report as it stood at an instant. Only ever added to. */
export const boardPacks = pgTable('board_packs', {
  ...identity(),
  title: text(),
  report: text({ enum: packedReports }).notNull(),
  parameters: jsonb().$type<PackParameters>().notNull(),
  /** The day it tells of, where the partnership is. */
  on: date({ mode: 'string' }).notNull(),
  includesRestricted: boolean().notNull(),
  /** The reviews that were open to all when it was made: should one be restricted since, the pack is too. */
  reviewIds: uuid().array().notNull(),
  byPersonId: uuid(),
  byApiKeyId: uuid(),
  byAgencyId: uuid(),
  frozenAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('board_packs_person', t.partnershipId, t.byPersonId, () => people),
  within('board_packs_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  oneOf('board_packs_report', t.report, packedReports),
  rule('board_packs_by_one', sql`num_nonnulls(${t.byPersonId}, ${t.byApiKeyId}) = 1`),
  index('board_packs_frozen').on(t.partnershipId, t.frozenAt, t.id)
])

/** Its bytes in each format, with their digest. */
export const boardPackContents = pgTable('board_pack_contents', {
  partnershipId: uuid().notNull(),
  boardPackId: uuid().notNull(),
  format: text({ enum: packFormats }).notNull(),
  size: integer().notNull(),
  sha256: text().notNull(),
  content: bytes().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.boardPackId, t.format] }),
  foreignKey({ name: 'board_pack_contents_pack', columns: [t.partnershipId, t.boardPackId], foreignColumns: [boardPacks.partnershipId, boardPacks.id] }),
  oneOf('board_pack_contents_format', t.format, packFormats),
  rule('board_pack_contents_whole', sql`octet_length(${t.content}) = ${t.size} and encode(sha256(${t.content}), 'hex') = ${t.sha256}`)
])
