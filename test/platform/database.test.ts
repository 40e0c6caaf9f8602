import t from 'tap'
import type { Test } from 'tap'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { sql } from '../../src/platform/database/drizzle.ts'
import { backendsOf, lossOfNext, stopBackends, terminate } from '../support/backends.ts'
import { patient } from '../support/patient.ts'
import { startProxy } from '../support/proxy.ts'
import { assertUnharmed, note, notesOf, scratchDatabase, until } from '../support/scratch-database.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { databaseProblem } from '../../src/platform/database/errors.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'

t.test('every session has its deadlines, its time zone and its date style', async (t) => {
  const { db } = await scratchDatabase(t, { statementTimeoutMs: 1_234, transactionTimeoutMs: 4_321 })

  const settings = await db.rows<{ name: string, setting: string }>(sql`select lower(name) as name, setting from pg_settings
    where name in ('TimeZone', 'DateStyle', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'jit')`)

  const found = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))
  t.match(found, { timezone: 'UTC', datestyle: /^ISO/, statement_timeout: '1234', lock_timeout: '2000', idle_in_transaction_session_timeout: '10000', jit: 'off' })
  t.equal(found['transaction_timeout'] ?? '4321', '4321', 'where PostgreSQL has it (17 and later)')
})

t.test('a session takes on the role it is given', async (t) => {
  const { url, witness } = await scratchDatabase(t)
  const role = `Odd "role" ${process.pid}`
  await witness.query(`create role ${witness.escapeIdentifier(role)}`)
  const db = openDatabase({ url, connections: 1, role })
  t.teardown(async () => { await witness.query(`drop role ${witness.escapeIdentifier(role)}`) })
  t.teardown(async () => { await db.close() })

  t.same(await db.rows(sql`select current_user as role`), [{ role }])
  await t.rejects(db.rows(note(1, 'not allowed')), { code: '42501' })
})

t.test('days stay text and instants become UTC to the millisecond, in whatever time zone the process runs (M15)', async (t) => {
  const { db } = await scratchDatabase(t)
  const answer = {
    day: '2026-07-01',
    days: ['2026-03-29', null],
    instant: '2026-06-30T23:30:00.123Z',
    whole: '2026-10-25T00:00:00.000Z',
    tenth: '2026-10-25T00:00:00.500Z',
    instants: ['2026-01-01T00:00:00.000Z', null],
    count: 12,
    reading: 1.25
  }
  const before = process.env['TZ']
  t.teardown(() => { before === undefined ? delete process.env['TZ'] : process.env['TZ'] = before })

  for (const zone of ['UTC', 'Europe/London', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    process.env['TZ'] = zone
    t.same(await db.rows(sql`select date '2026-07-01' as day, array[date '2026-03-29', null] as days,
      timestamptz '2026-07-01 00:30:00.123456+01' as instant, timestamptz '2026-10-25 01:00:00+01' as whole, timestamptz '2026-10-25 00:00:00.5Z' as tenth,
      array[timestamptz '2026-01-01 00:00Z', null] as instants, bigint '12' as count, numeric '1.25' as reading`), [answer], zone)
  }
})

t.test('a backend that is terminated at rest is replaced, and told of once', async (t) => {
  const lost: Error[] = []
  const { db, witness } = await scratchDatabase(t, { connections: 1, onError: (error) => { lost.push(error) } })
  const [pid = NaN] = await backendsOf(db.pool)

  await terminate(witness, pid)
  await until(() => lost.length > 0)

  t.match(lost, [{ code: '57P01' }])
  t.same(await db.rows(sql`select 1 as one`), [{ one: 1 }])
  await assertUnharmed(t, { db, witness })
})

t.test('a single write that fails leaves nothing, and the next is served', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })

  await t.rejects(db.rows(note(1, null)), { code: '23502' })
  await db.rows(note(1, 'stands'))

  t.same(await notesOf(witness), ['stands'])
  await assertUnharmed(t, { db, witness })
})

