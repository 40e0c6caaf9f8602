import { Refusal } from '../../domain/refusal.ts'
import { inOurWords } from '../../platform/database/errors.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { copyImportRows, findImport, findImportUnderWay, insertImport, insertImportRows } from './queries.ts'
import type { ImportRow } from './queries.ts'
import type { NumberedCells, ReadPlan } from './reading.ts'

export interface ImportRequest {
  readonly plan: ReadPlan
  readonly dryRun: boolean
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  /** Why what looks like personal data in its cells is none. */
  readonly privacyOverride: string | null
  /** Whether a worker carries it out, or whoever asks. */
  readonly by: 'worker' | 'asker'
}

/** Takes in the rows of a file to be checked and, unless it is a dry run, taken over. */
export async function requestImport (work: Work, request: ImportRequest): Promise<ImportRow> {
  await work.permit()
  await refuseIfUnderWay(work)
  const row = newImport(work, request)
  await insertOnlyOne(work, row)
  await takeInRows(work, row, request.plan)
  begin(work, row, request.by)
  return row
}

/** Takes a plan over that was checked and found well: by its rows, which are checked once more before they are written. */
export async function takeOverChecked (work: Work, checkedId: string): Promise<ImportRow> {
  const key = { partnershipId: work.by.partnershipId, importId: checkedId }
  const checked = await findImport(work.tx, key)
  await work.permit()
  if (checked.state !== 'checked') throw new Refusal('rule-broken', 'Only a plan that was checked and found well can be taken over; upload the file again.')
  await refuseIfUnderWay(work)
  const { format, sheet, columns, rowCount, sha256, size, privacyOverride } = checked
  const row = newImport(work, { plan: { format, sheet, columns, rowCount }, dryRun: false, sha256, size, privacyOverride })
  await insertOnlyOne(work, row)
  if (await copyImportRows(work.tx, key, row.id) !== rowCount) throw new Refusal('rule-broken', 'The rows of this check are no longer kept; upload the file again.')
  begin(work, row, 'worker')
  return row
}

/** The job of an import; there is one at most. */
export function jobOf ({ partnershipId, id: importId }: Pick<ImportRow, 'partnershipId' | 'id'>): { task: 'imports.run', payload: { partnershipId: string, importId: string }, key: string } {
  return { task: 'imports.run', payload: { partnershipId, importId }, key: `import:${importId}` }
}

function begin (work: Work, row: ImportRow, by: ImportRequest['by']): void {
  record(work, 'import.requested', { type: 'import', id: row.id }, { after: { dryRun: row.dryRun, format: row.format, sha256: row.sha256, size: row.size, rowCount: row.rowCount } })
  if (by === 'worker') enqueue(work.tx, { ...jobOf(row), runAt: work.now })
}

async function refuseIfUnderWay ({ tx, by }: Work): Promise<void> {
  const underWay = await findImportUnderWay(tx, by.partnershipId)
  if (underWay !== undefined) throw new Refusal('import-under-way', 'The partnership has an import under way; begin yours when it has ended.', { importId: underWay.id })
}

async function insertOnlyOne (work: Work, row: ImportRow): Promise<void> {
  await inOurWords(insertImport(work.tx, row), { imports_one_at_a_time: () => new Refusal('import-under-way', 'Another import of the partnership has just begun; begin yours when it has ended.') })
}

const rowsAtOnce = 1_000

async function takeInRows ({ tx }: Work, { partnershipId, id: importId }: ImportRow, plan: ReadPlan): Promise<void> {
  let some: NumberedCells[] = []
  for await (const row of plan.rows()) {
    if (some.push(row) < rowsAtOnce) continue
    await insertImportRows(tx, { partnershipId, importId }, some)
    some = []
  }
  if (some.length > 0) await insertImportRows(tx, { partnershipId, importId }, some)
}

interface Taken extends Pick<ImportRequest, 'dryRun' | 'sha256' | 'size' | 'privacyOverride'> {
  readonly plan: Pick<ImportRow, 'format' | 'sheet' | 'rowCount'> & { readonly columns: readonly string[] }
}

function newImport ({ by, now, requestId }: Work, { plan, dryRun, sha256, size, privacyOverride }: Taken): ImportRow {
  return {
    partnershipId: by.partnershipId, id: newId(), state: 'waiting', dryRun, format: plan.format, sheet: plan.sheet, sha256, size, columns: [...plan.columns], rowCount: plan.rowCount,
    ...nothingDone, byKind: by.kind, byId: by.id, byKeyId: by.keyId, byAgencyId: by.agencyId, requestId, privacyOverride, version: 1, createdAt: now, updatedAt: now
  }
}

const nothingDone = {
  rowsChecked: 0, rowsWritten: 0, added: 0, changed: 0, unchanged: 0, repeated: 0, skipped: 0, refused: 0, failure: null, attempts: 0, endedAt: null
} as const
