import t from 'tap'
import { createHash } from 'node:crypto'
import { sql } from '../../src/platform/database/drizzle.ts'
import pg from 'pg'
import { sealEvents } from '../../src/features/events/sealing.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'
import { testCluster } from '../support/cluster.ts'
import { inAllPartnerships } from '../support/owner.ts'
import { recordInTransaction } from '../support/recording.ts'
import { range, until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { db, services } = app

/** A partnership for one test: each has a history of its own. */
async function partnership () {
  const { partnershipId, as } = await app.anotherPartnership()
  return { services, partnershipId, send: as('coordinator') }
}

interface Seen { sequence: number, subjectId: string }

/** What a consumer sees that asks again and again, until it has seen so many. */
async function consume ({ send }: Pick<TestApp, 'send'>, count: number, restart: () => boolean = () => false): Promise<Seen[]> {
  const seen: Seen[] = []
  let resume = ''
  await until(async () => {
    const { body } = await send('GET', `/v1/events?limit=20${resume}`)
    if (restart()) return false // it died before it noted how far it had come
    seen.push(...body.data)
    resume = `&after=${body.nextCursor}`
    return seen.length >= count
  })
  return seen
}

interface Sealed { sequence: number, hash: Buffer, digest: Buffer }

async function chainOf ({ partnershipId }: Pick<TestApp, 'partnershipId'>): Promise<Sealed[]> {
  return await db.rows<Sealed>(sql`select s.sequence, s.hash, event_digest(e) as digest from event_seals s
    join events e on e.partnership_id = s.partnership_id and e.id = s.event_id where s.partnership_id = ${partnershipId} order by s.sequence`)
}

/** The first place at which the chain does not follow from what came before. */
function firstBroken (chain: readonly Sealed[]): number | undefined {
  let previous: Buffer = Buffer.alloc(0)
  return chain.find(({ sequence, hash, digest }, index) => {
    const number = Buffer.alloc(8)
    number.writeBigInt64BE(BigInt(index + 1))
    const expected = createHash('sha256').update(previous).update(number).update(digest).digest()
    previous = hash
    return sequence !== index + 1 || !expected.equals(hash)
  })?.sequence
}

t.test('an event that another may still precede is not shown until that one stands', async (t) => {
  const own = await partnership()
  const [early, late] = [newId(), newId()]
  const open = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const first = recordInTransaction(own, { type: 'agency', id: early }, async ({ tx }) => {
    await tx.rows(sql`select 1`) // behind the event's insert: it has its place now
    written.resolve()
    await open.promise
  })
  await written.promise
  await recordInTransaction(own, { type: 'agency', id: late })

  t.same((await own.send('GET', '/v1/events')).body.data, [])
  open.resolve()
  await first
  t.match(await consume(own, 2), [{ sequence: 1, subjectId: early }, { sequence: 2, subjectId: late }])
})

t.test('sixteen writers, some slow, and a consumer that dies now and then: each event once, in order, without a gap', async (t) => {
  const own = await partnership()
  const each = 12
  const written: string[] = []
  const writers = range(16).map(async (writer) => {
    for (const turn of range(each)) {
      const id = newId()
      await recordInTransaction(own, { type: 'agency', id }, async ({ tx }) => { if (writer % 5 === 0) await tx.rows(sql`select pg_sleep(${turn / 200})`) })
      written.push(id)
    }
  })

  let asked = 0
  const seen = await consume(own, 16 * each, () => ++asked % 7 === 0)
  await Promise.all(writers)

  t.same(seen.map(({ sequence }) => sequence), range(16 * each))
  t.same(seen.map(({ subjectId }) => subjectId).sort(), written.sort())
  t.same((await consume(own, 16 * each)), seen, 'read again from the beginning it is the same')
})

t.test('sealers at work together make one chain', async (t) => {
  const own = await partnership()
  for (const id of range(150).map(newId)) await recordInTransaction(own, { type: 'agency', id })

  await until(async () => {
    await Promise.all(range(6).map(async () => await sealEvents(db, own.partnershipId)))
    return (await chainOf(own)).length === 150
  })

  t.equal(firstBroken(await chainOf(own)), undefined)
})

t.test('an event that is altered afterwards no longer fits its seal', async (t) => {
  const own = await partnership()
  for (const code of ['x1', 'x2', 'x3']) await own.send('POST', '/v1/agencies', { code, name: code, kind: 'other' })
  await consume(own, 3)
  t.equal(firstBroken(await chainOf(own)), undefined)

  const [{ database } = { database: '' }] = await db.rows<{ database: string }>(sql`select current_database() as database`)
  const owner = new pg.Client({ connectionString: (await testCluster()).ownerUrl(database), options: inAllPartnerships })
  await owner.connect()
  await owner.query('update events set after = jsonb_set(after, \'{name}\', \'"another"\') where after ->> \'code\' = \'x2\'')
  await owner.end()

  t.equal(firstBroken(await chainOf(own)), 2)
})

t.test('the service itself cannot change or remove what has happened', async (t) => {
  for (const table of ['events', 'event_seals']) {
    for (const statement of [sql`update ${sql.identifier(table)} set partnership_id = partnership_id`, sql`delete from ${sql.identifier(table)}`, sql`truncate ${sql.identifier(table)}`]) {
      await t.rejects(db.rows(statement), { code: '42501' })
    }
  }
})
