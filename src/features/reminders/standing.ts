import { withdrawalOf } from '../../domain/reminder-standing.ts'
import type { Withdrawal } from '../../domain/reminder-standing.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { findCandidates } from './candidate-queries.ts'
import { readLadder } from './ladder.ts'
import { listPromisesOfMessage } from './queries.ts'
import type { PromiseRow } from './queries.ts'

export interface StandingReminder extends PromiseRow {
  /** Why it is not to be sent after all; null while it stands. */
  readonly withdrawal: Withdrawal | null
}

/** Which reminders of a digest still stand just before it is sent: a handful of questions, however many it holds. */
export async function reminderStates (db: Queryable, partnershipId: string, messageId: string, now: string): Promise<StandingReminder[]> {
  const [rows, { chasedOf }] = await Promise.all([listPromisesOfMessage(db, partnershipId, messageId), readLadder(db, partnershipId, now)])
  const candidates = await findCandidates(db, partnershipId, rows)
  const bySubject = new Map(candidates.map(chasedOf).map((chased) => [subjectOf(chased), chased]))
  return rows.map((row) => ({ ...row, withdrawal: withdrawalOf(row, bySubject.get(subjectOf(row))) ?? null }))
}

function subjectOf ({ subjectType, subjectId }: Pick<PromiseRow, 'subjectType' | 'subjectId'>): string {
  return `${subjectType} ${subjectId}`
}
