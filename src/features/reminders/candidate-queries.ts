import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { LocalDate } from '../../domain/local-date.ts'
import type { ReminderSubject } from '../../domain/reminder.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage } from '../../platform/database/keyset.ts'
import type { Page, PageRequest } from '../../platform/database/keyset.ts'
import { candidateSources } from './candidate-sources.ts'
import type { CandidateSource } from './candidate-sources.ts'
import type { CandidateRow } from './candidates.ts'

/** A page of what could be due by the horizon. */
export async function readCandidates (db: Queryable, source: CandidateSource, partnershipId: string, horizon: LocalDate, page: PageRequest): Promise<Page<CandidateRow>> {
  const within = source.countedFrom === undefined ? [] : [sql`${source.countedFrom} <= ${horizon}`]
  return await readPage<CandidateRow>(db, source.selected, [isChased(source, partnershipId), ...within], source.order, page)
}

/** Those of the named subjects that are still chased: a question for each kind of them. */
export async function findCandidates (db: Queryable, partnershipId: string, subjects: ReadonlyArray<{ subjectType: ReminderSubject, subjectId: string }>): Promise<CandidateRow[]> {
  const asked = candidateSources.map((source) => ({ source, ids: subjects.filter(({ subjectType }) => source.tells.includes(subjectType)).map(({ subjectId }) => subjectId) }))
  const found = await Promise.all(asked.filter(({ ids }) => ids.length > 0).map(async ({ source, ids }) =>
    await db.rows<CandidateRow>(sql`${source.selected} where ${isChased(source, partnershipId)} and ${source.table.id} = any(${sql.param(ids)}::uuid[])`)))
  return found.flat()
}

/** All that is chased about an action. */
export async function findCandidatesOfAction (db: Queryable, partnershipId: string, actionId: string): Promise<CandidateRow[]> {
  const found = await Promise.all(candidateSources.filter((source) => source.actionId !== undefined).map(async (source) =>
    await db.rows<CandidateRow>(sql`${source.selected} where ${isChased(source, partnershipId)} and ${source.actionId} = ${actionId}`)))
  return found.flat()
}

function isChased ({ table, isOpen }: CandidateSource, partnershipId: string): SQL {
  return sql`${table.partnershipId} = ${partnershipId} and ${isOpen}`
}
