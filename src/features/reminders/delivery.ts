import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../../config.ts'
import { mostClaims, secondsAfter } from '../../domain/message-attempts.ts'
import type { Channel } from '../../domain/reminder.ts'
import { isDatabaseAway } from '../../platform/database/errors.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { composeDigest } from './composing.ts'
import type { Composed } from './composing.ts'
import { claimMessage, findNextAttempt, jobKeyOf, listDueMessages } from './delivery-queries.ts'
import type { MessageKey, MessageRow, Way } from './delivery-queries.ts'
import { settle } from './settling.ts'
import type { Attempt, Settlement } from './settling.ts'

export interface Delivering extends Pick<Services, 'clock' | 'config' | 'database' | 'mailer'> { readonly log: Logger }

/** By which way this service sends. */
export function channelOf ({ govukNotify, smtpUrl }: Pick<Config, 'govukNotify' | 'smtpUrl'>): Channel {
  if (govukNotify !== undefined) return 'notify'
  return smtpUrl === undefined ? 'outbox' : 'email'
}

/**
 * Sends one message, if it is due and nobody else has it: takes it for a while,
 * looks again at what still stands, hands it over and writes down what came of
 * it. Whoever is killed in between leaves a message that is taken up again when
 * its lease has run out; all its copies bear the same id. What was planned for
 * another channel than this process has is left to those who have it.
 */
export async function deliverMessage (services: Delivering, key: MessageKey): Promise<Settlement | undefined> {
  const message = await claimMessage(services.database, key, wayOf(services))
  if (message === undefined) {
    await comeBackLater(services, key)
    return undefined
  }
  const attempt = await attemptTo(services, message)
  return await persistently(services, async (tx) => await settle(tx, attempt, { now: services.clock.now(), requestId: `delivery-${randomUUID()}` }))
}

export type DeliveryCounts = Record<Settlement, number>

// As many as a worker's jobs would be.
const sentTogether = 5

/** Sends all that is due in a partnership, and tells what came of it: for the command line, where no worker need run. */
export async function deliverDue (services: Delivering, partnershipId: string): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = { sent: 0, skipped: 0, planned: 0, failed: 0 }
  const waiting = await listDueMessages(services.database, partnershipId, wayOf(services))
  await Promise.all(Array.from({ length: sentTogether }, async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      const settlement = await deliverMessage(services, key)
      if (settlement !== undefined) counts[settlement]++
    }
  }))
  return counts
}

function wayOf ({ mailer, clock }: Delivering): Way {
  return { channel: mailer.channel, now: clock.now() }
}

async function attemptTo (services: Delivering, message: MessageRow): Promise<Attempt> {
  if (message.attempts > mostClaims) return { message, reminderIds: [], outcome: { outcome: 'refused', reason: 'given_up' } }
  const composed = await compose(services, message)
  if (composed === undefined) return { message, reminderIds: [], outcome: { outcome: 'try_again', reason: 'not_written' } }
  const { letter, reminderIds } = composed
  return { message, reminderIds, outcome: letter === undefined ? { outcome: 'nothing_stands' } : await services.mailer.send(letter) }
}

/** Undefined where the message cannot be written: it is tried again and given up like one that cannot be sent, and holds up no other. */
async function compose ({ database, config, clock, log }: Delivering, message: MessageRow): Promise<Composed | undefined> {
  try {
    return await withTransaction(database.pool, async (tx) => await composeDigest(tx, message, { publicUrl: config.publicUrl, now: clock.now() }))
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    log.error({ err: error, partnershipId: message.partnershipId, messageId: message.id }, 'a message could not be written')
    return undefined
  }
}

/** What somebody else has taken may be left by them: a job of its own looks again when their lease has run out. */
async function comeBackLater (services: Delivering, key: MessageKey): Promise<void> {
  const { database, clock } = services
  const at = await findNextAttempt(database, key, wayOf(services))
  if (at === undefined) return
  const soonest = secondsAfter(clock.now(), 1) // two clocks may differ by a little
  await withTransaction(database.pool, async (tx) => {
    enqueue(tx, { task: 'reminders.deliver', payload: key, key: jobKeyOf(key), runAt: at > soonest ? at : soonest, isAhead: true })
  })
}

const mostSettlings = 10
const settleAgainMs = 1_000

/** What was sent should be known to be sent, also when the database is away for a moment: within the lease, it is worth waiting for. */
async function persistently<Result> ({ database }: Delivering, body: (tx: Transaction) => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await withTransaction(database.pool, body)
    } catch (error) {
      if (!isDatabaseAway(error) || attempts === mostSettlings) throw error
      await pause(settleAgainMs)
    }
  }
}
