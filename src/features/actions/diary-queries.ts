import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { insertEach } from '../../platform/database/bulk.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import { newId } from '../../platform/ids.ts'
import type { Work } from '../work.ts'
import { actionComments, actionTransitions, actionUpdates } from './tables.ts'

export type TransitionRow = InferSelectModel<typeof actionTransitions>
export type UpdateRow = InferSelectModel<typeof actionUpdates>
export type CommentRow = InferSelectModel<typeof actionComments>

const diaries = { transitions: actionTransitions, updates: actionUpdates, comments: actionComments }

export type DiaryName = keyof typeof diaries

/** What was done and said about an action, latest last; ids are in time order. */
export async function listDiary<Row extends { id: string }> (db: Queryable, caller: Caller, name: DiaryName, actionId: string, page: PageRequest): Promise<Page<Row>> {
  const diary = diaries[name]
  const order: Order = { by: diary.createdAt, id: diary.id, direction: 'asc', type: 'timestamptz' }
  return await readPage<Row>(db, sql`select ${columns(diary)}, ${sortValue(order)} from ${diary}`,
    [sql`${diary.partnershipId} = ${caller.partnershipId}`, sql`${diary.actionId} = ${actionId}`], order, page)
}

export async function countDiary (db: Queryable, caller: Caller, name: DiaryName, actionId: string): Promise<number> {
  const diary = diaries[name]
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${diary} where ${diary.partnershipId} = ${caller.partnershipId} and ${diary.actionId} = ${actionId}`)
  return row?.total ?? 0
}

/** Adds an entry, signed by whoever makes the change; entries are never altered. */
export function writeDiary<Entry extends object> (work: Work, name: DiaryName, actionId: string, entry: Entry): Entry & Signature {
  const row = { ...signature(work, actionId), ...entry }
  void work.tx.write(insertInto(diaries[name], row as never)) // the entry's own columns are the caller's to name, by its row type
  return row
}

/** Adds first progress updates, one to each of many actions, in one statement; tells their ids. */
export function writeUpdates (work: Work, narratives: ReadonlyArray<{ readonly actionId: string, readonly narrative: string }>): UpdateRow[] {
  const rows = narratives.map(({ actionId, narrative }) => ({ ...signature(work, actionId), narrative, confidence: null, percentComplete: null }))
  if (rows.length > 0) void work.tx.write(insertEach(actionUpdates, rows))
  return rows
}

type Signature = Pick<CommentRow, 'partnershipId' | 'id' | 'actionId' | 'byPersonId' | 'byApiKeyId' | 'byAgencyId' | 'createdAt'>

function signature ({ by, now }: Work, actionId: string): Signature {
  return {
    partnershipId: by.partnershipId,
    id: newId(),
    actionId,
    byPersonId: by.kind === 'person' ? by.id : null,
    byApiKeyId: by.kind === 'service' ? by.keyId : null,
    byAgencyId: by.agencyId,
    createdAt: now
  }
}
