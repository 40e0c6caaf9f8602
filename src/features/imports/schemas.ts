import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { importStates, largestImportBytes, rowVerdicts } from '../../domain/import.ts'
import { planColumns } from '../../domain/plan-column.ts'
import { xlsxType } from '../../platform/formats/xlsx.ts'
import { format, Id, Instant, listOf, listQuery, nullable, oneOf, pageQuery, Version } from '../../platform/http/schemas.ts'
import type { FileRowRecord, ImportRow } from './queries.ts'
import { isOver } from './state.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

const CellRemark = Type.Object({
  column: nullable(Type.String(), 'Key of the column, as the template has it; null: the row as a whole.'),
  value: nullable(Type.String(), 'What the cell holds, its first 200 characters; null: nothing.'),
  detail: Type.String({ description: 'What is wrong with it, or to be known of it, and what would be right.', examples: ['is no date: write it as 2026-11-22 or 22/11/2026'] })
}, { additionalProperties: false })

export const ImportFileRow = Type.Object({
  row: Type.Integer({ minimum: 1, description: 'Its number, as a spreadsheet shows it.' }),
  verdict: nullable(oneOf(rowVerdicts, ''), '`added`, `changed`, `unchanged`: what becomes of its action, or of its recommendation where it has none. `repeated`: a row above says exactly the same. `skipped`: the template’s example. `refused`: its faults have to be put right. Null: not checked yet.'),
  faults: Type.Array(CellRemark, { description: 'What has to be put right; while any row has faults, nothing is written.' }),
  notes: Type.Array(CellRemark, { description: 'What is only to be known: cells that change nothing, and why.' }),
  actionId: nullable(Id, 'The action; null where there is none, or not yet.')
}, { $id: 'ImportFileRow', additionalProperties: false })

export const ImportFileRowList = listOf(ImportFileRow, 'ImportFileRowList')

const facts = {
  id: Id,
  state: oneOf(importStates, '`waiting`, `checking` and `writing`: under way. `checked`: a dry run found every row well. `imported`: all of it is in the plan. `refused`: some rows have faults. `failed`: see `failure`. Only after `imported` was anything written.'),
  dryRun: Type.Boolean({ description: 'true: checked only, whatever is found.' }),
  format: oneOf(['csv', 'xlsx'], 'What the file is, by its content.'),
  sheet: nullable(Type.String(), 'The sheet that was read, the first that has the headings of a plan; null: a CSV file.'),
  sha256: Type.String({ description: 'Digest of the file, in hexadecimal.' }),
  size: Type.Integer({ minimum: 1, description: 'Of the file, in bytes.' }),
  columns: Type.Array(oneOf(planColumns.map(({ key }) => key), 'A column.'), { description: 'The columns that it has, in its order.' }),
  rowCount: count('Rows below the headings; empty ones are not counted.'),
  rowsChecked: count('Rows checked so far.'),
  rowsWritten: count('Rows written so far, of those that are `added` or `changed`: the others need no writing. They stand or fall together, at the end.'),
  added: count('Rows of new actions, or of new recommendations without one.'),
  changed: count('Rows that change something.'),
  unchanged: count('Rows that say what is so already.'),
  repeated: count('Rows that say exactly what a row above says.'),
  skipped: count('Rows that are the template’s example.'),
  refused: count('Rows with faults.'),
  failure: nullable(Type.String(), 'Why it failed; null: it has not.'),
  createdAt: Instant,
  endedAt: nullable(Instant, 'When it ended; null: it is under way.'),
  version: Version
}

export const Import = Type.Object(facts, { $id: 'Import', additionalProperties: false })
export const ImportList = listOf(Import, 'ImportList')

export const ImportWithRows = Type.Object({
  ...facts,
  rows: Type.Object({
    data: Type.Array(ImportFileRow, { description: 'The first 50 rows of the file that fit `verdict`, with what is said of each.' }),
    nextCursor: nullable(Type.String(), 'Where `GET /v1/imports/{id}/rows` goes on, with the same `verdict`; null: these are all.')
  }, { additionalProperties: false, description: 'A verdict for each row.' })
}, { $id: 'ImportWithRows', additionalProperties: false })

const verdict = Type.Optional(Type.Array(oneOf(rowVerdicts, 'A verdict.'), { description: 'Verdicts to show.' }))

export const ImportQuery = listQuery(['createdAt'], { state: Type.Optional(Type.Array(oneOf(importStates, 'A state.'), { description: 'States to show.' })) })
export const ImportReading = Type.Object({ verdict }, { additionalProperties: false })
export const ImportRowQuery = Type.Object({ ...pageQuery.properties, verdict }, { additionalProperties: false })

export const ImportRequestQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'true: check every row, and write nothing.' })),
  ignoreColumns: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200, description: 'Headings of columns to leave alone.', examples: [['RAG']] }))
}, { additionalProperties: false })

const content = 'A plan as the template has it, 10 MiB and 50,000 rows at most: CSV in UTF-8, UTF-16 or Windows-1252 with commas, semicolons or tabs, or an Excel workbook.'
export const ImportForm = Type.Object({
  file: Type.String({ maxLength: largestImportBytes, contentEncoding: 'binary', description: content })
}, { additionalProperties: false })
const ImportBody = Type.String({ maxLength: largestImportBytes, contentEncoding: 'binary', description: content })

/** As what a plan may come in. */
export const importBodies = { 'text/csv': { schema: ImportBody }, [xlsxType]: { schema: ImportBody }, 'multipart/form-data': { schema: ImportForm } }
export const rawTypes = ['text/csv', xlsxType]

export const TemplateColumn = Type.Object({
  key: Type.String({ description: 'Its name for programs, understood as a heading too.' }),
  title: Type.String({ description: 'Its heading in the template.' }),
  of: oneOf(['review', 'recommendation', 'action'], 'What it tells of.'),
  kind: oneOf(['text', 'day', 'list'], 'Words, a day, or several values with `;` between them.'),
  required: Type.Boolean({ description: 'Whether a plan has to have it; those of actions, where it has any column of actions.' }),
  description: Type.String({ description: 'What it is.' }),
  example: Type.String({ description: 'What might stand in it; empty: nothing need.' }),
  aliases: Type.Array(Type.String(), { description: 'Other headings that are understood.' })
}, { additionalProperties: false })

export const ImportTemplate = Type.Object({ columns: Type.Array(TemplateColumn, { description: 'Every column that is understood, in the order of the template.' }) }, { $id: 'ImportTemplate', additionalProperties: false })
export const TemplateQuery = Type.Object({ format }, { additionalProperties: false })

export const components = [ImportFileRow, ImportFileRowList, Import, ImportList, ImportWithRows, ImportTemplate]

export function presentImport (row: ImportRow): Static<typeof Import> {
  return Object.fromEntries(Object.keys(facts).map((field) => [field, row[field as keyof ImportRow]])) as Static<typeof Import> // the fields listed above
}

/** What a file that was not taken over would have added has no address. */
export function presentFileRow ({ state }: ImportRow): (row: FileRowRecord) => Static<typeof ImportFileRow> {
  return ({ row, verdict, faults, notes, actionId }) =>
    ({ row, verdict, faults: faults ?? [], notes: notes ?? [], actionId: verdict === 'added' && !(isOver({ state }) && state === 'imported') ? null : actionId })
}
