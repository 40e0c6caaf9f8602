import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { backendOf, backendsOf, lossOfNext, stopBackends, terminate } from '../support/backends.ts'
import { assertUnharmed, note, notesOf, range, scratchDatabase, until } from '../support/scratch-database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { UnknownOutcome, withTransaction } from '../../src/platform/database/transaction.ts'

// The driver gives up two seconds after the statement's own deadline.
const impatient = { statementTimeoutMs: 100 }

t.test('a transaction that the driver gave up on leaves nothing for the next one to commit (M1, F-03)', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, ...impatient })

  const stuck = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'given up'))
    await tx.rows(sql`select set_config('statement_timeout', '0', true)`)
    await tx.rows(sql`select pg_sleep(5)`)
  })

  await t.rejects(stuck, { message: 'Query read timeout' })
  await withTransaction(db.pool, async (tx) => { void tx.write(note(2, 'next')) })
  t.same(await notesOf(witness), ['next'])
  await assertUnharmed(t, { db, witness })
  t.same(await notesOf(witness), ['next'], 'nor when the backend has noticed')
})

t.test('a row that another holds refuses the whole transaction in time, and the next one is served (F-03)', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, ...impatient })
  await witness.query("insert into notes values (1, 'held')")
  await witness.query('begin; update notes set text = text')

  const blocked = withTransaction(db.pool, async (tx) => {
    void tx.write(note(2, 'partial'))
    void tx.write(sql`update notes set text = 'mine' where id = 1`)
  })

  await t.rejects(blocked, { code: '57014' })
  await witness.query('commit')
  await withTransaction(db.pool, async (tx) => { void tx.write(note(3, 'next')) })
  t.same(await notesOf(witness), ['held', 'next'])
  await assertUnharmed(t, { db, witness })
})

t.test('backends that stood still cost their requests, not the pool (M2, F-04)', async (t) => {
  const { db, witness } = await scratchDatabase(t, impatient)
  const standing = stopBackends(t, await backendsOf(db.pool))
  const request = async (id: number) => await withTransaction(db.pool, async (tx) => {
    await tx.rows(sql`select 1`)
    void tx.write(note(id, 'note'))
  })

  const outcomes = await Promise.allSettled(range(50).map(request))
  standing.goOn()

  t.ok(outcomes.every((outcome) => outcome.status === 'rejected' && !(outcome.reason instanceof UnknownOutcome)), 'all are refused, none is in doubt')
  t.same(await notesOf(witness), [])
  for (const id of range(25)) await Promise.all([1, 26, 51, 76].map(async (first) => { await request(first + id) }))
  t.equal((await notesOf(witness)).length, 100)
  await assertUnharmed(t, { db, witness })
})

t.test('after backends stood still, every single write that is acknowledged stands (M18, F-16)', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, ...impatient })
  const standing = stopBackends(t, await backendsOf(db.pool))

  await t.rejects(withTransaction(db.pool, async () => {}), { message: 'Query read timeout' })
  standing.goOn()

  for (const id of range(20)) {
    await db.rows(note(id, 'single'))
    t.equal((await notesOf(witness)).length, id, 'another session sees it at once')
  }
  await assertUnharmed(t, { db, witness })
})

t.test('all questions in flight when the driver gives up are refused, and their connection is replaced', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, ...impatient })
  const standing = stopBackends(t, await backendsOf(db.pool))
  const asked: Array<Promise<unknown>> = []

  const stuck = withTransaction(db.pool, async (tx) => {
    asked.push(tx.rows(sql`select 1`), tx.rows(sql`select 2`), tx.write(note(1, 'stuck')), tx.rows(sql`select 3`))
    await Promise.all(asked)
  })

  await t.rejects(stuck, { message: 'Query read timeout' })
  t.same((await Promise.allSettled(asked)).map(({ status }) => status), asked.map(() => 'rejected'))
  t.same(await db.rows(sql`select 1 as one`), [{ one: 1 }], 'the next is served while the backend still stands')
  standing.goOn()
  await assertUnharmed(t, { db, witness })
  t.same(await notesOf(witness), [])
})

t.test('a backend terminated between two questions ends its transaction, not the process (M3)', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const loss = lossOfNext(db.pool)

  const lost = withTransaction(db.pool, async (tx) => {
    await tx.write(note(1, 'lost'))
    await terminate(witness, await backendOf(tx))
    await loss
  })

  await t.rejects(lost, { code: '57P01' }, 'the commit was not sent: nothing is in doubt')
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('what is asked after the backend was terminated is refused, and the loss is what the caller is told', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const loss = lossOfNext(db.pool)

  const lost = withTransaction(db.pool, async (tx) => {
    await terminate(witness, await backendOf(tx))
    await loss
    await t.rejects(tx.write(note(1, 'too late')), { message: /connection error/ })
    return await tx.rows(sql`select 1`)
  })

  await t.rejects(lost, { code: '57P01' })
  await assertUnharmed(t, { db, witness })
})

t.test('a backend terminated while questions are in flight refuses them all', async (t) => {
  const { db, witness } = await scratchDatabase(t)

  const lost = withTransaction(db.pool, async (tx) => {
    const pid = await backendOf(tx)
    void tx.write(note(1, 'lost'))
    const asked = [tx.rows(sql`select pg_sleep(5)`), tx.rows(sql`select 2`), tx.write(note(2, 'lost'))]
    await terminate(witness, pid)
    t.same((await Promise.allSettled(asked)).map(({ status }) => status), ['rejected', 'rejected', 'rejected'])
    await asked[2]
  })

  await t.rejects(lost, { code: '57P01' })
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a commit sent to a backend that stands still is in doubt', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, ...impatient })
  const stopped: Array<ReturnType<typeof stopBackends>> = []

  const unanswered = withTransaction(db.pool, async (tx) => {
    await tx.write(note(1, 'perhaps'))
    stopped.push(stopBackends(t, [await backendOf(tx)]))
  })

  await t.rejects(unanswered, { name: 'UnknownOutcome', cause: { message: 'Query read timeout' } })
  stopped[0]?.goOn()
  await assertUnharmed(t, { db, witness })
})

t.test('under requests whose backends are terminated again and again, what is acknowledged stands and what is refused does not (F-02)', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const ledger: Ledger = { acknowledged: [], refused: [], inDoubt: [], next: 1 }
  const ending = new AbortController()

  const callers = range(8).map(async () => { await keepWriting(db, ledger, ending.signal) })
  for (const round of range(30)) {
    await until(() => ledger.acknowledged.length > round * 10)
    await witness.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
  }
  ending.abort()
  await Promise.all(callers)

  const standing = new Set((await notesOf(witness)).map(Number))
  t.same(ledger.acknowledged.filter((id) => !standing.has(id)), [], 'every acknowledged note stands')
  t.same(ledger.refused.filter((id) => standing.has(id)), [], 'no refused note stands')
  t.ok(ledger.refused.length + ledger.inDoubt.length > 0, 'requests were hit')
  await assertUnharmed(t, { db, witness })
})

interface Ledger { acknowledged: number[], refused: number[], inDoubt: number[], next: number }

async function keepWriting (db: Database, ledger: Ledger, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const id = ledger.next++
    await withTransaction(db.pool, async (tx) => {
      await tx.rows(sql`select 1`)
      void tx.write(note(id, String(id)))
      void tx.write(sql`update notes set text = text where id = ${id}`)
    }).then(
      () => ledger.acknowledged.push(id),
      (error: unknown) => (error instanceof UnknownOutcome ? ledger.inDoubt : ledger.refused).push(id))
  }
}
