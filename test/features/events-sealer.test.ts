import t from 'tap'
import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { startSealer } from '../../src/features/events/sealer.ts'
import type { Sealer } from '../../src/features/events/sealer.ts'
import { findSealLag, partnershipsToSeal, sealEvents } from '../../src/features/events/sealing.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Queryable } from '../../src/platform/database/database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import type { Logger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'
import { asSuperuser } from '../support/cluster.ts'
import { patient } from '../support/patient.ts'
import { recordInTransaction, recordMany } from '../support/recording.ts'
import { range, until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { db, services, anotherPartnership } = app

function sealing (t: Test, log: Logger = makeLogger('silent')): Sealer {
  const sealer = startSealer(services, log)
  t.teardown(sealer.stop)
  return sealer
}

async function countSeals ({ partnershipId }: Pick<TestApp, 'partnershipId'>): Promise<number> {
  const [row] = await db.rows<{ seals: number }>(sql`select count(*) as seals from event_seals where partnership_id = ${partnershipId}`)
  return row?.seals ?? 0
}

async function recordIn ({ partnershipId }: Pick<TestApp, 'partnershipId'>): Promise<void> {
  await recordInTransaction({ services, partnershipId }, { type: 'agency', id: newId() })
}

t.test('events are sealed though nobody reads them, in every partnership', async (t) => {
  const [one, other] = [await anotherPartnership(), await anotherPartnership()]
  sealing(t)

  await recordIn(one)
  await recordIn(other)

  await until(async () => await countSeals(one) === 1 && await countSeals(other) === 1)
})

t.test('a backlog of any length is worked off', async (t) => {
  const own = await anotherPartnership()
  await recordMany({ services, ...own }, 2_501)

  sealing(t)

  await until(async () => await countSeals(own) === 2501)
})

t.test('to see what waits, for how long, and to find nothing to seal reads no more of the events than that, however many are sealed', async (t) => {
  const [sealed] = await db.rows<{ many: boolean }>(sql`select count(*) > 1000 as many from event_seals`)
  t.ok(sealed?.many, 'by the test before')
  await withTransaction(db.pool, async (tx) => {
    const read = async (): Promise<number> => (await tx.rows<{ entries: number }>(sql`select pg_stat_get_xact_tuples_returned('events_in_commit_order'::regclass)::integer as entries`))[0]?.entries ?? Number.NaN
    const before = await read()
    await partnershipsToSeal(tx)
    await findSealLag(tx)
    const partnerships = await tx.rows<{ id: string }>(sql`select id from partnerships`)
    for (const { id } of partnerships) await sealEvents(tx, id)
    t.ok(await read() - before <= 3 * partnerships.length, 'an entry of the index for each partnership and question')
  })
})

t.test('a look that was first made when there was next to nothing to seal reads no more of what comes after', async (t) => {
  const fresh = await testApp(t)
  const one = openDatabase({ url: fresh.services.config.databaseUrl ?? '', connections: 1, ...patient }) // what its one session has planned
  t.teardown(async () => { await one.close() })
  const look = async (db: Queryable): Promise<string[]> => {
    await findSealLag(db)
    return await partnershipsToSeal(db)
  }
  await look(one)
  await sealEvents(one, fresh.partnershipId)
  await recordMany(fresh, 3_000)
  await until(async () => (await partnershipsToSeal(fresh.db)).length === 1) // nothing is sealed while a transaction is open anywhere
  await sealEvents(one, fresh.partnershipId)

  await withTransaction(one.pool, async (tx) => {
    const read = async (): Promise<number> => (await tx.rows<{ rows: number }>(sql`select sum(pg_stat_get_xact_tuples_returned(oid))::integer as rows from pg_class
      where relname in ('events', 'event_seals') or oid in (select indexrelid from pg_index where indrelid in ('events'::regclass, 'event_seals'::regclass))`))[0]?.rows ?? Number.NaN
    const before = await read()
    t.same(await look(tx), [fresh.partnershipId])
    const looked = await read() - before
    t.ok(looked < 20, `${looked} rows and entries, of 3,000 events`)
    while (await sealEvents(tx, fresh.partnershipId) > 0);
    const sealed = await read()
    t.equal(await sealEvents(tx, fresh.partnershipId), 0)
    t.ok(await read() - sealed < 20, `${await read() - sealed} rows and entries to find that all are sealed`)
  })
})

t.test('when it is stopped nothing is under way any more', async (t) => {
  const own = await anotherPartnership()
  const sealer = sealing(t)
  await Promise.all(range(20).map(async () => { await recordIn(own) }))

  await sealer.stop()

  t.equal(db.pool.totalCount, db.pool.idleCount)
  t.equal(db.pool.waitingCount, 0)
})

t.test('an outage of the database is logged once and survived', async (t) => {
  const own = await anotherPartnership()
  const lines: string[] = []
  sealing(t, makeLogger('info', { write: (line) => { lines.push(line) } }))
  const logged = (text: string) => lines.filter((line) => line.includes(text)).length
  await recordIn(own)

  const restore = await refuseConnections(app)
  await until(() => logged('cannot be sealed') > 0)
  for (let refused = 0; refused < 100;) await db.rows(sql`select`).catch(() => { refused++ })
  t.equal(logged('cannot be sealed'), 1)
  await restore()
  await until(() => logged('being sealed again') > 0)
  await recordIn(own)

  await until(async () => await countSeals(own) === 2)
})

/** Ends every connection of the service, and lets it make no other until it may. */
async function refuseConnections ({ db }: TestApp): Promise<() => Promise<void>> {
  const [{ name } = { name: '' }] = await db.rows<{ name: string }>(sql`select current_database() as name`)
  const allow = async (isAllowed: boolean) => { await asSuperuser(async (client) => await client.query(`alter database ${name} allow_connections ${isAllowed}`)) }
  await allow(false)
  await asSuperuser(async (client) => await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]))
  return async () => { await allow(true) }
}
