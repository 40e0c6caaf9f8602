import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel } from 'drizzle-orm'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { inOurWords } from '../../platform/database/errors.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { partnerships } from './tables.ts'

export type PartnershipRow = InferSelectModel<typeof partnerships>

export async function findPartnership (db: Queryable, id: string): Promise<PartnershipRow> {
  const [row] = await db.rows<PartnershipRow>(sql`select ${columns(partnerships)} from ${partnerships} where ${partnerships.id} = ${id}`)
  return row ?? missing()
}

/** `no key update`: every event names its partnership, and must not wait for this. */
export async function lockPartnership (tx: Transaction, id: string): Promise<PartnershipRow> {
  const [row] = await tx.rows<PartnershipRow>(sql`select ${columns(partnerships)} from ${partnerships} where ${partnerships.id} = ${id} for no key update`)
  return row ?? missing()
}

/** Every partnership of this service: the operator's view, never a caller's. */
export async function listPartnerships (db: Queryable): Promise<PartnershipRow[]> {
  return await db.rows<PartnershipRow>(sql`select ${columns(partnerships)} from ${partnerships} order by ${partnerships.code}`)
}

export async function insertPartnership (tx: Transaction, row: PartnershipRow): Promise<void> {
  await inOurWords(tx.write(insertInto(partnerships, row)), { partnerships_code: () => fieldRefusal('already-exists', 'code', `There is a partnership ${row.code} already.`) })
}

export function savePartnership (tx: Transaction, row: PartnershipRow): void {
  const { id, code: _code, createdAt: _created, ...changeable } = row
  void tx.write(sql`${updateSet(partnerships, changeable)} where ${partnerships.id} = ${id}`)
}

function missing (): never {
  throw new Refusal('not-found', 'There is no such partnership.')
}
