import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import fc from 'fast-check'
import { ownBackend } from '../support/backends.ts'
import { assertUnharmed, note, notesOf, scratchDatabase } from '../support/scratch-database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import type { Transaction } from '../../src/platform/database/transaction.ts'

t.test('what a transaction writes stands when it ends, and its answer is the body\'s', async (t) => {
  const { db, witness } = await scratchDatabase(t)

  const answer = await withTransaction(db.pool, async (tx) => {
    const changed = await tx.write(note(1, 'awaited'))
    void tx.write(note(2, 'not awaited'))
    return changed
  })

  t.equal(answer, 1)
  t.same(await notesOf(witness), ['awaited', 'not awaited'])
  await assertUnharmed(t, { db, witness })
})

t.test('a refusal in the middle leaves nothing behind, and reaches the caller as it is', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const refusal = new Error('The new date must be after 2026-06-30.')

  const refused = withTransaction(db.pool, async (tx) => {
    await tx.write(note(1, 'awaited'))
    void tx.write(note(2, 'not awaited'))
    throw refusal
  })

  await t.rejects(refused, refusal)
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a question sees the writes before it, whether or not they were awaited, and none behind it', async (t) => {
  const { db } = await scratchDatabase(t)
  const count = async (tx: Transaction) => (await tx.rows<{ notes: number }>(sql`select count(*) as notes from notes`))[0]?.notes

  const counts = await withTransaction(db.pool, async (tx) => {
    const asked = [count(tx)]
    for (const id of [1, 2, 3]) {
      void tx.write(note(id, 'one more'))
      asked.push(count(tx))
    }
    await asked[0]
    void tx.write(note(4, 'one more'))
    asked.push(count(tx))
    return await Promise.all(asked)
  })

  t.same(counts, [0, 1, 2, 3, 4])
})

t.test('a write that nobody awaited fails the transaction with its own error', async (t) => {
  const { db, witness } = await scratchDatabase(t)

  const failed = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'good'))
    void tx.write(note(2, null))
    void tx.write(note(3, 'behind'))
  })

  await t.rejects(failed, { code: '23502', column: 'text' })
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('the first failure is what the caller is told, not the aborted transaction that the next question met', async (t) => {
  const { db } = await scratchDatabase(t)

  const failed = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'one'))
    void tx.write(note(1, 'the same key'))
    void tx.write(note(1, 'the same statement, whose preparation never happened'))
    await tx.rows(sql`select 1`)
  })

  await t.rejects(failed, { code: '23505', constraint: 'notes_pkey' })
})

t.test('an error swallowed inside a transaction comes back at its end: nothing was committed (M4)', async (t) => {
  const { db, witness } = await scratchDatabase(t)

  const swallowing = withTransaction(db.pool, async (tx) => {
    await tx.write(note(1, 'one'))
    await tx.write(note(1, 'one again')).catch(() => {})
    return 'done'
  })

  await t.rejects(swallowing, { code: '23505' })
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a body may say a failed write in its own words', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const refusal = new Error('The reference is taken.')

  const refused = withTransaction(db.pool, async (tx) => {
    await tx.write(note(1, null)).catch(() => { throw refusal })
  })

  await t.rejects(refused, refusal)
  await assertUnharmed(t, { db, witness })
})

t.test('what is asked after the end of a transaction is refused, and changes nothing', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const kept: Transaction[] = []

  await withTransaction(db.pool, async (tx) => { kept.push(tx) })
  await t.rejects(withTransaction(db.pool, async (tx) => { kept.push(tx); throw new Error('no') }), { message: 'no' })

  for (const tx of kept) {
    await t.rejects(tx.write(note(1, 'late')), { message: /after its end/ })
    await t.rejects(tx.rows(note(2, 'late')), { message: /after its end/ })
  }
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a branch that goes on when its twin has failed writes nothing', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const whileRollingBack = Promise.withResolvers<void>()
  const branches: Array<Promise<unknown>> = []

  const failed = withTransaction(db.pool, async (tx) => {
    const branch = whileRollingBack.promise.then(async () => await tx.write(note(1, 'from the branch')))
    branches.push(branch)
    const twin = tx.write(note(1, null)).finally(() => setImmediate(whileRollingBack.resolve))
    await Promise.all([branch, twin])
  })

  await t.rejects(failed, { code: '23502' })
  await t.rejects(Promise.all(branches), { message: /after its end/ })
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a query that cannot be made keeps the rest from being committed', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const impossible = sql`select ${sql.param(1, { mapToDriverValue: () => { throw new Error('no such value') } })}`

  const unmade = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'good'))
    void tx.write(impossible)
  })

  await t.rejects(unmade, { message: 'no such value' })
  t.same(await notesOf(witness), [])
  await assertUnharmed(t, { db, witness })
})

