import type { InferSelectModel } from 'drizzle-orm'
import type { EvidenceCounts } from '../../domain/action-evidence.ts'
import { countEvidence } from '../../domain/evidence.ts'
import type { CountedEvidence } from '../../domain/evidence.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { sql } from '../../platform/database/drizzle.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import type { ActionRow } from '../actions/queries.ts'
import { actions } from '../actions/tables.ts'
import { evidence, evidenceAssessments } from '../evidence/tables.ts'
import { signOffs } from './tables.ts'

export type SignOffRow = InferSelectModel<typeof signOffs>

/** Awaited by whoever has to say in words which rule of the table refused. */
export async function insertSignOff (tx: Transaction, row: SignOffRow): Promise<void> {
  await tx.write(insertInto(signOffs, row))
}

/** An action with what decides who may judge it, and whether it can be signed off. */
export interface ActionToJudge extends ActionRow {
  /** Of its present round. */
  readonly evidence: EvidenceCounts
}

/** Some actions that the caller was shown, by their ids, in one question. */
export async function findActionsToJudge (db: Queryable, partnershipId: string, ids: readonly string[]): Promise<Map<string, ActionToJudge>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<ActionRow & { readonly pieces: readonly CountedEvidence[] }>(sql`select ${columns(actions)}, (
      select coalesce(json_agg(json_build_object('kind', ${evidence.kind}, 'state', ${evidence.state}, 'scan', ${evidence.scan}, 'round', ${evidence.round}, 'assessedByAgencyId', ${evidenceAssessments.assessedByAgencyId})), '[]')
      from ${evidence} left join ${evidenceAssessments} on ${evidenceAssessments.partnershipId} = ${evidence.partnershipId} and ${evidenceAssessments.evidenceId} = ${evidence.id}
      where ${evidence.partnershipId} = ${actions.partnershipId} and ${evidence.actionId} = ${actions.id} and ${evidence.round} = ${actions.reopenings}) as "pieces"
    from ${actions} where ${actions.partnershipId} = ${partnershipId} and ${actions.id} = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map(({ pieces, ...action }) => [action.id, { ...action, evidence: countEvidence(pieces, action) }]))
}
