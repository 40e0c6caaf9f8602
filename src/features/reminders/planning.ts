import { dueSteps } from '../../domain/escalation.ts'
import type { Caller } from '../../domain/permission.ts'
import { coordinators } from '../../domain/reminder-recipients.ts'
import type { Channel, Recipient } from '../../domain/reminder.ts'
import { closedBecause } from '../../domain/send-window.ts'
import type { ClosedBecause } from '../../domain/send-window.ts'
import { isDatabaseAway } from '../../platform/database/errors.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import type { Position } from '../../platform/http/cursor.ts'
import type { Services } from '../../services.ts'
import { recordEach } from '../events/record.ts'
import { findUntold } from './address-queries.ts'
import { readCandidates } from './candidate-queries.ts'
import { candidateSources } from './candidate-sources.ts'
import type { CandidateSource } from './candidate-sources.ts'
import { enqueuePlanned } from './delivery-queries.ts'
import { digestsOf, openDigests, putIntoDigests } from './digests.ts'
import type { Digests } from './digests.ts'
import { stepsTold } from './due-events.ts'
import { readLadder } from './ladder.ts'
import type { Ladder } from './ladder.ts'
import { findOnLedger, insertReminders, releaseMessages, retireMessages } from './ledger-queries.ts'
import type { DueReminder, Sending, Told } from './ledger-queries.ts'

export interface PlanRequest {
  readonly partnershipId: string
  readonly channel: Channel
  readonly sendWindow: 'observed' | 'ignored'
  /** Who has it planned; the events name them. */
  readonly by: Caller
  readonly requestId: string
}

export interface PlanCounts {
  /** Written to the ledger by this run. */
  readonly planned: number
  readonly alreadyPlanned: number
  /** Of the planned, those that wait for the next working day: today's digest of their recipient has gone. */
  readonly postponed: number
  /** The digests that the planned ones stand in. */
  readonly messages: number
  /** Why nothing was looked at; null when the window was open or ignored. */
  readonly closedBecause: ClosedBecause | null
}

/**
 * Plans what is due now in a partnership: each step once, whoever plans it,
 * however often and however many at a time. Late, repeated and interrupted runs
 * are harmless; what an interrupted one left out, the next one plans.
 */
export async function planReminders (services: Pick<Services, 'clock' | 'database'>, request: PlanRequest): Promise<PlanCounts> {
  const now = services.clock.now()
  const ladder = await readLadder(services.database, request.partnershipId, now)
  const closed = closedBecause(now, { ...ladder, sendAt: ladder.policy.sendAt })
  if (closed !== undefined && request.sendWindow === 'observed') return { ...nothing, closedBecause: closed }
  const { partnershipId, channel } = request
  const sending: Sending = { partnershipId, channel, sendOn: ladder.today }
  const run: Run = { ...request, services, ladder, now, sending, digests: digestsOf(sending, ladder, now) }
  const pages: WrittenPage[] = []
  for (const source of candidateSources) pages.push(...await writePages(run, duePages(run, source)))
  await tellOfAddresses(run)
  return await endRun(run, pages)
}

const nothing: PlanCounts = { planned: 0, alreadyPlanned: 0, postponed: 0, messages: 0, closedBecause: null }

interface Run extends PlanRequest {
  readonly services: Pick<Services, 'database'>
  readonly ladder: Ladder
  readonly now: string
  readonly sending: Sending
  readonly digests: Digests
}

// The least that keeps round trips from counting; even a page whose every subject is late and told to five is written well within a statement's time.
const subjectsPerPage = 1_000

/** What is due of one page of subjects, and how much of that is on the ledger. */
interface DuePage {
  readonly fresh: readonly DueReminder[]
  readonly told: ReadonlyMap<DueReminder, Told>
  readonly alreadyPlanned: number
}

/** What is due, page after page: the next one is read while the one before is written. */
async function * duePages (run: Run, source: CandidateSource): AsyncGenerator<DuePage> {
  let reading = readDuePage(run, source, undefined)
  for (;;) {
    const { next, ...page } = await reading
    if (next === null) return yield page
    reading = readDuePage(run, source, next)
    reading.catch(() => {}) // met when it is awaited; a page that cannot be written ends the run before
    yield page
  }
}

