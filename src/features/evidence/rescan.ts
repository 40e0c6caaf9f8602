import { sql } from '../../platform/database/drizzle.ts'
import type { Scan } from '../../domain/evidence.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../services.ts'
import { partnerships } from '../partnerships/tables.ts'
import { record } from '../events/record.ts'
import { systemCaller } from '../system-caller.ts'
import { actAs } from '../work.ts'
import type { Work } from '../work.ts'
import { fileKey } from './content.ts'
import { lockEvidence, saveEvidence } from './queries.ts'
import { evidence } from './tables.ts'

export interface Rescanned {
  readonly clean: number
  readonly infected: number
  readonly pending: number
  /** There is no scanner any more: the files are given out, and marked so. */
  readonly skipped: number
  /** Not in the store, or not whole: there is nothing to scan. */
  readonly missing: number
}

interface Waiting { readonly partnershipId: string, readonly id: string, readonly timeZone: string, readonly size: number }

type Scanning = Pick<Services, 'clock' | 'database' | 'files' | 'scanner'>

/** As many as a minute is enough for; the rest is next minute's. */
const mostAtOnce = 50

/** As long as clamd may take over the largest file. */
const scanWithinMs = 60_000

/** After so many unanswered questions, the scanner is taken to be away. */
const mostUnanswered = 3

/** Scans what the scanner has not looked at yet, since it was away or slow when the file came in. Where it has been taken away since, nothing waits for it for ever. */
export async function rescanPending (services: Scanning, stopping: AbortSignal = new AbortController().signal): Promise<Rescanned> {
  const counts = { clean: 0, infected: 0, pending: 0, skipped: 0, missing: 0 }
  for (const waiting of await listPending(services)) {
    if (stopping.aborted || counts.pending === mostUnanswered) break
    counts[await rescan(services, waiting, stopping)]++
  }
  return counts
}

/** In no order: a file that the scanner never answers for must not stand before the others. */
async function listPending ({ database }: Scanning): Promise<Waiting[]> {
  return await database.rows<Waiting>(sql`
    select ${evidence.partnershipId} as "partnershipId", ${evidence.id} as "id", ${partnerships.timeZone} as "timeZone", ${evidence.size} as "size"
    from ${evidence} join ${partnerships} on ${partnerships.id} = ${evidence.partnershipId}
    where ${evidence.scan} = 'pending' order by random() limit ${mostAtOnce}`)
}

async function rescan (services: Scanning, waiting: Waiting, stopping: AbortSignal): Promise<Scan | 'missing'> {
  if (await services.files.sizeOf(fileKey(waiting)) !== waiting.size) return 'missing'
  const verdict = services.scanner === undefined ? 'skipped' : await services.scanner.scan(await services.files.read(fileKey(waiting)), AbortSignal.any([stopping, AbortSignal.timeout(scanWithinMs)]))
  if (verdict !== 'pending') {
    const acting = { by: systemCaller(waiting.partnershipId), timeZone: waiting.timeZone, requestId: `scan-${newId()}` }
    await actAs(services, acting, async (work) => { await noteVerdict(work, waiting.id, verdict) })
  }
  return verdict
}

/** What the scanner said, once: of two processes that asked it, the second finds the answer there. */
async function noteVerdict (work: Work, id: string, scan: Scan): Promise<void> {
  const before = await lockEvidence(work.tx, work.by.partnershipId, id)
  if (before.scan !== 'pending') return
  saveEvidence(work.tx, before, { scan, version: before.version + 1, updatedAt: work.now })
  record(work, 'evidence.scanned', { type: 'evidence', id }, { before: { scan: before.scan }, after: { scan, actionId: before.actionId } })
}
