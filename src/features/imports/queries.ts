import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import { importStatesUnderWay, rowVerdicts } from '../../domain/import.ts'
import type { CellRemark, ImportState, RowVerdict } from '../../domain/import.ts'
import type { PlanCells } from '../../domain/plan-row.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { apiKeys, people } from '../people/tables.ts'
import { importRows, imports } from './tables.ts'

export type ImportRow = InferSelectModel<typeof imports>
/** A row of the file, as it is listed: one import's rows share an id. */
export type FileRowRecord = InferSelectModel<typeof importRows> & { readonly id: string }

export interface ImportKey { readonly partnershipId: string, readonly importId: string }

export interface ImportFilter {
  readonly state?: readonly ImportState[]
  readonly direction: Order['direction']
}

export async function findImport (db: Queryable, { partnershipId, importId }: ImportKey): Promise<ImportRow> {
  const [row] = await db.rows<ImportRow>(sql`select ${columns(imports)} from ${imports} where ${isImport({ partnershipId, importId })}`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such import.')
  return row
}

export async function findImportUnderWay (db: Queryable, partnershipId: string): Promise<ImportRow | undefined> {
  const [row] = await db.rows<ImportRow>(sql`select ${columns(imports)} from ${imports} where ${imports.partnershipId} = ${partnershipId} and ${isUnderWay}`)
  return row
}

export async function listImports (db: Queryable, partnershipId: string, { state, direction }: ImportFilter, page: PageRequest): Promise<Page<ImportRow>> {
  const order: Order = { by: imports.createdAt, id: imports.id, direction, type: 'timestamptz' }
  return await readPage<ImportRow>(db, sql`select ${columns(imports)}, ${sortValue(order)} from ${imports}`, conditions(partnershipId, state), order, page)
}

export async function countImports (db: Queryable, partnershipId: string, { state }: ImportFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${imports} where ${sql.join(conditions(partnershipId, state), sql` and `)}`)
  return row?.total ?? 0
}

/** The rows of a file in their order, with what is said of each. */
export async function listImportRows (db: Queryable, key: ImportKey, verdict: readonly RowVerdict[] | undefined, page: PageRequest): Promise<Page<FileRowRecord>> {
  const order: Order = { by: importRows.row, id: importRows.importId, direction: 'asc', type: 'integer' }
  return await readPage<FileRowRecord>(db, sql`select ${columns(importRows)}, ${importRows.importId} as id, ${sortValue(order)} from ${importRows}`, wantedRows(key, verdict), order, page)
}

export async function countImportRows (db: Queryable, key: ImportKey, verdict: readonly RowVerdict[] | undefined): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${importRows} where ${sql.join(wantedRows(key, verdict), sql` and `)}`)
  return row?.total ?? 0
}

/** Awaited: that another import is under way is told by the index that allows one. */
export async function insertImport (tx: Transaction, row: ImportRow): Promise<void> {
  await tx.write(insertInto(imports, row))
}

export async function insertImportRows (tx: Transaction, { partnershipId, importId }: ImportKey, rows: ReadonlyArray<readonly [row: number, cells: PlanCells]>): Promise<void> {
  await tx.write(sql`insert into ${importRows} (partnership_id, import_id, row, cells)
    select ${partnershipId}::uuid, ${importId}::uuid, given.row, given.cells
    from unnest(${sql.param(rows.map(([row]) => row))}::integer[], ${sql.param(rows.map(([, cells]) => JSON.stringify(cells)))}::jsonb[]) as given (row, cells)`)
}

/** Has another import begin with the rows of this one, not judged yet; tells how many they are. */
export async function copyImportRows (tx: Transaction, { partnershipId, importId }: ImportKey, toId: string): Promise<number> {
  return await tx.write(sql`insert into ${importRows} (partnership_id, import_id, row, cells)
    select ${partnershipId}::uuid, ${toId}::uuid, ${importRows.row}, ${importRows.cells} from ${importRows} where ${ofImport({ partnershipId, importId })}`)
}

export interface StagedRow { readonly row: number, readonly cells: PlanCells, readonly actionId: string | null }

export async function readStagedRows (db: Queryable, key: ImportKey, after: number, limit: number): Promise<StagedRow[]> {
  return await db.rows<StagedRow>(sql`select ${importRows.row} as row, ${importRows.cells} as cells, ${importRows.actionId} as "actionId" from ${importRows}
    where ${ofImport(key)} and ${importRows.row} > ${after}::integer order by ${importRows.row} limit ${limit}`)
}

export interface JudgedRow {
  readonly row: number
  readonly verdict: RowVerdict
  readonly faults: readonly CellRemark[]
  readonly notes: readonly CellRemark[]
  readonly actionId: string | null
}

