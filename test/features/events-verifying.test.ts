import t from 'tap'
import fc from 'fast-check'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { signCheckpoint } from '../../src/features/events/checkpoint.ts'
import { appendCheckpoint } from '../../src/features/events/checkpoint-files.ts'
import { findAllHeads } from '../../src/features/events/checkpoint-queries.ts'
import { verifyChain, verifyCheckpoints } from '../../src/features/events/verifying.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { newId } from '../../src/platform/ids.ts'
import { SigningKey } from '../../src/platform/signing-key.ts'
import { testApp } from '../support/app.ts'
import { recordInTransaction, recordMany } from '../support/recording.ts'
import { range } from '../support/scratch-database.ts'
import { intruder, undone } from '../support/tampering.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { db, services, partnershipId } = app
const events = 40
await write(events)
const session = await intruder(t, db)
const key = new SigningKey('a secret that only the service has', 'tests')

async function write (count: number): Promise<void> {
  for (const id of range(count).map(newId)) await recordInTransaction(app, { type: 'agency', id })
  await sealed(app, app)
}

/** The event of a sequence, to be altered. */
const eventAt = (sequence: number) => sql`partnership_id = ${partnershipId} and id = (select event_id from event_seals where partnership_id = ${partnershipId} and sequence = ${sequence})`
const sealAt = (sequence: number) => sql`partnership_id = ${partnershipId} and sequence = ${sequence}`

/** What one statement can do to one row (or to two that change places), and the first sequence that is bad then. */
const tamperings = {
  'another type': (at: number) => sql`update events set type = type || 'x' where ${eventAt(at)}`,
  'another subject': (at: number) => sql`update events set subject_id = gen_random_uuid() where ${eventAt(at)}`,
  'another kind of subject': (at: number) => sql`update events set subject_type = 'action ' where ${eventAt(at)}`,
  'another actor': (at: number) => sql`update events set actor_id = gen_random_uuid() where ${eventAt(at)}`,
  'no actor': (at: number) => sql`update events set actor_id = null where ${eventAt(at)}`,
  'another kind of actor': (at: number) => sql`update events set actor_kind = 'person' where ${eventAt(at)}`,
  'another agency': (at: number) => sql`update events set agency_id = gen_random_uuid() where ${eventAt(at)}`,
  'a millisecond later': (at: number) => sql`update events set occurred_at = occurred_at + interval '1 millisecond' where ${eventAt(at)}`,
  'another request': (at: number) => sql`update events set request_id = request_id || ' ' where ${eventAt(at)}`,
  'something before': (at: number) => sql`update events set before = '{}' where ${eventAt(at)}`,
  'something after': (at: number) => sql`update events set after = '{"a": 1}' where ${eventAt(at)}`,
  'JSON null for none': (at: number) => sql`update events set after = 'null' where ${eventAt(at)}`,
  'another id': (at: number) => sql`update events set id = gen_random_uuid() where ${eventAt(at)}`,
  'content taken out under a tombstone': (at: number) => sql`with buried as (insert into event_tombstones select partnership_id, id, subject_id, event_digest(events) from events where ${eventAt(at)}) update events set before = null, after = null where ${eventAt(at)}`,
  'an event removed': (at: number) => sql`delete from events where ${eventAt(at)}`,
  'an event slipped in': (at: number) => sql`insert into events select partnership_id, overlay(id::text placing '0000' from 1)::uuid, written_by, type, subject_type, subject_id, actor_kind, actor_id, agency_id, occurred_at, request_id, before, after from events where ${eventAt(at)}`,
  'a seal removed': (at: number) => sql`delete from event_seals where ${sealAt(at)}`,
  'another hash': (at: number) => sql`update event_seals set hash = sha256(hash) where ${sealAt(at)}`,
  'another place': (at: number) => sql`update event_seals set sequence = sequence + 100000 where ${sealAt(at)}`,
  'another event': (at: number) => sql`update event_seals set event_id = gen_random_uuid() where ${sealAt(at)}`,
  'two events changing places': (at: number) => sql`update events set subject_id = (select subject_id from events where ${eventAt(at + 1)}) where ${eventAt(at)}`
} satisfies Record<string, (at: number) => ReturnType<typeof sql>>

// They need one behind them: the last seal taken away leaves an event that waits for one, which no chain could show.
const notOfTheLast = ['a seal removed', 'another place', 'two events changing places']

t.test('an untouched history follows from itself', async (t) => {
  t.same(await verifyChain(session, partnershipId), { events, fault: undefined })
})

