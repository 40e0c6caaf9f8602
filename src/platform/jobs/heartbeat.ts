import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Logger } from '../log.ts'

export interface Heartbeat {
  stop: () => Promise<void>
}

export interface Beating {
  readonly workerId: string
  readonly connect: () => Promise<Client>
  readonly log: Logger
}

const beatEveryMs = 5_000

/**
 * Shows that a worker is alive, and gives back the jobs of those that are not:
 * by itself the queue would keep a killed worker's jobs for four hours
 * (RELIABILITY M10). A worker that is merely slow keeps its lock, so its jobs
 * are left to it; the lock of one that is gone went with its connection.
 */
export function startHeartbeat (beating: Beating): Heartbeat {
  const stopping = new AbortController()
  const ended = keepBeating(beating, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await ended
    }
  }
}

async function keepBeating ({ workerId, connect, log }: Beating, stopping: AbortSignal): Promise<void> {
  let client: Client | undefined
  while (!stopping.aborted) {
    try {
      client ??= await connectAs(workerId, connect)
      await beat(client, workerId)
      await freeTheSilent(client, workerId, log)
    } catch (error) {
      log.warn({ err: error }, 'this worker could not show that it is alive; it tries again')
      await client?.end().catch(() => {}) // it is broken: what it held is free
      client = undefined
    }
    await pause(beatEveryMs, undefined, { signal: stopping }).catch(() => {}) // aborted
  }
  if (client !== undefined) await free(client, [workerId]).catch(() => {}) // then it falls silent, and another does it
  await client?.end().catch(() => {})
}

async function connectAs (workerId: string, connect: () => Promise<Client>): Promise<Client> {
  const client = await connect()
  await client.query('select pg_try_advisory_lock(hashtextextended($1, 0))', [workerId])
  return client
}

async function beat (client: Client, workerId: string): Promise<void> {
  await client.query(`insert into worker_heartbeats (worker_id, beat_at) values ($1, now())
    on conflict (worker_id) do update set beat_at = excluded.beat_at`, [workerId])
}

/** Silent for six beats, or holding jobs without ever having beaten, and its lock is free: gone. */
async function freeTheSilent (client: Client, workerId: string, log: Logger): Promise<void> {
  const { rows } = await client.query<{ id: string }>(`
    with quiet as materialized (
      select worker_id as id from worker_heartbeats where beat_at < now() - interval '30 seconds' and worker_id <> $1
      union select job.locked_by from graphile_worker.jobs as job where job.locked_at < now() - interval '60 seconds'
        and not exists (select from worker_heartbeats where worker_id = job.locked_by))
    select id from quiet where pg_try_advisory_xact_lock(hashtextextended(id, 0))`, [workerId])
  if (rows.length === 0) return
  await free(client, rows.map(({ id }) => id))
  log.warn({ workers: rows.length }, 'workers are gone; their jobs are free')
}

async function free (client: Client, workerIds: readonly string[]): Promise<void> {
  await client.query('select graphile_worker.force_unlock_workers($1)', [workerIds])
  await client.query('delete from worker_heartbeats where worker_id = any($1)', [workerIds])
}
