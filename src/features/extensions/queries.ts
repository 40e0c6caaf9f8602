import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { ExtensionState } from '../../domain/extension.ts'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto, isAnyOf, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { extensions } from './tables.ts'

export type ExtensionRow = InferSelectModel<typeof extensions>

export interface ExtensionFilter {
  readonly state?: readonly ExtensionState[]
  readonly actionId?: readonly string[]
  readonly direction: Order['direction']
}

const fromExtensions = sql`from ${extensions} join ${actions} on ${actions.partnershipId} = ${extensions.partnershipId} and ${actions.id} = ${extensions.actionId}`

/** An extension is seen by whoever sees its action. */
export async function findExtension (db: Queryable, caller: Caller, id: string): Promise<ExtensionRow> {
  const [row] = await db.rows<ExtensionRow>(sql`select ${columns(extensions)} ${fromExtensions}
    where ${extensions.partnershipId} = ${caller.partnershipId} and ${extensions.id} = ${id} and ${actionIsVisible(caller)}`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such extension.')
  return row
}

/** The request that waits for its decision, if one does. */
export async function findWaiting (db: Queryable, partnershipId: string, actionId: string): Promise<{ id: string } | undefined> {
  const [row] = await db.rows<{ id: string }>(sql`select ${extensions.id} from ${extensions}
    where ${extensions.partnershipId} = ${partnershipId} and ${extensions.actionId} = ${actionId} and ${extensions.state} = 'requested'`)
  return row
}

export async function listExtensions (db: Queryable, caller: Caller, filter: ExtensionFilter, page: PageRequest): Promise<Page<ExtensionRow>> {
  const order: Order = { by: extensions.createdAt, id: extensions.id, direction: filter.direction, type: 'timestamptz' }
  return await readPage<ExtensionRow>(db, sql`select ${columns(extensions)}, ${sortValue(order)} ${fromExtensions}`, conditions(caller, filter), order, page)
}

export async function countExtensions (db: Queryable, caller: Caller, filter: ExtensionFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total ${fromExtensions} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

export function insertExtension (tx: Transaction, row: ExtensionRow): void {
  void tx.write(insertInto(extensions, row))
}

/** Awaited by whoever has to say in words which rule of the table refused. */
export async function saveExtension (tx: Transaction, { partnershipId, id }: ExtensionRow, changes: Partial<ExtensionRow>): Promise<void> {
  await tx.write(sql`${updateSet(extensions, changes)} where ${extensions.partnershipId} = ${partnershipId} and ${extensions.id} = ${id}`)
}

function conditions (caller: Caller, { state, actionId }: ExtensionFilter): SQL[] {
  const wanted = [sql`${extensions.partnershipId} = ${caller.partnershipId}`, actionIsVisible(caller)]
  if (state !== undefined) wanted.push(isAnyOf(extensions.state, state))
  if (actionId !== undefined) wanted.push(isAnyOf(extensions.actionId, actionId))
  return wanted
}
