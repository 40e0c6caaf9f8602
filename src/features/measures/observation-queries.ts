import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { observations } from './tables.ts'

export type ObservationRow = InferSelectModel<typeof observations>

/** All that was observed, in the order of the periods: some dozens; 1,332 at the very most. */
export async function listObservations (db: Queryable, { partnershipId }: Caller, measureId: string): Promise<ObservationRow[]> {
  return await db.rows<ObservationRow>(sql`select ${columns(observations)} from ${observations}
    where ${observations.partnershipId} = ${partnershipId} and ${observations.measureId} = ${measureId} order by ${observations.startsOn}`)
}

export async function findObservation (db: Queryable, { partnershipId }: Caller, measureId: string, period: string): Promise<ObservationRow | undefined> {
  const [row] = await db.rows<ObservationRow>(sql`select ${columns(observations)} from ${observations} where ${isObservation({ partnershipId, measureId, period })}`)
  return row
}

export function insertObservation (tx: Transaction, row: ObservationRow): void {
  void tx.write(insertInto(observations, row))
}

export function saveObservation (tx: Transaction, row: ObservationRow): void {
  void tx.write(sql`${updateSet(observations, row)} where ${isObservation(row)}`)
}

function isObservation ({ partnershipId, measureId, period }: Pick<ObservationRow, 'partnershipId' | 'measureId' | 'period'>): SQL {
  return sql`${observations.partnershipId} = ${partnershipId} and ${observations.measureId} = ${measureId} and ${observations.period} = ${period}`
}
