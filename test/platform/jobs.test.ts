import t from 'tap'
import { readdirSync } from 'node:fs'
import { sql } from '../../src/platform/database/drizzle.ts'
import pg from 'pg'
import { openDatabase } from '../../src/platform/database/database.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { purgeIdempotencyKeys } from '../../src/platform/http/idempotency-purge.ts'
import { idempotencyKeys } from '../../src/platform/http/tables.ts'
import { enqueue } from '../../src/platform/jobs/enqueue.ts'
import { dropGivenUpJobs } from '../../src/platform/jobs/given-up.ts'
import { lastJobMigration } from '../../src/platform/jobs/migrations.ts'
import type { TaskList } from '../../src/platform/jobs/task-list.ts'
import { startJobWorker } from '../../src/platform/jobs/worker.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { newId } from '../../src/platform/ids.ts'
import { startProxy } from '../support/proxy.ts'
import { until } from '../support/scratch-database.ts'
import { cloneTemplate } from '../support/template.ts'

const { url, ownerUrl, name, drop } = await cloneTemplate()
const db = openDatabase({ url, connections: 4 })
t.teardown(async () => {
  await db.close()
  await drop()
})

const key = { partnershipId: newId(), messageId: newId() }
const job = { task: 'reminders.deliver', payload: key, key: 'a job', runAt: '2026-03-02T09:00:00.000Z' } as const

function tasks (deliver: TaskList['reminders.deliver']): TaskList {
  const nothing = async () => {}
  return { 'action_versions.keep': nothing, 'reminders.plan': nothing, 'reminders.sweep': nothing, 'reminders.returns': nothing, 'webhooks.notify': nothing, 'people.notify': nothing, 'imports.run': nothing, 'imports.sweep': nothing, 'webhooks.purge': nothing, 'idempotency_keys.purge': nothing, 'jobs.purge': nothing, 'reminders.deliver': deliver }
}

async function jobs (): Promise<object[]> {
  return await db.rows(sql`select key, attempts, last_error as error from graphile_worker.jobs where task_identifier = 'reminders.deliver'`)
}

t.test('the schema of the queue is the one that its package brings', async (t) => {
  const files = readdirSync(new URL('../../node_modules/graphile-worker/sql', import.meta.url))
  t.equal(Math.max(...files.map((file) => Number.parseInt(file))), lastJobMigration)
})

t.test('a job stands with the transaction that causes it, and falls with it', async (t) => {
  await withTransaction(db.pool, async (tx) => {
    enqueue(tx, job)
    throw new Error('something else went wrong')
  }).catch(() => {})
  t.strictSame(await jobs(), [])

  for (let times = 0; times < 2; times++) await withTransaction(db.pool, async (tx) => { enqueue(tx, job) })
  t.match(await jobs(), [{ key: 'a job', attempts: 0 }], 'of the same key, one')
})

t.test('jobs are worked; one that fails is told to the queue in words that quote nothing', async (t) => {
  const done: unknown[] = []
  const worker = startJobWorker({
    url,
    log: makeLogger('silent'),
    tasks: tasks(async (payload) => {
      done.push(payload)
      if (done.length === 1) throw new Error('Key (email)=(jane@example.org) already exists')
    })
  })
  t.teardown(worker.stop)
  await until(async () => (await jobs() as Array<{ error: string | null }>)[0]?.error != null)
  t.match(await jobs(), [{ attempts: 1, error: 'Error in reminders.deliver' }])

  await until(async () => (await jobs()).length === 0)
  t.strictSame(done, [key, key])
})

t.test('a worker waits out an outage of its database', async (t) => {
  let done = 0
  const worker = startJobWorker({ url, log: makeLogger('silent'), tasks: tasks(async () => { done++ }) })
  t.teardown(worker.stop)
  const witness = new pg.Client(ownerUrl)
  await witness.connect()
  t.teardown(async () => { await witness.end() })
  await until(async () => (await db.rows(sql`select from worker_heartbeats`)).length === 1)

  await witness.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'follow-through jobs'", [name]).catch(() => {})
  await withTransaction(db.pool, async (tx) => { enqueue(tx, { ...job, key: 'after the outage' }) })

  await until(() => done === 1)
  t.pass('it works again')
})