t.test('of a thousand tamperings with one row each is found, and the first bad sequence named', async (t) => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(tamperings) as Array<keyof typeof tamperings>), fc.integer({ min: 1, max: events }), async (what, place) => {
    const at = notOfTheLast.includes(what) ? Math.min(place, events - 1) : place
    const { fault } = await undone(session, async () => {
      await session.rows(tamperings[what](at))
      return await verifyChain(session, partnershipId)
    })
    return fault?.sequence === at
  }), { numRuns: 1_000 })
  t.pass('every one')
})

t.test('a tail that was cut off, and a history that was rewritten with good hashes, are found against a checkpoint', async (t) => {
  const folder = t.testdir()
  const [head] = await findAllHeads(db)
  await appendCheckpoint(folder, signCheckpoint(key, partnershipId, head ?? { sequence: 0, hash: '' }, services.clock.now()))
  const found = async () => [(await verifyChain(session, partnershipId)).fault, (await verifyCheckpoints(session, partnershipId, folder, [key.publicKey])).fault?.sequence]

  const cut = await undone(session, async () => {
    await session.rows(sql`with gone as (delete from event_seals where partnership_id = ${partnershipId} and sequence > 35 returning event_id) delete from events where id in (select event_id from gone)`)
    return await found()
  })
  const rewritten = await undone(session, async () => {
    await session.rows(sql`update events set after = '{"rewritten": true}' where ${eventAt(7)}`)
    await session.rows(sql`delete from event_seals where partnership_id = ${partnershipId}`)
    await session.rows(sql`insert into event_seals ${rechained}`)
    return await found()
  })

  t.same(cut, [undefined, 1])
  t.same(rewritten, [undefined, 1])
})

/** The whole chain as the sealer would have made it; it cannot itself, since the rows are of a transaction that is open. */
const rechained = sql`with recursive placed as (select e.*, row_number() over (order by e.written_by, e.id) as place from events e where e.partnership_id = ${partnershipId}),
  chain as (select place, id, sha256(int8send(place) || event_digest(e)) as hash from placed p join events e using (partnership_id, id) where place = 1
    union all select p.place, p.id, sha256(chain.hash || int8send(p.place) || event_digest(e)) from chain join placed p on p.place = chain.place + 1 join events e on e.id = p.id)
  select ${partnershipId}::uuid, place, id, hash from chain`

t.test('what is named is behind the last checkpoint that still fits', async (t) => {
  const folder = t.testdir()
  const rows = await db.rows<{ sequence: number, hash: string }>(sql`select sequence, encode(hash, 'hex') as hash from event_seals where partnership_id = ${partnershipId} and sequence in (10, 20, 30) order by sequence`)
  for (const place of rows) await appendCheckpoint(folder, signCheckpoint(key, partnershipId, place, services.clock.now()))

  const verdict = await undone(session, async () => {
    await session.rows(sql`delete from event_seals where partnership_id = ${partnershipId} and sequence > 15`)
    return await verifyCheckpoints(session, partnershipId, folder, [key.publicKey])
  })

  t.match(verdict, { checkpoints: 3, last: { sequence: 10 }, fault: { sequence: 11 }, notGenuine: [] })
})

t.test('a checkpoint that was altered, or signed with another key, is not believed; a line that a crash cut short spoils no other', async (t) => {
  const folder = t.testdir()
  const [head = { sequence: 0, hash: '' }] = await findAllHeads(db)
  const genuine = signCheckpoint(key, partnershipId, head, services.clock.now())
  mkdirSync(join(folder, partnershipId))
  appendFileSync(join(folder, partnershipId, '2026-01.jsonl'), '{"partnershipId":"01')
  for (const checkpoint of [genuine, { ...genuine, sequence: 3 }, signCheckpoint(new SigningKey('of somebody else', 'tests'), partnershipId, head, services.clock.now())]) await appendCheckpoint(folder, checkpoint)

  const verdict = await verifyCheckpoints(db, partnershipId, folder, [key.publicKey])

  t.match(verdict, { checkpoints: 1, last: { sequence: events }, fault: undefined })
  t.equal(verdict.notGenuine.length, 3)
})

t.test('events that wait for their seal, as after a large import, are no strays, and none of them is held against all others', async (t) => {
  const own = { ...await app.anotherPartnership(), services }
  await recordInTransaction(own, { type: 'agency', id: newId() })
  await sealed(app, own)
  await recordMany(own, 3_000)

  await withTransaction(db.pool, async (tx) => {
    const read = async (): Promise<number> => (await tx.rows<{ entries: number }>(sql`select pg_stat_get_xact_tuples_returned('events_in_commit_order'::regclass)::integer as entries`))[0]?.entries ?? Number.NaN
    const before = await read()
    t.strictSame(await verifyChain(tx, own.partnershipId), { events: 1, fault: undefined })
    t.ok(await read() - before < 3_000, `${await read() - before} entries of the index, for 3,000 events`)
  })
})
