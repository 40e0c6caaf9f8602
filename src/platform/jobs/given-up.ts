import { sql } from '../database/drizzle.ts'
import type { Queryable } from '../database/database.ts'

/**
 * Takes away jobs that nobody tries again; the queue itself keeps them for ever,
 * and with them an alert and what is in their payloads. A tick of the clock is
 * made up for by the next, so that an hour of being told about it is enough; for
 * the others somebody may come back from a week's leave.
 */
export async function dropGivenUpJobs (db: Queryable): Promise<void> {
  await db.rows(sql`delete from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null
    and updated_at < now() - case when max_attempts = 1 then interval '1 hour' else interval '7 days' end`)
}
