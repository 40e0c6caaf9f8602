import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { ownBackend } from '../support/backends.ts'
import { assertUnharmed, note, notesOf, scratchDatabase } from '../support/scratch-database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'

t.test('a statement first prepared in an aborted transaction works at its next use on the same connection', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const [before] = await db.rows(ownBackend)

  const aborted = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, null))
    void tx.write(sql`update notes set text = ${'never parsed'}`)
    void tx.write(sql`update notes set text = ${'never parsed'}`)
  })
  await t.rejects(aborted, { code: '23502' })
  await withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'one'))
    void tx.write(sql`update notes set text = ${'parsed'}`)
  })

  t.same(await notesOf(witness), ['parsed'])
  t.same(await db.rows(ownBackend), [before], 'the connection is the same')
  await assertUnharmed(t, { db, witness })
})

t.test('a statement that was faulty when first asked works once its table is there', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const askOften = async () => await withTransaction(db.pool, async (tx) => {
    return (await Promise.all([1, 2, 3].map(async () => await tx.rows(sql`select * from later`)))).flat()
  })

  await t.rejects(askOften(), { code: '42P01' })
  await witness.query('create table later as select 1 as one')

  t.same(await askOften(), [{ one: 1 }, { one: 1 }, { one: 1 }])
  await assertUnharmed(t, { db, witness })
})

t.test('a statement whose plan a migration has aged fails once, and not again on a new connection', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const ask = async () => await withTransaction(db.pool, async (tx) => await tx.rows(sql`select text from notes`))

  await ask()
  await witness.query('alter table notes alter text type varchar(200)')

  await t.rejects(ask(), { code: '0A000' })
  t.same(await ask(), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a write that cannot be sent keeps the rest from being committed, and spoils no later use of its statement', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  const write = (value: unknown) => sql`insert into notes (id, text) values (${2}, ${value}::jsonb)`

  const unsent = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'good'))
    void tx.write(write(cyclic))
  })

  await t.rejects(unsent, { message: /circular/ })
  t.same(await notesOf(witness), [])
  await withTransaction(db.pool, async (tx) => { void tx.write(write({ a: 1 })) })
  t.same(await notesOf(witness), ['{"a": 1}'])
  await assertUnharmed(t, { db, witness })
})
