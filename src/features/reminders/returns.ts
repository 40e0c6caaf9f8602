import { randomUUID } from 'node:crypto'
import { withTransaction } from '../../platform/database/transaction.ts'
import { settleReturned } from './settling.ts'
import type { Delivering } from './delivery.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Asks the channel what came back of what it took, and settles it anew; tells how many. */
export async function takeReturns ({ database, mailer, clock }: Delivering): Promise<number> {
  let news = 0
  // The channel's account may be shared: what bears no id of ours is not ours.
  for (const returned of (await mailer.returned()).filter(({ messageId }) => uuid.test(messageId))) {
    const moment = { now: clock.now(), requestId: `delivery-${randomUUID()}` }
    if (await withTransaction(database.pool, async (tx) => await settleReturned(tx, returned, moment))) news++
  }
  return news
}
