import t from 'tap'
import type { Test } from 'tap'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { startProxy } from '../support/proxy.ts'
import { assertUnharmed, note, notesOf, range, scratchDatabase } from '../support/scratch-database.ts'
import type { ScratchDatabase } from '../support/scratch-database.ts'

t.test('what a transaction asks and writes in one breath is one flight, answered once', async (t) => {
  const { db, witness, sent } = await watched(t)
  const work = async (id: number) => await withTransaction(db.pool, async (tx) => {
    await Promise.all([tx.rows(sql`select ${id}::int`), tx.rows(sql`select text from notes`)])
    void tx.write(note(id, 'written'))
    void tx.write(sql`update notes set text = ${'changed'} where id = ${id}`)
  })

  await work(1)
  sent.length = 0
  await work(2)

  t.same(sent, [
    [...asked, ...asked, ...asked, 'S'], // begin and two questions
    [...asked, ...asked, ...asked, 'S'] // two writes and commit
  ])
  t.same(await notesOf(witness), ['changed', 'changed'])
  await assertUnharmed(t, { db, witness })
})

t.test('the columns of an answer are described once for each connection, with an answer or without', async (t) => {
  const { db, sent } = await watched(t)
  const ask = async () => {
    sent.length = 0
    await db.rows(sql`select text from notes where id = ${1}`)
    return sent.flat().join('')
  }

  t.same([await ask(), await ask(), await ask()], ['PBDES', 'BES', 'BES'])
})

t.test('each question of a flight has its own rows, values and count', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  await witness.query("insert into notes select id, 'note ' || id from generate_series(1, 3) as id")

  for (const time of range(3)) {
    const answers = await withTransaction(db.pool, async (tx) => await Promise.all([
      tx.rows(sql`select id, text from notes where id > ${1} order by id`),
      tx.write(sql`update notes set text = text where id <> ${time}`),
      tx.rows(sql`select ${'2026-03-29'}::date as day, ${null}::text as nothing, count(*) as "howMany" from notes`),
      tx.rows(sql`select text from notes where id = ${99}`)
    ]))
    t.same(answers, [[{ id: 2, text: 'note 2' }, { id: 3, text: 'note 3' }], 2, [{ day: '2026-03-29', nothing: null, howMany: 3 }], []], `time ${time}`)
  }
})

t.test('what was answered before a failure stands with the caller; all behind it is refused with the failure itself', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const asked: Array<Promise<unknown>> = []

  const refused = withTransaction(db.pool, async (tx) => {
    asked.push(tx.rows(sql`select 1 as one`), tx.rows(sql`select ${'x'}::int`), tx.rows(sql`select 2 as two`))
    return await Promise.all(asked)
  })

  await t.rejects(refused, { code: '22P02' })
  const [before, ...others] = await Promise.allSettled(asked)
  t.match(before, { status: 'fulfilled', value: [{ one: 1 }] })
  t.match(others, [{ reason: { code: '22P02' } }, { reason: { code: '22P02' } }])
  t.same(await db.rows(sql`select 2 as two`), [{ two: 2 }], 'what was passed over was never parsed, and is at its next use')
  await assertUnharmed(t, { db, witness })
})

t.test('an answer that cannot be read is refused, and those beside it are not', async (t) => {
  const { url } = await scratchDatabase(t)
  const db = openDatabase({ url, connections: 1 })
  t.teardown(async () => { await db.close() })
  const client = await db.pool.connect()
  client.setTypeParser(23, () => { throw new Error('not a number to us') })
  client.release()

  const answers = await Promise.allSettled([db.rows(sql`select 1::int as one`), db.rows(sql`select 'two' as two`)])

  t.match(answers, [{ reason: { message: 'not a number to us' } }, { value: [{ two: 'two' }] }])
})

t.test('a connection that was lost before anything left refuses the whole flight', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const lost = withTransaction(db.pool, async (tx) => {
    await tx.rows(sql`select pg_terminate_backend(pg_backend_pid())`).catch(() => {})
    await Promise.all([tx.rows(sql`select 1`), tx.rows(sql`select 2`)])
  })

  await t.rejects(lost, { code: '57P01' })
  await assertUnharmed(t, { db, witness })
})

// Bind and execute; parsed and described it is already.
const asked = ['B', 'E']

/** One connection, and what is sent over it: of each packet the types of its messages. */
async function watched (t: Test): Promise<Pick<ScratchDatabase, 'witness'> & { db: Database, sent: string[][] }> {
  const { url, witness } = await scratchDatabase(t)
  const proxy = await startProxy(t, url)
  const db = openDatabase({ url: proxy.url, connections: 1 })
  t.teardown(async () => { await db.close() })
  await db.rows(sql`select 1`) // connected, and settled
  const sent: string[][] = []
  proxy.toServer = (bytes) => {
    sent.push(messagesIn(bytes))
    return bytes
  }
  return { db, witness, sent }
}

function messagesIn (bytes: Buffer): string[] {
  const types: string[] = []
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) types.push(bytes.toString('latin1', at, at + 1))
  return types
}
