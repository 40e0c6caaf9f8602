import t from 'tap'
import { versionsOf } from '../../src/domain/action-history.ts'
import { findHistory } from '../../src/features/action-versions/queries.ts'
import { bringUpToNow } from '../../src/features/action-versions/as-of.ts'
import { keepVersions } from '../../src/features/action-versions/keeping.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { plantAction } from '../support/plan.ts'
import { recordInTransaction } from '../support/recording.ts'
import { until } from '../support/until.ts'

const app = await testApp(t)
const { db, send, services, partnershipId } = app
const list = async (query = '') => await send('GET', `/v1/actions?asOf=${app.clock.now}${query}`)

async function isBehindEveryOpenTransaction (partnershipId: string): Promise<boolean> {
  const [row] = await db.rows<{ behind: boolean }>(sql`select max(written_by::text::bigint) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint as behind from events where partnership_id = ${partnershipId}`)
  return row?.behind === true
}

t.test('a transaction that is still open when others are read is read when it has ended', async (t) => {
  const { id } = await buildAction(app)
  let another: { id: string } | undefined
  await recordInTransaction(app, { type: 'action', id }, async ({ tx }) => {
    await tx.write(sql`update actions set version = version where id = ${id}`)
    another = await buildAction(app)
    t.equal((await list()).body.data.length, 2)
  })

  await bringUpToNow(services, partnershipId)

  const [mark] = await db.rows<{ missing: boolean }>(sql`select exists (select from events, action_version_marks mark where events.partnership_id = mark.partnership_id and not pg_visible_in_snapshot(written_by, snapshot::pg_snapshot)) as missing from action_version_marks`)
  t.equal(mark?.missing, false)
  t.ok(another)
})

t.test('what one transaction wrote is read whole, however much it is, and the rest after it', async (t) => {
  const other = await app.anotherPartnership()
  const { id } = await plantAction(db, other)
  const append = async (events: number, type: string) => await db.rows(sql`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id, after)
    select ${other.partnershipId}::uuid, gen_random_uuid(), ${type}::text, 'action', ${id}::uuid, 'service', ${app.clock.now}::timestamptz, 'test',
      (select to_jsonb(told) from (select 'A title' as title, null as description, 'A1' as reference, 'medium' as priority, ${other.agencies.csc}::uuid as "ownerAgencyId", array[gen_random_uuid()] as "recommendationIds", '2026-06-30' as "dueOn", '2026-06-30' as "originalDueOn", 1 as version) as told)
    from generate_series(1, ${events}::int)`)
  await keepVersions(services, other.partnershipId)
  await append(1, 'action.created')
  await append(6_000, 'measure.updated')
  await append(1, 'action.updated')
  await until(async () => await isBehindEveryOpenTransaction(other.partnershipId)) // of all databases of the cluster, other tests' too

  let stretches = 1
  while (!await keepVersions(services, other.partnershipId)) stretches++

  t.equal(stretches, 3)
  t.match((await other.as('coordinator')('GET', `/v1/actions?asOf=${app.clock.now}`)).body.data, [{ id, title: 'A title' }])
})

t.test('more than a question should wait for is left to the worker', async (t) => {
  await db.rows(sql`update action_version_marks set snapshot = '1:1:' where partnership_id = ${partnershipId}`)

  t.equal(await keepVersions(services, partnershipId, 1), false)
  t.equal(await keepVersions(services, partnershipId, 2), true)
})

t.test('what is kept is what the events tell', async (t) => {
  const kept = await db.rows<{ id: string, facts: object }>(sql`select id, status, version, valid_from as "validFrom" from action_versions where partnership_id = ${partnershipId} order by id, valid_from`)
  const ids = [...new Set(kept.map(({ id }) => id))]
  const told = await findHistory(db, partnershipId, ids)

  t.match(kept, ids.flatMap((id) => versionsOf(told.filter(({ actionId }) => actionId === id)).map(({ validFrom, facts }) => ({ id, validFrom, status: facts['status'], version: facts['version'] }))))
})
