import { withdrawalOf } from '../../domain/reminder-standing.ts'
import type { Withdrawal } from '../../domain/reminder-standing.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { findCandidates } from './candidate-queries.ts'
import { readLadder } from './ladder.ts'
import { listRemindersOfMessage } from './queries.ts'
import type { ReminderRow } from './queries.ts'

export interface StandingReminder extends ReminderRow {
  /** Why it is not to be sent after all; null while it stands. */
  readonly withdrawal: Withdrawal | null
}

/** Which reminders of a digest still stand just before it is sent: a handful of questions, however many it holds. */
export async function reminderStates (db: Queryable, partnershipId: string, messageId: string, now: string): Promise<StandingReminder[]> {
  const [rows, { chasedOf }] = await Promise.all([listRemindersOfMessage(db, partnershipId, messageId), readLadder(db, partnershipId, now)])
  const candidates = await findCandidates(db, partnershipId, rows)
  const bySubject = new Map(candidates.map(chasedOf).map((chased) => [subjectOf(chased), chased]))
  const besides = Map.groupBy(rows, subjectOf)
  return rows.map((row) => ({ ...row, withdrawal: withdrawalOf(row, bySubject.get(subjectOf(row)), besides.get(subjectOf(row)) ?? []) ?? null }))
}

function subjectOf ({ subjectType, subjectId }: Pick<ReminderRow, 'subjectType' | 'subjectId'>): string {
  return `${subjectType} ${subjectId}`
}
