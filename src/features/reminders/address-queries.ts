import { sql } from '../../platform/database/drizzle.ts'
import { normalAddress } from '../../domain/reminder-recipients.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { failedAddresses } from './tables.ts'

/** Someone has looked at these addresses and saved them: whatever came back from them before, they are written to again. */
export function trustAddresses (tx: Transaction, partnershipId: string, saved: ReadonlyArray<string | null | undefined>): void {
  const addresses = saved.filter((address) => address != null).map(normalAddress)
  if (addresses.length === 0) return
  void tx.write(sql`delete from ${failedAddresses} where ${failedAddresses.partnershipId} = ${partnershipId} and ${failedAddresses.address} = any(${sql.param(addresses)}::text[])`)
}
