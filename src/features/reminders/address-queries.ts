import { sql } from '../../platform/database/drizzle.ts'
import { normalAddress } from '../../domain/reminder-recipients.ts'
import type { Recipient } from '../../domain/reminder.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { failedAddresses, reminderMessages } from './tables.ts'

/** Those of the recipients to whom nothing has been sent since the latest address that refuses messages was noted. */
export async function findUntold (db: Queryable, partnershipId: string, recipients: readonly Recipient[]): Promise<Recipient[]> {
  const rows = await db.rows<{ address: string }>(sql`select told.address as address
    from (select max(${failedAddresses.since}) as since from ${failedAddresses} where ${failedAddresses.partnershipId} = ${partnershipId}) as latest,
      unnest(${sql.param(recipients.map(({ address }) => address))}::text[]) as told (address)
    where latest.since is not null and not exists (select from ${reminderMessages} where ${reminderMessages.partnershipId} = ${partnershipId}
      and ${reminderMessages.recipient} = told.address and ${reminderMessages.sentAt} >= latest.since)`)
  const untold = new Set(rows.map(({ address }) => address))
  return recipients.filter(({ address }) => untold.has(address))
}

/** Someone has looked at these addresses and saved them: whatever came back from them before, they are written to again. */
export function trustAddresses (tx: Transaction, partnershipId: string, saved: ReadonlyArray<string | null | undefined>): void {
  const addresses = saved.filter((address) => address != null).map(normalAddress)
  if (addresses.length === 0) return
  void tx.write(sql`delete from ${failedAddresses} where ${failedAddresses.partnershipId} = ${partnershipId} and ${failedAddresses.address} = any(${sql.param(addresses)}::text[])`)
}
