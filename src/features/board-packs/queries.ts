import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { PackFormat } from '../../domain/board-pack.ts'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { reviews } from '../reviews/tables.ts'
import { seesEveryReview } from '../reviews/visibility.ts'
import type { PackContent } from './freezing.ts'
import { boardPackContents, boardPacks } from './tables.ts'

export type BoardPackRow = InferSelectModel<typeof boardPacks>

export interface ShownBoardPack extends BoardPackRow {
  readonly contents: ReadonlyArray<Pick<PackContent, 'format' | 'size' | 'sha256'>>
}

/** Reviews that nothing hides from anybody. */
export async function findOpenReviews (tx: Transaction, partnershipId: string): Promise<string[]> {
  const found = await tx.rows<{ id: string }>(sql`select ${reviews.id} as id from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and not ${reviews.restricted}`)
  return found.map(({ id }) => id)
}

export function insertBoardPack (tx: Transaction, row: BoardPackRow, contents: readonly PackContent[]): void {
  const { partnershipId, id: boardPackId } = row
  void tx.write(insertInto(boardPacks, row))
  for (const content of contents) void tx.write(insertInto(boardPackContents, { partnershipId, boardPackId, ...content }))
}

export async function listBoardPacks (db: Queryable, caller: Caller, direction: Order['direction'], page: PageRequest): Promise<Page<ShownBoardPack>> {
  const order: Order = { by: boardPacks.frozenAt, id: boardPacks.id, direction, type: 'timestamptz' }
  return await readPage<ShownBoardPack>(db, sql`${shown}, ${sortValue(order)} from ${boardPacks}`, visible(caller), order, page)
}

export async function countBoardPacks (db: Queryable, caller: Caller): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${boardPacks} where ${sql.join(visible(caller), sql` and `)}`)
  return row?.total ?? 0
}

/** A pack that the caller may read; any other is like unknown. */
export async function findBoardPack (db: Queryable, caller: Caller, id: string): Promise<ShownBoardPack> {
  const [row] = await db.rows<ShownBoardPack>(sql`${shown} from ${boardPacks} where ${sql.join(visible(caller), sql` and `)} and ${boardPacks.id} = ${id}`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such board pack.')
  return row
}

/** The bytes themselves; to be asked of a pack that was found. */
export async function readContent (db: Queryable, { partnershipId, id }: BoardPackRow, format: PackFormat): Promise<Buffer> {
  const [row] = await db.rows<{ content: Buffer }>(sql`select ${boardPackContents.content} as content from ${boardPackContents}
    where ${boardPackContents.partnershipId} = ${partnershipId} and ${boardPackContents.boardPackId} = ${id} and ${boardPackContents.format} = ${format}`)
  if (row === undefined) throw new Error(`The board pack ${id} has no ${format}.`)
  return row.content
}

const shown = sql`select ${columns(boardPacks)}, (select json_agg(json_build_object('format', ${boardPackContents.format}, 'size', ${boardPackContents.size}, 'sha256', ${boardPackContents.sha256}) order by ${boardPackContents.format})
  from ${boardPackContents} where ${boardPackContents.partnershipId} = ${boardPacks.partnershipId} and ${boardPackContents.boardPackId} = ${boardPacks.id}) as contents`

/**
 * A pack with restricted reviews in it is for those who see every review. Any other is for all,
 * until a review that it was made of is restricted: what is to be hidden is hidden in old papers too.
 */
function visible (caller: Caller): SQL[] {
  const own = sql`${boardPacks.partnershipId} = ${caller.partnershipId}`
  if (seesEveryReview(caller)) return [own]
  return [own, sql`not ${boardPacks.includesRestricted} and not exists (select from ${reviews}
    where ${reviews.partnershipId} = ${boardPacks.partnershipId} and ${reviews.restricted} and ${reviews.id} = any(${boardPacks.reviewIds}))`]
}
