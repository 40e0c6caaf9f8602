import { sql } from '../database/drizzle.ts'
import type { Queryable } from '../database/database.ts'
import { idempotencyKeys as t } from './tables.ts'

// Small enough that nobody waits for its locks.
const purgedAtOnce = 1_000

/** Takes away the answers that no request can ask for again, the oldest first, a few at a time; tells how many. */
export async function purgeIdempotencyKeys (db: Queryable, now: string, stopping: AbortSignal): Promise<number> {
  let purged = 0
  while (!stopping.aborted) {
    const gone = await db.rows(sql`delete from ${t} where (${t.partnershipId}, ${t.principalId}, ${t.method}, ${t.path}, ${t.key}) in (
      select ${t.partnershipId}, ${t.principalId}, ${t.method}, ${t.path}, ${t.key} from ${t}
      where ${t.createdAt} < ${now}::timestamptz - interval '24 hours' order by ${t.createdAt} limit ${purgedAtOnce}) returning 1`)
    purged += gone.length
    if (gone.length < purgedAtOnce) break
  }
  return purged
}
