import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel } from 'drizzle-orm'
import { standardPolicy } from '../../domain/reminder-policy.ts'
import type { LadderStep, ReminderPolicy } from '../../domain/reminder-policy.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { reminderPolicies } from './tables.ts'

type Row = InferSelectModel<typeof reminderPolicies>

export interface PolicyRow extends ReminderPolicy {
  readonly partnershipId: string
  readonly version: number
  /** Null: the partnership has set none; it follows the standard. */
  readonly updatedAt: string | null
}

/** The ladder of a partnership: its own, or the standard as its first version. */
export async function findPolicy (db: Queryable, partnershipId: string): Promise<PolicyRow> {
  const [row] = await db.rows<Row>(sql`select ${columns(reminderPolicies)} from ${reminderPolicies} where ${reminderPolicies.partnershipId} = ${partnershipId}`)
  if (row === undefined) return { ...standardPolicy, partnershipId, version: 1, updatedAt: null }
  return { ...row, steps: row.steps as LadderStep[] } // only what requireSoundPolicy let pass is stored
}

/** Whoever saves holds the partnership, so that two who change it at once meet. */
export function savePolicy (tx: Transaction, { partnershipId, sendAt, steps, version }: PolicyRow, now: string): void {
  const row = { partnershipId, sendAt, steps, version, createdAt: now, updatedAt: now }
  void tx.write(sql`${insertInto(reminderPolicies, row)}
    on conflict (partnership_id) do update set send_at = excluded.send_at, steps = excluded.steps, version = excluded.version, updated_at = excluded.updated_at`)
}
