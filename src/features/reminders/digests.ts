import { addDays, lastInstantOf } from '../../domain/local-date.ts'
import { secondsAfter } from '../../domain/message-attempts.ts'
import type { Recipient } from '../../domain/reminder.ts'
import { workingDayFrom } from '../../domain/send-window.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import type { Ladder } from './ladder.ts'
import { findServed, holdMessages, openMessages } from './ledger-queries.ts'
import type { DueReminder, LedgerEntry, Sending } from './ledger-queries.ts'

/** What a run puts its reminders into: the digest of the day, and for those who have had it that of the next working day. */
export interface Digests {
  readonly sending: Sending
  readonly next: Sending
  readonly now: string
  readonly todayNotBefore: string
  readonly nextNotBefore: string
  /** The addresses whose digests this run has opened. */
  readonly opened: Set<string>
}

// No digest is sent half-written: it is let go when its run ends. Should that be killed, the next one, minutes later, does it.
const longestRunMinutes = 10

// Time for the plan of that day, every five minutes, to open it and put in what is due by then.
const minutesForThePlan = 15

export function digestsOf (sending: Sending, { policy: { sendAt }, timeZone, today, bankHolidays }: Ladder, now: string): Digests {
  const next = workingDayFrom(addDays(today, 1), bankHolidays)
  const [hour = 0, minute = 0] = sendAt.split(':').map(Number)
  const midnight = secondsAfter(lastInstantOf(addDays(next, -1), timeZone), 0.001)
  return {
    sending,
    next: { ...sending, sendOn: next },
    now,
    todayNotBefore: secondsAfter(now, longestRunMinutes * 60),
    nextNotBefore: secondsAfter(midnight, (hour * 60 + minute + minutesForThePlan) * 60),
    opened: new Set()
  }
}

/** Opens the digests of those whom the run has not met before. To be done in transactions of its own: what makes or changes a digest waits for those who are putting something into it. */
export async function openDigests ({ sending, next, now, todayNotBefore, nextNotBefore, opened }: Digests, db: Queryable, writing: (body: (tx: Transaction) => Promise<void>) => Promise<void>, hearers: readonly Recipient[]): Promise<void> {
  const recipients = new Map(hearers.filter(({ address }) => !opened.has(address)).map((recipient) => [recipient.address, recipient]))
  if (recipients.size === 0) return
  await writing(async (tx) => { await openMessages(tx, sending, now, todayNotBefore, [...recipients.values()]) })
  const served = await findServed(db, sending, [...recipients.keys()])
  if (served.size > 0) await writing(async (tx) => { await openMessages(tx, next, now, nextNotBefore, [...recipients.values()].filter(({ address }) => served.has(address))) })
  for (const address of recipients.keys()) opened.add(address)
}

export interface PutIn {
  readonly entries: readonly LedgerEntry[]
  /** The digests of the next working day among theirs. */
  readonly later: ReadonlySet<string>
}

/** Finds each its digest, and holds it until the transaction ends. What finds none was overtaken by somebody who sends, and is planned by the next run. */
export async function putIntoDigests (tx: Transaction, { sending, next }: Digests, fresh: readonly DueReminder[]): Promise<PutIn> {
  const addresses = [...new Set(fresh.map(({ recipient }) => recipient.address))]
  const ofToday = await holdMessages(tx, sending, addresses)
  const left = addresses.filter((address) => !ofToday.has(address))
  const ofNext = left.length === 0 ? new Map<string, string>() : await holdMessages(tx, next, left)
  const entries = fresh.flatMap((reminder) => {
    const messageId = ofToday.get(reminder.recipient.address) ?? ofNext.get(reminder.recipient.address)
    return messageId === undefined ? [] : [{ reminder, messageId }]
  })
  return { entries, later: new Set(ofNext.values()) }
}
