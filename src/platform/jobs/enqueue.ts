import { sql } from '../database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Transaction } from '../database/transaction.ts'
import { mostTries } from './task-list.ts'
import type { Payloads, TaskName } from './task-list.ts'

export interface Job<Name extends TaskName> {
  readonly task: Name
  readonly payload: Payloads[Name]
  /** A job of the same key that has not begun is replaced by this one. */
  readonly key: string
  readonly runAt: string
  /** Before all that waits in its turn, however much that is: for what was begun once already. */
  readonly isAhead?: boolean
}

const ahead = -1

/** Adds a job in the transaction that causes it: both stand, or neither. */
export function enqueue<Name extends TaskName> (tx: Transaction, { task, payload, key, runAt, isAhead = false }: Job<Name>): void {
  void tx.write(sql`select from graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, null, ${runAt}::timestamptz, ${mostTries}::integer, ${key}, ${isAhead ? ahead : null}::integer)`)
}

/** Adds a job for each row of a query that gives `payload`, `key`, `run_at` and `is_ahead`; tells how many. */
export async function enqueueEach (tx: Transaction, task: TaskName, wanted: SQL): Promise<number> {
  return await tx.write(sql`select from graphile_worker.add_jobs(array(
    select (${task}::text, wanted.payload::json, null, wanted.run_at, ${mostTries}::integer, wanted.key, case when wanted.is_ahead then ${ahead}::integer end, null)::graphile_worker.job_spec from (${wanted}) as wanted))`)
}

/** Whether a job of this key waits to be run. */
export function isEnqueued (key: SQL): SQL {
  return sql`exists (select from graphile_worker.jobs as job where job.key = ${key} and job.locked_at is null and job.attempts < job.max_attempts)`
}

/** Takes back what was still to be told to or of a person: such a job may hold an address that stands nowhere else. What is being worked at this moment goes out. */
export function forgetJobsAbout (tx: Transaction, personId: string): void {
  void tx.write(sql`delete from graphile_worker._private_jobs where payload ->> 'personId' = ${personId} and locked_at is null`)
}
