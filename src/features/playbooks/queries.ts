import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel } from 'drizzle-orm'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { playbookApplications } from './tables.ts'

export type PlaybookApplicationRow = InferSelectModel<typeof playbookApplications>

/** The playbook that a recommendation was planned from, if any. */
export async function findApplication (db: Queryable, partnershipId: string, recommendationId: string): Promise<PlaybookApplicationRow | undefined> {
  const [row] = await db.rows<PlaybookApplicationRow>(sql`select ${columns(playbookApplications)} from ${playbookApplications}
    where ${playbookApplications.partnershipId} = ${partnershipId} and ${playbookApplications.recommendationId} = ${recommendationId}`)
  return row
}

export function insertApplication (tx: Transaction, row: PlaybookApplicationRow): void {
  void tx.write(insertInto(playbookApplications, row))
}