async function readDuePage (run: Run, source: CandidateSource, after: Position | undefined): Promise<DuePage & { next: Position | null }> {
  const { partnershipId, horizon, chasedOf, policy, today } = run.ladder
  const { database } = run.services
  return await persistently(async () => {
    const page = await readCandidates(database, source, partnershipId, horizon, { limit: subjectsPerPage, after })
    const due = page.rows.map(chasedOf).flatMap((chased) => dueSteps(chased, policy, today).map((step) => ({ ...step, chased })))
    const told: ReadonlyMap<DueReminder, Told> = due.length === 0 ? new Map() : await findOnLedger(database, run.sending, due)
    const fresh = due.filter((reminder) => told.get(reminder) !== 'to this address')
    return { fresh, told, alreadyPlanned: due.length - fresh.length, next: page.next }
  })
}

async function open (run: Run, recipients: readonly Recipient[]): Promise<void> {
  await openDigests(run.digests, run.services.database, async (body) => { await writing(run, body) }, recipients)
}

/** A coordinator who has not heard yet that an address refuses messages gets a digest, also when nothing is due for them. */
async function tellOfAddresses (run: Run): Promise<void> {
  await open(run, await findUntold(run.services.database, run.partnershipId, coordinators(run.ladder.directory)))
}

interface WrittenPage extends Pick<PlanCounts, 'planned' | 'alreadyPlanned' | 'postponed'> {
  readonly messageIds: ReadonlySet<string>
}

// A page costs the database far more than it costs us, and what it waits for at a commit another can use.
const pagesTogether = 2

/** All pages of a source, some at a time. */
async function writePages (run: Run, due: AsyncIterable<DuePage>): Promise<WrittenPage[]> {
  const written: WrittenPage[] = []
  const underWay: Array<Promise<WrittenPage>> = []
  try {
    for await (const page of due) {
      if (underWay.length === pagesTogether) written.push(...await Promise.all(underWay.splice(0, 1)))
      await open(run, page.fresh.map(({ recipient }) => recipient))
      const pending = writePage(run, page)
      pending.catch(() => {}) // met when it is awaited
      underWay.push(pending)
    }
    return [...written, ...await Promise.all(underWay)]
  } finally {
    await Promise.allSettled(underWay)
  }
}

/** What is new of a page, in a transaction of its own: the entries of the ledger, the events. */
async function writePage (run: Run, { fresh, told, alreadyPlanned }: DuePage): Promise<WrittenPage> {
  if (fresh.length === 0) return { planned: 0, alreadyPlanned, postponed: 0, messageIds: new Set() }
  return await writing(run, async (tx) => {
    const { entries, later } = await putIntoDigests(tx, run.digests, fresh)
    const planned = entries.length === 0 ? [] : await insertReminders(tx, run.sending, run.now, entries)
    recordEach({ ...run, tx }, 'reminder.due', stepsTold(planned.filter(({ reminder }) => !told.has(reminder))))
    return {
      planned: planned.length,
      alreadyPlanned: alreadyPlanned + entries.length - planned.length,
      postponed: planned.filter(({ messageId }) => later.has(messageId)).length,
      messageIds: new Set(planned.map(({ messageId }) => messageId))
    }
  })
}

async function endRun (run: Run, pages: readonly WrittenPage[]): Promise<PlanCounts> {
  const messages = new Set(pages.flatMap(({ messageIds }) => [...messageIds]))
  await writing(run, async (tx) => {
    await releaseMessages(tx, run.sending, run.now)
    const retired = await retireMessages(tx, run.sending, run.now)
    recordEach({ ...run, tx }, 'reminder.skipped', retired.map(({ id, ...after }) => ({ subject: { type: 'reminder_message', id }, after })))
    if (run.digests.opened.size > 0) void enqueuePlanned(tx, run.sending)
  })
  const sum = (name: 'planned' | 'alreadyPlanned' | 'postponed'): number => pages.reduce((total, page) => total + page[name], 0)
  return { planned: sum('planned'), alreadyPlanned: sum('alreadyPlanned'), postponed: sum('postponed'), messages: messages.size, closedBecause: null }
}

async function writing<Result> ({ services }: Run, body: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return await persistently(async () => await withTransaction(services.database.pool, body))
}

const mostAttempts = 5

/** Another planner, or a database that was away for a moment, is no reason to give up: a page can be planned twice. */
async function persistently<Result> (job: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await job()
    } catch (error) {
      if (!isDatabaseAway(error) || attempts === mostAttempts) throw error
    }
  }
}
