import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel } from 'drizzle-orm'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { milestones } from './tables.ts'

export type MilestoneRow = InferSelectModel<typeof milestones>

export async function findMilestone (db: Queryable, partnershipId: string, id: string): Promise<MilestoneRow> {
  const [row] = await db.rows<MilestoneRow>(sql`select ${columns(milestones)} from ${milestones} where ${milestones.partnershipId} = ${partnershipId} and ${milestones.id} = ${id}`)
  if (row === undefined) throw noSuchMilestone()
  return row
}

/** All milestones of an action: some few. Whoever asks in order to change them holds the action. */
export async function milestonesOf (db: Queryable, partnershipId: string, actionId: string): Promise<MilestoneRow[]> {
  return await db.rows<MilestoneRow>(sql`select ${columns(milestones)} from ${milestones} where ${milestones.partnershipId} = ${partnershipId} and ${milestones.actionId} = ${actionId}`)
}

export async function listMilestones (db: Queryable, partnershipId: string, actionId: string, page: PageRequest): Promise<Page<MilestoneRow>> {
  const order: Order = { by: milestones.dueOn, id: milestones.id, direction: 'asc', type: 'date' }
  return await readPage<MilestoneRow>(db, sql`select ${columns(milestones)}, ${sortValue(order)} from ${milestones}`,
    [sql`${milestones.partnershipId} = ${partnershipId}`, sql`${milestones.actionId} = ${actionId}`], order, page)
}

export async function countMilestones (db: Queryable, partnershipId: string, actionId: string): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${milestones} where ${milestones.partnershipId} = ${partnershipId} and ${milestones.actionId} = ${actionId}`)
  return row?.total ?? 0
}

export function insertMilestone (tx: Transaction, row: MilestoneRow): void {
  void tx.write(insertInto(milestones, row))
}

export function saveMilestone (tx: Transaction, row: MilestoneRow, changes: Partial<MilestoneRow>): void {
  void tx.write(sql`${updateSet(milestones, changes)} where ${milestones.partnershipId} = ${row.partnershipId} and ${milestones.id} = ${row.id}`)
}

export function noSuchMilestone (): Refusal {
  return new Refusal('not-found', 'There is no such milestone.')
}
