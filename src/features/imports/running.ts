import { setImmediate } from 'node:timers/promises'
import { isWorthRetrying, violatedConstraint } from '../../platform/database/errors.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { RowVerdict } from '../../domain/import.ts'
import type { Caller } from '../../domain/permission.ts'
import { record } from '../events/record.ts'
import { findPartnership } from '../partnerships/queries.ts'
import { actAs } from '../work.ts'
import type { Acting, Work } from '../work.ts'
import { judgeRows, meetRows } from './judging.ts'
import type { JudgedPage, MetPage } from './judging.ts'
import { openContext } from './plan-context.ts'
import type { PlanContext } from './plan-context.ts'
import { allowLongTransaction, countVerdicts, findImport, holdImport, readStagedRows, saveImport, saveVerdicts, stillCoordinates, useIndexes } from './queries.ts'
import type { ImportKey, ImportRow, JudgedRow, StagedRow } from './queries.ts'
import { isOver } from './state.ts'
import { writeChanges } from './writing.ts'

export interface Running { readonly services: Pick<Services, 'database' | 'clock'>, readonly log: Logger, readonly stopping: AbortSignal }

/** A worker that dies takes an attempt with it; a file that kills workers is given up. */
const mostAttempts = 5
/** How often rows are judged anew because the plan changed between the check and the writing. */
const mostRounds = 3

/**
 * Carries out an import: every row is judged, in transactions of some hundred rows; if all are well and it is no
 * dry run, they are judged again and written in one transaction, so that there is nothing or all of it. Begun
 * anew after a crash, it starts from the first row.
 */
export async function runImport (running: Running, key: ImportKey): Promise<ImportRow> {
  const { database } = running.services
  const found = await findImport(database, key)
  if (isOver(found)) return found
  if (found.attempts >= mostAttempts) return await end(running, found, { state: 'failed', failure: 'The import was begun several times and broke off each time. Nothing was written. Try it in parts, or ask whoever runs the service.' })
  await saveImport(database, key, { attempts: found.attempts + 1, state: 'checking' })
  const { timeZone } = await findPartnership(database, key.partnershipId)
  const acting = { by: callerOf(found), timeZone, requestId: found.requestId }
  if (!await stillCoordinates(database, found, localDateAt(running.services.clock.now(), timeZone))) return await end(running, found, { state: 'failed', failure: 'Whoever asked for the import is no longer a coordinator, or the key was revoked. Nothing was written.' })
  return await carryOut(running, found, acting)
}

async function carryOut (running: Running, found: ImportRow, acting: Acting): Promise<ImportRow> {
  const key = { partnershipId: found.partnershipId, importId: found.id }
  for (let round = 1; ; round++) {
    await checkRows(running, found, acting)
    const counts = await countVerdicts(running.services.database, key)
    if (counts.refused > 0) return await end(running, found, { state: 'refused', ...counts })
    if (found.dryRun) return await end(running, found, { state: 'checked', ...counts })
    try {
      await writeAll(running, found, acting, counts)
      return await findImport(running.services.database, key)
    } catch (error) {
      if (round === mostRounds || !(error instanceof PlanChanged || isWorthRetrying(error) || violatedConstraint(error) !== undefined)) throw error
      running.log.info({ importId: found.id, round }, 'the plan changed while an import was written; its rows are checked again')
    }
  }
}

/** A row that was well when it was checked is not so any more: somebody has changed the plan meanwhile. */
class PlanChanged extends Error {}

const rowsAtOnce = 1_000

async function checkRows ({ services, stopping }: Running, found: ImportRow, acting: Acting): Promise<void> {
  const key = { partnershipId: found.partnershipId, importId: found.id }
  await saveImport(services.database, key, { state: 'checking', rowsChecked: 0, rowsWritten: 0 })
  let context: PlanContext | undefined
  let [checked, saving] = [0, Promise.resolve()]
  for await (const staged of pagesOf(services.database, key)) {
    if (stopping.aborted) throw new Error('The process is stopping; the import begins anew elsewhere.')
    checked += staged.length
    const { rows } = await actAs(services, acting, async (work) => {
      await useIndexes(work.tx)
      context ??= await openContext(work, found)
      return judgeRows(work, context, await meetRows(work, context, staged))
    })
    await saving
    saving = saveChecked(services, acting, key, rows, checked) // while the next are judged
    saving.catch(() => {}) // met above, or at the end
  }
  await saving
}

async function saveChecked (services: Running['services'], acting: Acting, key: ImportKey, rows: readonly JudgedRow[], rowsChecked: number): Promise<void> {
  await actAs(services, acting, async ({ tx, now }) => {
    saveVerdicts(tx, key, rows)
    await saveImport(tx, key, { rowsChecked, updatedAt: now })
  })
}

