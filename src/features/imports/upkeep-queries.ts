import { sql } from '../../platform/database/drizzle.ts'
import type { Database } from '../../platform/database/database.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import { enqueueEach } from '../../platform/jobs/enqueue.ts'
import { partnerships } from '../partnerships/tables.ts'
import { isUnderWay } from './queries.ts'
import { importRows, imports } from './tables.ts'

const quietMinutes = 3
const keptDays = 30
const purgedAtOnce = 1_000

/** Gives imports that nobody works on a job again, and takes away the rows of those that ended long ago: they hold what people wrote. */
export async function sweepImports (database: Database, now: string, stopping: AbortSignal): Promise<void> {
  await withTransaction(database.pool, async (tx) => await enqueueEach(tx, 'imports.run', sql`
    select json_build_object('partnershipId', ${imports.partnershipId}, 'importId', ${imports.id}) as payload, 'import:' || ${imports.id} as key, ${now}::timestamptz as run_at, false as is_ahead
    from ${imports} where ${imports.partnershipId} = any(array(select ${partnerships.id} from ${partnerships})) and ${isUnderWay}
      and ${imports.updatedAt} < ${now}::timestamptz - make_interval(mins => ${quietMinutes})
      and not exists (select from graphile_worker.jobs as job where job.key = 'import:' || ${imports.id} and job.attempts < job.max_attempts)`))
  while (!stopping.aborted) {
    const gone = await database.rows(sql`delete from ${importRows} where (${importRows.partnershipId}, ${importRows.importId}, ${importRows.row}) in (
      select ${importRows.partnershipId}, ${importRows.importId}, ${importRows.row} from ${imports}
      join ${importRows} on ${importRows.partnershipId} = ${imports.partnershipId} and ${importRows.importId} = ${imports.id}
      where ${imports.partnershipId} = any(array(select ${partnerships.id} from ${partnerships})) and ${imports.endedAt} < ${now}::timestamptz - make_interval(days => ${keptDays})
      limit ${purgedAtOnce}) returning 1`)
    if (gone.length < purgedAtOnce) break
  }
}
