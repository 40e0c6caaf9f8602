import { sql } from '../../platform/database/drizzle.ts'
import type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm'
import { countEvidence } from '../../domain/evidence.ts'
import type { CountedEvidence, Round } from '../../domain/evidence.ts'
import type { EvidenceCounts } from '../../domain/action-evidence.ts'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { evidence, evidenceAssessments } from './tables.ts'

export type EvidenceRow = InferSelectModel<typeof evidence>
export type AssessmentRow = InferSelectModel<typeof evidenceAssessments>

/** A piece of evidence with its judgement, and what of its action decides whether it counts. */
export interface ShownEvidence extends EvidenceRow {
  readonly outcome: AssessmentRow['outcome'] | null
  readonly comment: string | null
  readonly assessedById: string | null
  readonly assessedByAgencyId: string | null
  readonly assessedAt: string | null
  readonly actionReopenings: number
  readonly actionOwnerAgencyId: string
  /** The piece that was handed in in its place, the latest; null: none was, or it was withdrawn. */
  readonly replacedById: string | null
}

export interface EvidenceFilter {
  readonly actionId?: readonly string[]
  readonly state?: readonly string[]
  readonly kind?: readonly string[]
}

const shownEvidence = sql`select ${columns(evidence)}, ${evidenceAssessments.outcome} as "outcome", ${evidenceAssessments.comment} as "comment",
  ${evidenceAssessments.assessedById} as "assessedById", ${evidenceAssessments.assessedByAgencyId} as "assessedByAgencyId", ${evidenceAssessments.createdAt} as "assessedAt",
  ${actions.reopenings} as "actionReopenings", ${actions.ownerAgencyId} as "actionOwnerAgencyId",
  (select later.id from ${evidence} as later where later.partnership_id = ${evidence.partnershipId} and later.action_id = ${evidence.actionId} and later.replaces_id = ${evidence.id}
    and later.state <> 'withdrawn' order by later.created_at desc, later.id desc limit 1) as "replacedById"`

const fromEvidence = sql` from ${evidence}
  join ${actions} on ${actions.partnershipId} = ${evidence.partnershipId} and ${actions.id} = ${evidence.actionId}
  left join ${evidenceAssessments} on ${evidenceAssessments.partnershipId} = ${evidence.partnershipId} and ${evidenceAssessments.evidenceId} = ${evidence.id}`

/** A piece of evidence as a caller may see it: as far as its action is seen. */
export async function findEvidence (db: Queryable, caller: Caller, id: string): Promise<ShownEvidence> {
  const [row] = await db.rows<ShownEvidence>(sql`${shownEvidence} ${fromEvidence} where ${isEvidence(caller.partnershipId, id)} and ${actionIsVisible(caller)}`)
  if (row === undefined) throw noSuchEvidence()
  return row
}

/** Reads it again, and holds it, once its action is held: whatever changes evidence holds the action first. */
export async function lockEvidence (tx: Transaction, partnershipId: string, id: string): Promise<ShownEvidence> {
  const [row] = await tx.rows<ShownEvidence>(sql`${shownEvidence} ${fromEvidence} where ${isEvidence(partnershipId, id)} for no key update of ${evidence}`)
  if (row === undefined) throw noSuchEvidence()
  return row
}

/** Whether there is such a piece among those of an action. */
export async function isEvidenceOf (db: Queryable, partnershipId: string, actionId: string, id: string): Promise<boolean> {
  const rows = await db.rows(sql`select from ${evidence} where ${isEvidence(partnershipId, id)} and ${evidence.actionId} = ${actionId}`)
  return rows.length === 1
}

/** What an action has to show in its present round; who decides by it asks while the action is held. */
export async function countEvidenceOf (db: Queryable, action: Round & { readonly partnershipId: string, readonly id: string }): Promise<EvidenceCounts> {
  const pieces = await db.rows<CountedEvidence>(sql`
    select ${evidence.kind} as "kind", ${evidence.state} as "state", ${evidence.scan} as "scan", ${evidence.round} as "round", ${evidenceAssessments.assessedByAgencyId} as "assessedByAgencyId"
    from ${evidence}
    left join ${evidenceAssessments} on ${evidenceAssessments.partnershipId} = ${evidence.partnershipId} and ${evidenceAssessments.evidenceId} = ${evidence.id}
    where ${evidence.partnershipId} = ${action.partnershipId} and ${evidence.actionId} = ${action.id} and ${evidence.round} = ${action.reopenings}`)
  return countEvidence(pieces, action)
}

/** A page of evidence, oldest first unless asked otherwise. */
export async function listEvidence (
  db: Queryable, caller: Caller, filter: EvidenceFilter, direction: Order['direction'], page: PageRequest
): Promise<Page<ShownEvidence>> {
  const order: Order = { by: evidence.createdAt, id: evidence.id, direction, type: 'timestamptz' }
  return await readPage<ShownEvidence>(db, sql`${shownEvidence}, ${sortValue(order)} ${fromEvidence}`, conditions(caller, filter), order, page)
}

export async function countListedEvidence (db: Queryable, caller: Caller, filter: EvidenceFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total ${fromEvidence} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

export function insertEvidence (tx: Transaction, row: InferInsertModel<typeof evidence>): void {
  void tx.write(insertInto(evidence, row))
}

export function saveEvidence (tx: Transaction, before: Pick<EvidenceRow, 'partnershipId' | 'id'>, changes: Partial<EvidenceRow>): void {
  void tx.write(sql`${updateSet(evidence, changes)} where ${isEvidence(before.partnershipId, before.id)}`)
}

/** Awaited by whoever has to say in words which rule of the table refused. */
export async function insertAssessment (tx: Transaction, row: AssessmentRow): Promise<void> {
  await tx.write(insertInto(evidenceAssessments, row))
}

export function noSuchEvidence (): Refusal {
  return new Refusal('not-found', 'There is no such evidence.')
}

function isEvidence (partnershipId: string, id: string): SQL {
  return sql`${evidence.partnershipId} = ${partnershipId} and ${evidence.id} = ${id}`
}

function conditions (caller: Caller, filter: EvidenceFilter): SQL[] {
  const wanted: Array<SQL | undefined> = [
    sql`${evidence.partnershipId} = ${caller.partnershipId}`,
    actionIsVisible(caller),
    filter.actionId && isAnyOf(evidence.actionId, filter.actionId),
    filter.kind && isAnyOf(evidence.kind, filter.kind),
    filter.state && isAnyOf(evidence.state, filter.state)
  ]
  return wanted.filter((condition) => condition !== undefined)
}
