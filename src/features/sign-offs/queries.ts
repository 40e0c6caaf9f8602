import type { InferSelectModel } from 'drizzle-orm'
import { insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { signOffs } from './tables.ts'

export type SignOffRow = InferSelectModel<typeof signOffs>

/** Awaited by whoever has to say in words which rule of the table refused. */
export async function insertSignOff (tx: Transaction, row: SignOffRow): Promise<void> {
  await tx.write(insertInto(signOffs, row))
}
