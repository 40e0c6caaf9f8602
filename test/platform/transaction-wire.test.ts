import t from 'tap'
import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { startProxy } from '../support/proxy.ts'
import type { Proxy } from '../support/proxy.ts'
import { ownBackend } from '../support/backends.ts'
import { assertUnharmed, note, notesOf, scratchDatabase } from '../support/scratch-database.ts'
import type { ScratchDatabase } from '../support/scratch-database.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'

t.test('when begin fails, nothing that was asked behind it stands, and the connection is given up', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  const [before] = await db.rows(ownBackend)
  proxy.toServer = (bytes) => Buffer.from(bytes.toString('latin1').replace('begin\0', 'began\0'), 'latin1')

  for (const id of [1, 2, 3]) {
    const unbegun = withTransaction(db.pool, async (tx) => {
      const travelling = tx.rows(sql`select 1`)
      void tx.write(note(id, 'written'))
      void tx.rows(sql`${note(id + 10, 'written by a question')} returning id`)
      if (id > 1) await travelling
      if (id > 2) throw new Error('never reached')
    })
    await t.rejects(unbegun, { code: '42601' })
  }

  proxy.toServer = (bytes) => bytes
  t.same(await notesOf(witness), [])
  t.notSame(await db.rows(ownBackend), [before])
  await assertUnharmed(t, { db, witness })
})

t.test('a first question that writes travels with begin, and is passed over when that fails', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  proxy.toServer = (bytes) => Buffer.from(bytes.toString('latin1').replace('begin\0', 'began\0'), 'latin1')

  await t.rejects(withTransaction(db.pool, async (tx) => await tx.rows(sql`${note(1, 'written')} returning id`)), { code: '42601' })

  t.same(await notesOf(witness), [])
})

t.test('a commit whose answer is lost is in doubt: here it stands', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  proxy.toClient = (bytes, cut) => bytes.includes('COMMIT\0') ? cut() : bytes

  const unanswered = withTransaction(db.pool, async (tx) => { void tx.write(note(1, 'stands')) })

  await t.rejects(unanswered, { name: 'UnknownOutcome', cause: { message: /Connection terminated/ } })
  restore(proxy)
  t.same(await notesOf(witness), ['stands'])
  await assertUnharmed(t, { db, witness })
})

t.test('a commit that never arrived is in doubt: here it does not stand', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  proxy.toServer = (bytes, cut) => bytes.includes('commit\0') ? cut() : bytes

  const unanswered = withTransaction(db.pool, async (tx) => { void tx.write(note(1, 'lost')) })

  await t.rejects(unanswered, { name: 'UnknownOutcome' })
  restore(proxy)
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a connection lost before the commit is not in doubt', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  proxy.toServer = (bytes, cut) => bytes.includes('insert') ? cut() : bytes

  const lost = withTransaction(db.pool, async (tx) => { await tx.write(note(1, 'lost')) })

  await t.rejects(lost, { message: /Connection terminated/ })
  restore(proxy)
  await assertUnharmed(t, { db, witness })
})

t.test('a server that says goodbye right behind an answer ends no process, though the connection is changing hands', async (t) => {
  const { db, witness, proxy } = await throughProxy(t)
  await db.rows(sql`select 1`)
  proxy.toClient = (bytes) => Buffer.concat([bytes, goodbye])

  const answered = db.rows(sql`select 2 as two`)
  const waiting = withTransaction(db.pool, async (tx) => await tx.rows(sql`select 3`))

  t.same(await answered, [{ two: 2 }])
  await t.rejects(waiting, { message: /connection error/ })
  restore(proxy)
  await assertUnharmed(t, { db, witness })
})

// FATAL 57P01, as PostgreSQL sends it when it is shut down.
const goodbye = (() => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0', 'latin1')
  const head = Buffer.from('E....')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
})()

/** One connection, and a proxy in its way. */
async function throughProxy (t: Test): Promise<Pick<ScratchDatabase, 'witness'> & { db: Database, proxy: Proxy }> {
  const { url, witness } = await scratchDatabase(t)
  const proxy = await startProxy(t, url)
  const db = openDatabase({ url: proxy.url, connections: 1 })
  t.teardown(async () => { await db.close() })
  return { db, witness, proxy }
}

function restore (proxy: Proxy): void {
  proxy.toServer = (bytes) => bytes
  proxy.toClient = (bytes) => bytes
}
