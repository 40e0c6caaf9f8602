import t from 'tap'
import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import pg from 'pg'
import { openDatabase } from '../../src/platform/database/database.ts'
import { connectToJobs } from '../../src/platform/jobs/connections.ts'
import { startHeartbeat } from '../../src/platform/jobs/heartbeat.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { until } from '../support/scratch-database.ts'
import { cloneTemplate } from '../support/template.ts'

const { url, drop } = await cloneTemplate()
const db = openDatabase({ url, connections: 2 })
t.teardown(async () => {
  await db.close()
  await drop()
})

/** A job that a worker has, which showed its last sign of life so long ago; undefined: never. */
async function jobOf (workerId: string, beatSecondsAgo: number | undefined, lockedSecondsAgo = 90): Promise<void> {
  await db.rows(sql`select from graphile_worker.add_job('reminders.sweep', job_key => ${workerId})`)
  await db.rows(sql`update graphile_worker._private_jobs set locked_by = ${workerId}, locked_at = now() - make_interval(secs => ${lockedSecondsAgo}) where key = ${workerId}`)
  if (beatSecondsAgo !== undefined) await db.rows(sql`insert into worker_heartbeats values (${workerId}, now() - make_interval(secs => ${beatSecondsAgo}))`)
}

/** A worker that is alive, for the length of a test. */
async function beating (t: Test, workerId: string): Promise<void> {
  const heartbeat = startHeartbeat({ workerId, connect: async () => await connectToJobs({ url }), log: makeLogger('silent') })
  t.teardown(heartbeat.stop)
  await until(async () => (await workers()).includes(workerId))
}

async function workers (): Promise<string[]> {
  return (await db.rows<{ id: string }>(sql`select worker_id as id from worker_heartbeats order by worker_id`)).map(({ id }) => id)
}

async function holders (): Promise<string[]> {
  return (await db.rows<{ id: string }>(sql`select locked_by as id from graphile_worker.jobs where locked_by is not null order by locked_by`)).map(({ id }) => id)
}

t.test('the jobs of a worker that fell silent are given back', async (t) => {
  await jobOf('killed', 31)
  await jobOf('quiet for a moment', 20) // not so near the 30 s that a busy machine carries it over
  await jobOf('killed before its first beat', undefined)
  await jobOf('just begun', undefined, 5)

  await beating(t, 'watching')
  await until(async () => !(await workers()).includes('killed')) // the last that is done about it

  t.strictSame(await holders(), ['just begun', 'quiet for a moment'])
  t.strictSame(await workers(), ['quiet for a moment', 'watching'])
})

t.test('a worker that is silent and still connected keeps its jobs', async (t) => {
  const slow = new pg.Client(url)
  await slow.connect()
  t.teardown(async () => { await slow.end() })
  await slow.query("select pg_advisory_lock(hashtextextended('slow', 0))")
  await jobOf('slow', 600)
  await jobOf('killed', 31)

  await beating(t, 'watching')
  await until(async () => !(await holders()).includes('killed'))

  t.ok((await holders()).includes('slow'))
})

t.test('a worker that stops leaves nothing behind', async (t) => {
  const heartbeat = startHeartbeat({ workerId: 'stopping', connect: async () => await connectToJobs({ url }), log: makeLogger('silent') })
  await until(async () => (await workers()).includes('stopping'))
  await jobOf('stopping', undefined, 1)

  await heartbeat.stop()

  t.notOk((await workers()).includes('stopping'))
  t.notOk((await holders()).includes('stopping'))
})