t.test('whoever waits too long for a connection is told that the database is too busy', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const holder = await db.pool.connect()

  const [first, second] = await Promise.all([faultOf(db), faultOf(db)])
  holder.release()

  t.match(first, { message: 'timeout exceeded when trying to connect' })
  t.same([first, second].map((fault) => databaseProblem(fault)?.code), ['unavailable', 'unavailable'])
  await assertUnharmed(t, { db, witness })
})

t.test('each way of not reaching the database is told as that: unavailable', async (t) => {
  const { db, url, witness } = await scratchDatabase(t, { connections: 1, statementTimeoutMs: 100, ...patient })

  await t.test('nobody listens', async (t) => {
    const port = await closedPort()
    await assertUnavailable(t, faultAt(t, url, { hostname: '127.0.0.1', port }), { code: 'ECONNREFUSED' })
    await assertUnavailable(t, faultAt(t, url, { hostname: 'localhost', port }), { code: 'ECONNREFUSED' })
  })

  await t.test('who listens says nothing', async (t) => {
    await assertUnavailable(t, faultAt(t, url, { hostname: '127.0.0.1', port: await silentPort(t) }), { message: 'Connection terminated due to connection timeout' })
  })

  await t.test('the password is wrong, the database is not there', async (t) => {
    await assertUnavailable(t, faultAt(t, url, { password: 'wrong' }), { code: '28P01' })
    await assertUnavailable(t, faultAt(t, url, { pathname: '/nowhere' }), { code: '3D000' })
  })

  await t.test('the connection is cut in the middle of an answer', async (t) => {
    const proxy = await startProxy(t, url)
    const proxied = openFor(t, proxy.url)
    await proxied.rows(sql`select 1`)
    proxy.toClient = (_, cut) => { cut() }
    await assertUnavailable(t, faultOf(proxied), { message: 'Connection terminated unexpectedly' })
  })

  await t.test('the backend stands still', async (t) => {
    const standing = stopBackends(t, await backendsOf(db.pool))
    await assertUnavailable(t, faultOf(db), { message: 'Query read timeout' })
    standing.goOn()
  })

  await t.test('the backend is gone', async (t) => {
    const loss = lossOfNext(db.pool)
    await withTransaction(db.pool, async (tx) => {
      await tx.rows(sql`select pg_terminate_backend(pg_backend_pid())`).catch(() => {})
      await loss
      await assertUnavailable(t, tx.rows(sql`select 1`).catch((error: unknown) => error), { message: /^Client has encountered a connection error/ })
    }).catch(() => {})
  })

  await t.test('the connection was given up', async (t) => {
    const client = await db.pool.connect()
    client.release(true)
    await assertUnavailable(t, client.query('select 1').catch((error: unknown) => error), { message: /^Client was closed/ })
  })

  await t.test('the pool is closed', async (t) => {
    const closed = openDatabase({ url, connections: 1 })
    await closed.close()
    await assertUnavailable(t, faultOf(closed), { message: 'Cannot use a pool after calling end on the pool' })
  })

  await assertUnharmed(t, { db, witness })
})

async function assertUnavailable (t: Test, fault: Promise<unknown>, expected: object): Promise<void> {
  const error = await fault
  t.match(error, expected)
  t.equal(databaseProblem(error)?.code, 'unavailable')
}

async function faultOf (db: Database): Promise<unknown> {
  return await db.rows(sql`select 1`).then(() => undefined, (error: unknown) => error)
}

async function faultAt (t: Test, url: string, change: Partial<URL>): Promise<unknown> {
  return await faultOf(openFor(t, Object.assign(new URL(url), change).href))
}

function openFor (t: Test, url: string): Database {
  const db = openDatabase({ url, connections: 1 })
  t.teardown(async () => { await db.close() })
  return db
}

async function closedPort (): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is an object
  server.close()
  await once(server, 'close')
  return String(port)
}

async function silentPort (t: Test): Promise<string> {
  const server = createServer((socket) => { t.teardown(() => { socket.destroy() }) }).listen(0, '127.0.0.1')
  t.teardown(() => { server.close() })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is an object
  return String(port)
}