// As long as a worker's transaction may be (RELIABILITY C2); the feed of events waits for its end.
const longestWritingMs = 60_000

async function writeAll ({ services }: Running, found: ImportRow, acting: Acting, counts: Record<RowVerdict, number>): Promise<void> {
  const key = { partnershipId: found.partnershipId, importId: found.id }
  await saveImport(services.database, key, { state: 'writing', ...counts }) // of how many rows those written are
  await actAs(services, acting, async (work) => {
    await allowLongTransaction(work.tx, longestWritingMs)
    await useIndexes(work.tx)
    await holdImport(work.tx, key)
    if (isOver(await findImport(work.tx, key))) return // another worker was at it too
    const { suspicions } = await writePages(services, work, found)
    if (suspicions.length > 0) recordOverride(work, found, suspicions)
    await endIn(work, found, { state: 'imported', ...counts })
  })
}

const isWritten = ['added', 'changed'] as const satisfies readonly RowVerdict[]

/** While the database writes a page, the next is judged: what that one names was looked up before. */
async function writePages (services: Running['services'], work: Work, found: ImportRow): Promise<PlanContext> {
  const [key, context] = [{ partnershipId: found.partnershipId, importId: found.id }, await openContext(work, found)]
  let [written, judged]: [number, JudgedPage | undefined] = [0, undefined]
  const write = async ({ rows, changes }: JudgedPage): Promise<void> => {
    await writeChanges(work, changes)
    written += rows.filter(({ verdict }) => isWritten.some((each) => each === verdict)).length
    await saveImport(services.database, key, { rowsWritten: written }) // beside the transaction, so that it is seen
  }
  for await (const staged of pagesOf(work.tx, key)) {
    const met = await meetRows(work, context, staged)
    const writing = judged === undefined ? Promise.resolve() : write(judged)
    writing.catch(() => {}) // met below, unless the next page is refused
    await setImmediate() // it is on its way
    judged = judgePage(work, context, key, met)
    await writing
  }
  if (judged !== undefined) await write(judged)
  return context
}

// An event is to be read: a file of which every cell looks like this has another fault.
const mostSuspicionsTold = 100

/** As a request's override is (work.ts): where it was suspected and why it is none, never what the cells hold. */
function recordOverride (work: Work, { id, privacyOverride: reason }: ImportRow, suspicions: PlanContext['suspicions']): void {
  const told = { suspicions: suspicions.slice(0, mostSuspicionsTold), suspected: suspicions.length }
  record(work, 'privacy_screen.overridden', { type: 'privacy_screen', id }, { after: { operation: 'requestImport', ...told, reason } })
}

function judgePage (work: Work, context: PlanContext, key: ImportKey, met: MetPage): JudgedPage {
  const judged = judgeRows(work, context, met)
  if (judged.rows.some(({ verdict }) => verdict === 'refused')) throw new PlanChanged()
  const moved = judged.rows.filter(({ actionId }, place) => actionId !== met.staged[place]?.actionId)
  if (moved.length > 0) saveVerdicts(work.tx, key, moved)
  return judged
}

async function * pagesOf (db: Parameters<typeof readStagedRows>[0], key: ImportKey): AsyncGenerator<StagedRow[]> {
  for (let after = 0; ;) {
    const page = await readStagedRows(db, key, after, rowsAtOnce)
    if (page.length > 0) yield page
    if (page.length < rowsAtOnce) return
    after = page.at(-1)?.row ?? after
  }
}

async function end ({ services }: Running, found: ImportRow, outcome: Partial<ImportRow>): Promise<ImportRow> {
  const { partnershipId, id: importId } = found
  await actAs(services, { by: callerOf(found), timeZone: 'UTC', requestId: found.requestId }, async (work) => { await endIn(work, found, outcome) })
  return await findImport(services.database, { partnershipId, importId })
}

async function endIn (work: Work, { partnershipId, id, dryRun }: ImportRow, outcome: Partial<ImportRow>): Promise<void> {
  await saveImport(work.tx, { partnershipId, importId: id }, { ...outcome, endedAt: work.now, updatedAt: work.now })
  record(work, 'import.ended', { type: 'import', id }, { after: { dryRun, ...outcome } })
}

function callerOf ({ partnershipId, byKind, byId, byKeyId, byAgencyId }: ImportRow): Caller {
  return { kind: byKind, id: byId, keyId: byKeyId, agencyId: byAgencyId, partnershipId, role: 'coordinator', name: '' }
}