export function saveVerdicts (tx: Transaction, { partnershipId, importId }: ImportKey, rows: readonly JudgedRow[]): void {
  void tx.write(sql`update ${importRows} set verdict = judged.verdict, faults = judged.faults, notes = judged.notes, action_id = judged.action_id
    from unnest(${sql.param(rows.map(({ row }) => row))}::integer[], ${sql.param(rows.map(({ verdict }) => verdict))}::text[],
      ${sql.param(rows.map(({ faults }) => someInJson(faults)))}::jsonb[], ${sql.param(rows.map(({ notes }) => someInJson(notes)))}::jsonb[],
      ${sql.param(rows.map(({ actionId }) => actionId))}::uuid[]) as judged (row, verdict, faults, notes, action_id)
    where ${importRows.partnershipId} = ${partnershipId} and ${importRows.importId} = ${importId} and ${importRows.row} = judged.row`)
}

export async function saveImport (db: Queryable, { partnershipId, importId }: ImportKey, changes: Partial<ImportRow>): Promise<void> {
  await db.rows(sql`${updateSet(imports, changes)}, version = ${imports.version} + 1 where ${isImport({ partnershipId, importId })}`)
}

export async function countVerdicts (db: Queryable, key: ImportKey): Promise<Record<RowVerdict, number>> {
  const found = await db.rows<{ verdict: RowVerdict, count: number }>(sql`select ${importRows.verdict} as verdict, count(*) as count from ${importRows}
    where ${ofImport(key)} and ${importRows.verdict} is not null group by ${importRows.verdict}`)
  return Object.fromEntries(rowVerdicts.map((verdict) => [verdict, found.find((each) => each.verdict === verdict)?.count ?? 0])) as Record<RowVerdict, number>
}

/** Waits for whoever else carries out this import: of two, the second finds what the first left. */
export async function holdImport (tx: Transaction, { importId }: ImportKey): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`import ${importId}`}, 0))`)
}

/**
 * A large plan is written in one transaction: longer than a request may take, never longer than a worker's (RELIABILITY C2).
 * PostgreSQL begins to count anew only when the limit was none in between.
 */
export async function allowLongTransaction (tx: Transaction, milliseconds: number): Promise<void> {
  await tx.rows(sql`select set_config('transaction_timeout', '0', true), set_config('transaction_timeout', ${String(milliseconds)}, true)
    where current_setting('transaction_timeout', true) is not null`)
}

/**
 * Has everything found by its indexes. Tables that were nearly empty a moment ago hold thousands of rows now, and
 * plans made before, those of the foreign keys among them, would read them from end to end for each row: the last
 * thousand of 50,000 took seventeen times as long as the first. What is wanted in the order of an index is read by that
 * index: of a table that was never counted, PostgreSQL takes sorting what another index finds for as good.
 */
export async function useIndexes (tx: Transaction): Promise<void> {
  await Promise.all([tx.rows(sql`discard plans`), tx.rows(sql`select set_config(name, 'off', true) from unnest(array['enable_seqscan', 'enable_sort', 'enable_incremental_sort']) as name`)])
}

/** May whoever asked for an import still do so? Somebody may have left, or a key been revoked, since. */
export async function stillCoordinates (db: Queryable, { partnershipId, byKind, byId, byKeyId }: ImportRow, today: string): Promise<boolean> {
  const ofPerson = sql`exists (select from ${people} where ${people.partnershipId} = ${partnershipId} and ${people.id} = ${byId} and ${people.active} and ${people.role} = 'coordinator')`
  const keyStands = sql`exists (select from ${apiKeys} where ${apiKeys.partnershipId} = ${partnershipId} and ${apiKeys.id} = ${byKeyId} and ${apiKeys.revokedAt} is null and ${apiKeys.expiresOn} >= ${today}::date)`
  const wanted = [...(byKind === 'person' ? [ofPerson] : []), ...(byKeyId === null ? [] : [keyStands])]
  if (wanted.length === 0) return true // the operator
  const [row] = await db.rows<{ stands: boolean }>(sql`select ${sql.join(wanted, sql` and `)} as stands`)
  return row?.stands === true
}

export function isImport ({ partnershipId, importId }: ImportKey): SQL {
  return sql`${imports.partnershipId} = ${partnershipId} and ${imports.id} = ${importId}`
}

export const isUnderWay = sql`${imports.state} in ${importStatesUnderWay}`

function ofImport ({ partnershipId, importId }: ImportKey): SQL {
  return sql`${importRows.partnershipId} = ${partnershipId} and ${importRows.importId} = ${importId}`
}

function wantedRows (key: ImportKey, verdict: readonly RowVerdict[] | undefined): SQL[] {
  return [ofImport(key), ...(verdict === undefined ? [] : [isAnyOf(importRows.verdict, verdict)])]
}

function conditions (partnershipId: string, state: readonly ImportState[] | undefined): SQL[] {
  return [sql`${imports.partnershipId} = ${partnershipId}`, ...(state === undefined ? [] : [isAnyOf(imports.state, state)])]
}

function someInJson (remarks: readonly CellRemark[]): string | null {
  return remarks.length === 0 ? null : JSON.stringify(remarks)
}
