import { dueSteps } from '../../domain/escalation.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { isBefore } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { addressesIn } from '../../domain/reminder-recipients.ts'
import { requireSoundPolicy } from '../../domain/reminder-policy.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import type { Channel, Chased, Recipient, Rung } from '../../domain/reminder.ts'
import { workingDayBefore, workingDayFrom } from '../../domain/send-window.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { Page } from '../../platform/database/keyset.ts'
import type { Position } from '../../platform/http/cursor.ts'
import { readCandidates } from './candidate-queries.ts'
import { candidateSources } from './candidate-sources.ts'
import type { CandidateRow } from './candidates.ts'
import { bankHolidaysAround, readLadder } from './ladder.ts'
import type { Ladder } from './ladder.ts'
import { findOnLedger, findServed, findWaiting, waitingKey } from './ledger-queries.ts'
import type { DueReminder } from './ledger-queries.ts'

export interface PreviewRequest {
  readonly partnershipId: string
  readonly channel: Channel
  readonly policy?: Partial<ReminderPolicy>
  readonly asOf?: LocalDate
}

/** What one address would be told. */
export interface PreviewedDigest {
  readonly recipient: Recipient
  reminders: number
  /** Those after their due date. */
  overdue: number
  readonly rungs: Set<Rung>
}

export interface Preview {
  readonly asOf: LocalDate
  /** The working day on which it would go out. */
  readonly sendOn: LocalDate
  readonly reminders: number
  /** Whoever would hear most, first. */
  readonly digests: readonly PreviewedDigest[]
}

/**
 * What would go out on a day, under the present policy or another, should
 * nothing change until then and the days between go as planned. Writes nothing.
 */
export async function previewReminders (db: Queryable, request: PreviewRequest, now: string): Promise<Preview> {
  const present = await readLadder(db, request.partnershipId, now)
  const policy = { ...present.policy, ...request.policy }
  requireSoundPolicy(policy)
  const asOf = request.asOf ?? present.today
  if (isBefore(asOf, present.today)) throw fieldRefusal('rule-broken', 'asOf', `asOf ${asOf} has passed; today is ${present.today}.`)
  const sendOn = workingDayFrom(asOf, bankHolidaysAround(asOf))
  const ladder = await readLadder(db, request.partnershipId, now, { policy, asOf: sendOn })
  const served = await findServed(db, { ...request, sendOn: present.today }, addressesIn(present.directory))
  const waiting = sendOn === present.today ? new Set<string>() : await findWaiting(db, { partnershipId: request.partnershipId, sendOn })
  const digests = await gather(db, request, ladder, dueOnDay(ladder, present.today, served), waiting)
  return { asOf, sendOn, digests, reminders: digests.reduce((sum, { reminders }) => sum + reminders, 0) }
}

const subjectsPerPage = 1_000

/** All digests of the day, page by page as a run would write them. */
async function gather (db: Queryable, request: PreviewRequest, { horizon, chasedOf }: Ladder, dueOf: (chased: Chased) => DueReminder[], waiting: ReadonlySet<string>): Promise<PreviewedDigest[]> {
  const digests = new Map<string, PreviewedDigest>()
  for (const source of candidateSources) {
    for (let next: Position | null | undefined; next !== null;) {
      const page: Page<CandidateRow> = await readCandidates(db, source, request.partnershipId, horizon, { limit: subjectsPerPage, after: next })
      const due = page.rows.map(chasedOf).flatMap(dueOf)
      const told = due.length === 0 ? new Map() : await findOnLedger(db, request, due)
      for (const reminder of due) if (told.get(reminder) !== 'to this address' || waiting.has(waitingKey(reminder))) put(digests, reminder)
      next = page.next
    }
  }
  return [...digests.values()].sort((a, b) => b.reminders - a.reminders || (a.recipient.address < b.recipient.address ? -1 : 1))
}

/**
 * What is due on the day itself: what was due on the working day before will have gone out then, if that has not
 * passed. Of today only to those whose digest is still to come; what the others were to hear, they hear in the next.
 */
function dueOnDay ({ policy, today: sendOn, bankHolidays }: Ladder, today: LocalDate, served: ReadonlySet<string>): (chased: Chased) => DueReminder[] {
  const before = workingDayBefore(sendOn, bankHolidays)
  return (chased) => {
    const earlier = isBefore(before, today) ? [] : dueSteps(chased, policy, before)
    const said = new Set(earlier.filter(({ recipient }) => before !== today || !served.has(recipient.address)).map(({ step, recipient }) => `${step} ${recipient.address}`))
    return dueSteps(chased, policy, sendOn, (step, address) => said.has(`${step} ${address}`)).map((step) => ({ ...step, chased }))
  }
}

function put (digests: Map<string, PreviewedDigest>, { recipient, step, rung }: DueReminder): void {
  const digest = digests.get(recipient.address) ?? { recipient, reminders: 0, overdue: 0, rungs: new Set<Rung>() }
  digests.set(recipient.address, digest)
  digest.reminders++
  if (step > 0) digest.overdue++
  digest.rungs.add(rung)
}