t.test('a rule judged at the commit refuses it: that is known, not in doubt', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1 })
  await witness.query('alter table notes add unique (text) deferrable initially deferred')
  const [before] = await db.rows(ownBackend)

  const refused = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'twice'))
    void tx.write(note(2, 'twice'))
  })

  await t.rejects(refused, { code: '23505' })
  t.same(await notesOf(witness), [])
  t.same(await db.rows(ownBackend), [before], 'the connection went back clean')
  await assertUnharmed(t, { db, witness })
})

t.test('a write that takes too long is rolled back, and its connection goes back clean (57014)', async (t) => {
  const { db, witness } = await scratchDatabase(t, { connections: 1, statementTimeoutMs: 100 })
  const [before] = await db.rows(ownBackend)

  const slow = withTransaction(db.pool, async (tx) => {
    void tx.write(note(1, 'good'))
    void tx.write(sql`insert into notes select 2, 'slow' from pg_sleep(30)`)
    void tx.write(note(3, 'behind'))
  })

  await t.rejects(slow, { code: '57014' })
  t.same(await notesOf(witness), [])
  t.same(await db.rows(ownBackend), [before], 'the connection is the same')
  await assertUnharmed(t, { db, witness })
})

t.test('of two transactions that wait for each other one is told so, and may try again (40P01)', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  await witness.query("insert into notes values (1, 'a'), (2, 'b')")
  const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const lockBoth = async (own: 0 | 1) => await withTransaction(db.pool, async (tx) => {
    await tx.rows(sql`select 1 from notes where id = ${own + 1} for update`)
    locked[own].resolve()
    await locked[1 - own as 0 | 1].promise // the index of the other
    void tx.write(sql`update notes set text = text where id = ${2 - own}`)
    await tx.rows(sql`select 1`)
  })

  const outcomes = await Promise.allSettled([lockBoth(0), lockBoth(1)])

  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
  t.match(reasons, [{ code: '40P01' }])
  await assertUnharmed(t, { db, witness })
})

t.test('whatever is asked in whatever manner, all of it stands or nothing does, and the first failure is told', async (t) => {
  const { db, witness } = await scratchDatabase(t)
  const manner = fc.constantFrom('awaited', 'not awaited', 'swallowed')
  const step = fc.record({ manner, kind: fc.constantFrom('write', 'write', 'ask', 'fail by null', 'fail by key') })

  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
    await witness.query('truncate notes')
    const code = { write: undefined, ask: undefined, 'fail by null': '23502', 'fail by key': '23505' }
    const firstFailure = steps.map(({ kind }) => code[kind]).find((failure) => failure !== undefined)

    const outcome = await withTransaction(db.pool, async (tx) => {
      await tx.write(note(0, 'first'))
      for (const [index, { manner, kind }] of steps.entries()) {
        const asked = kind === 'ask'
          ? tx.rows(sql`select 1`)
          : tx.write(note(kind === 'fail by key' ? 0 : index + 1, kind === 'fail by null' ? null : 'note'))
        if (manner !== 'not awaited') await asked.catch((error: unknown) => { if (manner === 'awaited') throw error })
      }
    }).then(() => undefined, (error: unknown) => error)

    const writes = steps.filter(({ kind }) => kind === 'write').length
    t.match(outcome, firstFailure === undefined ? undefined : { code: firstFailure })
    t.equal((await notesOf(witness)).length, firstFailure === undefined ? writes + 1 : 0)
  }), { numRuns: 100 })

  await assertUnharmed(t, { db, witness })
})