t.test('the database goes while jobs end: the process stays, and they are done once more', async (t) => {
  const proxy = await startProxy(t, url)
  const [succeeding, failing] = [newId(), newId()]
  const times = new Map<string, number>()
  const bothBegun = Promise.withResolvers<void>()
  const goForHalfASecond = () => {
    proxy.toServer = (_bytes, cut) => { cut() }
    setTimeout(() => { proxy.toServer = (bytes) => bytes }, 500)
    bothBegun.resolve()
  }
  const worker = startJobWorker({
    url: proxy.url,
    log: makeLogger('silent'),
    tasks: tasks(async ({ messageId }) => {
      times.set(messageId, (times.get(messageId) ?? 0) + 1)
      if (times.get(messageId) !== 1) return
      if (times.size === 2) goForHalfASecond()
      await bothBegun.promise
      if (messageId === failing) throw new Error('it fails as well')
    })
  })
  t.teardown(worker.stop)
  await until(async () => (await db.rows(sql`select from worker_heartbeats`)).length === 1) // one that never beat is waited for twice as long

  for (const messageId of [succeeding, failing]) await withTransaction(db.pool, async (tx) => { enqueue(tx, { ...job, payload: { ...key, messageId }, key: messageId }) })

  await until(async () => {
    await db.rows(sql`update worker_heartbeats set beat_at = beat_at - interval '1 minute'`) // its silence need not be waited for here
    return (await db.rows(sql`select from graphile_worker.jobs where key in (${succeeding}, ${failing})`)).length === 0
  })
  t.same(times, new Map([[succeeding, 2], [failing, 2]]))
})

t.test('told to stop, a worker ends within its time, whatever its jobs do', async (t) => {
  let isAborted = false
  let begun = 0
  const worker = startJobWorker({
    url,
    log: makeLogger('silent'),
    tasks: tasks(async (_payload, stopping) => {
      begun++
      stopping.addEventListener('abort', () => { isAborted = true })
      await new Promise(() => {}) // never
    })
  })
  await withTransaction(db.pool, async (tx) => { enqueue(tx, { ...job, key: 'endless' }) })
  await until(() => begun === 1)

  await worker.stop()

  t.ok(isAborted, 'the job was told')
  t.match(await db.rows(sql`select locked_by from graphile_worker.jobs where key = 'endless'`), [{ locked_by: null }], 'and left for another worker')
})

t.test('answers to requests are taken away when no repetition can ask for them', async (t) => {
  const kept = { partnershipId: newId(), principalId: newId(), method: 'POST', path: '/v1/actions', requestHash: '', status: 201, headers: {} }
  const madeAt = (minutes: number) => new Date(Date.parse('2026-03-02T09:00:00.000Z') - minutes * 60_000).toISOString()
  await db.rows(insertInto(idempotencyKeys, [1_441, 1_440, 1_439].map((minutes) => ({ ...kept, key: `${minutes}`, createdAt: madeAt(minutes) }))))

  t.equal(await purgeIdempotencyKeys(db, '2026-03-02T09:00:00.000Z', new AbortController().signal), 1)
  t.strictSame(await db.rows(sql`select key from idempotency_keys order by key`), [{ key: '1439' }, { key: '1440' }])
})

t.test('a job that was given up is kept for a week, a tick of the clock for an hour', async (t) => {
  const givenUp = async (name: string, tries: number, hoursAgo: number, attempts = tries) => {
    await db.rows(sql`select from graphile_worker.add_job('people.notify', job_key => ${name}, max_attempts => ${tries}, run_at => now() + interval '1 day')`)
    await db.rows(sql`update graphile_worker._private_jobs set attempts = ${attempts}, updated_at = now() - make_interval(hours => ${hoursAgo}) where key = ${name}`)
  }
  for (const [name, tries, hoursAgo] of [['tick long ago', 1, 2], ['tick of now', 1, 0], ['given up long ago', 10, 169], ['given up lately', 10, 167]] as const) await givenUp(name, tries, hoursAgo)
  await givenUp('to be tried again', 10, 169, 9)

  await dropGivenUpJobs(db)

  const left = await db.rows<{ key: string }>(sql`select key from graphile_worker.jobs where task_identifier = 'people.notify' order by key`)
  t.strictSame(left.map(({ key }) => key), ['given up lately', 'tick of now', 'to be tried again'])
})
