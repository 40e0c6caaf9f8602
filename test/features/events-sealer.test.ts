import t from 'tap'
import { sql } from 'drizzle-orm'
import { startSealer } from '../../src/features/events/sealer.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'
import { asSuperuser } from '../support/cluster.ts'
import { recordInTransaction } from '../support/recording.ts'
import { range, until } from '../support/scratch-database.ts'

async function countSeals ({ db }: Pick<TestApp, 'db'>, partnershipId: string): Promise<number> {
  const [row] = await db.rows<{ seals: number }>(sql`select count(*) as seals from event_seals where partnership_id = ${partnershipId}`)
  return row?.seals ?? 0
}

t.test('events are sealed though nobody reads them, in every partnership', async (t) => {
  const app = await testApp(t)
  const other = await app.anotherPartnership()
  const sealer = startSealer(app.services, makeLogger('silent'))

  for (const { partnershipId } of [app, other]) await recordInTransaction({ services: app.services, partnershipId }, { type: 'agency', id: newId() })

  await until(async () => await countSeals(app, app.partnershipId) === 1 && await countSeals(app, other.partnershipId) === 1)
  await sealer.stop()
})

t.test('a backlog of any length is worked off', async (t) => {
  const app = await testApp(t)
  await recordInTransaction(app, { type: 'agency', id: newId() }, async ({ tx, by, now }) => {
    await tx.write(sql`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id)
      select ${by.partnershipId}, gen_random_uuid(), 'agency.updated', 'agency', gen_random_uuid(), 'service', ${now}, 'test' from generate_series(1, 2500)`)
  })
  const sealer = startSealer(app.services, makeLogger('silent'))

  await until(async () => await countSeals(app, app.partnershipId) === 2501)
  await sealer.stop()
})

t.test('an outage of the database is logged once and survived', async (t) => {
  const app = await testApp(t)
  const lines: string[] = []
  const sealer = startSealer(app.services, makeLogger('info', { write: (line) => { lines.push(line) } }))
  const logged = (text: string) => lines.filter((line) => line.includes(text)).length
  await recordInTransaction(app, { type: 'agency', id: newId() })

  const restore = await refuseConnections(app)
  await until(() => logged('cannot be sealed') > 0)
  await restore()
  await until(() => logged('being sealed again') > 0)
  await recordInTransaction(app, { type: 'agency', id: newId() })

  await until(async () => await countSeals(app, app.partnershipId) === 2)
  t.equal(logged('cannot be sealed'), 1)
  await sealer.stop()
})

t.test('when it is stopped nothing is under way any more', async (t) => {
  const app = await testApp(t)
  const sealer = startSealer(app.services, makeLogger('silent'))
  for (const id of range(20).map(newId)) await recordInTransaction(app, { type: 'agency', id })

  await sealer.stop()

  t.equal(app.db.pool.totalCount, app.db.pool.idleCount)
  t.equal(app.db.pool.waitingCount, 0)
})

/** Ends every connection of the service, and lets it make no other until it may. */
async function refuseConnections ({ db }: TestApp): Promise<() => Promise<void>> {
  const [{ name } = { name: '' }] = await db.rows<{ name: string }>(sql`select current_database() as name`)
  const allow = async (isAllowed: boolean) => { await asSuperuser(async (client) => await client.query(`alter database ${name} allow_connections ${isAllowed}`)) }
  await allow(false)
  await asSuperuser(async (client) => await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]))
  return async () => { await allow(true) }
}
