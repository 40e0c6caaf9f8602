import t from 'tap'
import pg from 'pg'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { Queryable } from '../../src/platform/database/database.ts'
import { render } from '../../src/platform/database/render.ts'
import { wallOff } from '../../src/platform/database/row-security.ts'
import { currentScope, within } from '../../src/platform/database/tenancy.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { connect } from '../../src/platform/postgres/connect.ts'
import { testApp } from '../support/app.ts'
import { sessionToken } from '../support/browser.ts'
import { testCluster } from '../support/cluster.ts'
import { range } from '../support/scratch-database.ts'

const app = await testApp(t)
const { db, partnershipId } = app
const other = await app.anotherPartnership()
const forgetful = sql`select distinct partnership_id as id from people` // no where

t.test('every table of the partnerships has its wall, before its owner too', async (t) => {
  t.same(await db.rows(sql`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'worker_heartbeats'
    and not (relrowsecurity and relforcerowsecurity and exists (select from pg_policy where polrelid = pg_class.oid and polwithcheck is not null))`), [])
})

t.test('a policy of an earlier version is made anew', async (t) => {
  const url = (await testCluster()).ownerUrl(new URL(app.services.config.databaseUrl ?? '').pathname.slice(1))
  const owner = await connect(url)
  t.teardown(async () => { await owner.end() })
  await owner.query('drop policy within_partnership on people')
  await owner.query('create policy within_partnership on people using (false)')

  await wallOff(owner)

  t.same(await within(partnershipId, async () => await db.rows(forgetful)), [{ id: partnershipId }])
})

t.test('a session that was told nothing, or has forgotten it, sees nothing and adds nothing', async (t) => {
  const client = new pg.Client({ connectionString: app.services.config.databaseUrl })
  await client.connect()
  t.teardown(async () => { await client.end() })

  for (const setting of [undefined, '']) {
    if (setting !== undefined) await client.query("select set_config('app.partnership_id', $1, false)", [setting])
    t.equal((await client.query('select from people')).rowCount, 0)
    t.equal((await client.query('update people set name = name')).rowCount, 0)
    await t.rejects(client.query('insert into agencies select $1, gen_random_uuid(), code, name, kind from agencies', [partnershipId]).then(async () => await client.query("insert into partnerships (id, code, name) values (gen_random_uuid(), 'x', 'x')")))
  }
})

t.test('within a partnership, a query that forgets its where finds nothing of another, in or out of a transaction', async (t) => {
  await within(partnershipId, async () => {
    t.same(await db.rows(forgetful), [{ id: partnershipId }])
    t.same(await db.shared.rows(forgetful), [{ id: partnershipId }])
    await withTransaction(db.pool, async (tx) => {
      t.same(await tx.rows(forgetful), [{ id: partnershipId }])
      t.equal(await tx.write(sql`update people set name = name where partnership_id = ${other.partnershipId}`), 0)
    })
    await t.rejects(db.rows(sql`insert into partnerships (id, code, name) values (gen_random_uuid(), 'x', 'x')`), { code: '42501' })
  })
  t.equal((await db.rows(forgetful)).length, 2, 'what serves all of them sees all')
})

t.test('two hundred questions of two partnerships at once over the same connections: each sees its own', async (t) => {
  const ids = [partnershipId, other.partnershipId]
  const asked = range(200).map((number) => ({ id: ids[number % 3 % 2]!, from: number % 2 === 0 ? db : db.shared }))

  const seen = await Promise.all(asked.map(async ({ id, from }) => await within(id, async () => await from.rows<{ id: string }>(forgetful))))

  t.same(seen, asked.map(({ id }) => [{ id }]))
})

t.test('whatever a request asks, it asks within the partnership of its caller', async (t) => {
  const asked = watch(db)
  const cookie = `follow-through-session=${await sessionToken(app, 'coordinator')}`

  for (const path of ['/v1/actions?count=true', '/v1/reports/summary', '/v1/people', '/v1/events', '/v1/actions?format=csv', '/v1/reports/trend?from=2026-01-01']) await app.send('GET', path)
  await app.send('POST', '/v1/agencies', { code: 'new', name: 'A new one', kind: 'other' })
  await fetch(`${app.address}/`, { headers: { cookie } })

  t.ok(asked.filter(({ scope }) => scope === partnershipId).length >= 10)
  t.same(asked.filter(({ scope, text }) => scope !== partnershipId && !atTheDoor.test(text)), [], 'outside, only the door asks')
})

// Who comes in is looked up before it is known whose he is.
const atTheDoor = /"(api_keys|sessions)"/

/** Notes where each question without a transaction is asked. */
function watch (db: Queryable & { shared: Queryable }): Array<{ scope: string, text: string }> {
  const asked: Array<{ scope: string, text: string }> = []
  for (const asking of [db, db.shared] as Array<{ rows: Queryable['rows'] }>) {
    const { rows } = asking
    asking.rows = async (query) => {
      asked.push({ scope: currentScope(), text: render(query).text })
      return await rows(query)
    }
  }
  return asked
}
