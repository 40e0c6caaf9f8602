import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { Caller } from '../../src/domain/permission.ts'
import { listActions } from '../../src/features/actions/list-query.ts'
import type { ActionFilter } from '../../src/features/actions/list-query.ts'
import { lockRecommendationsForMinting } from '../../src/features/recommendations/minting.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { testApp } from '../support/app.ts'
import { testCluster } from '../support/cluster.ts'
import { plantLargePlan } from '../support/large-plan.ts'
import { askAsOwner } from '../support/owner.ts'
import { patient } from '../support/patient.ts'
import { range } from '../support/scratch-database.ts'

/*
 * To plan a page takes PostgreSQL a third as long as to read it. It keeps a plan
 * only where one for values that it has not been told costs as little, by its
 * own reckoning, as one made for them. After five it decides.
 */

const app = await testApp(t)
await plantLargePlan(app.db, app, 5_000)
const url = app.services.config.databaseUrl ?? ''
await askAsOwner((await testCluster()).ownerUrl(new URL(url).pathname.slice(1)))('analyze')
const one = openDatabase({ url, connections: 1, ...patient }) // its plans are those of its one session
t.teardown(async () => { await one.close() })

const { partnershipId, agencies: { csc }, people: { coordinator } } = app
const caller = { kind: 'person', role: 'coordinator', partnershipId, personId: coordinator, agencyId: csc } as unknown as Caller // the rest is not asked for here

const [some] = await one.rows<{ status: string }>(sql`select status from actions where owner_agency_id = ${csc} limit 1`)

for (const [words, filter] of Object.entries<ActionFilter>({
  'of all actions': {},
  'of an agency': { ownerAgencyId: [csc] },
  'of a status': { status: ['in_progress'] },
  'of an agency and a status': { ownerAgencyId: [csc], status: [some?.status ?? ''] },
  'of an agency, from a day on': { ownerAgencyId: [csc], dueFrom: '2026-03-01' }
})) {
  t.test(`a page ${words}, by due date, is planned no more once it is known`, async (t) => {
    for (const time of range(9)) t.equal((await listActions(one, caller, filter, { field: 'dueOn', direction: 'asc' }, { limit: 50, after: undefined }, '2026-03-02')).rows.length, 50, `time ${time}`)
    const { statement, ...plans } = await plansOfLatest()
    t.same(plans, { made: 5, kept: 4 })
    t.match(statement, /limit 51$/, 'in a plan of a million no plan is kept for a limit that is not told')
  })
}

t.test('to look up what a new action answers is planned no more once it is known', async (t) => {
  const [recommendation] = await one.rows<{ id: string }>(sql`select id from recommendations limit 1`)
  for (const time of range(9)) {
    t.equal((await withTransaction(one.pool, async (tx) => await lockRecommendationsForMinting(tx, caller, [recommendation?.id ?? '']))).length, 1, `time ${time}`)
  }
  t.match(await plansOfLatest(), { made: 5, kept: 4, statement: /"recommendations"."id" = \$\d+\n/ })
})

interface Plans { readonly statement: string, readonly made: number, readonly kept: number }

/** How often the statement that the session met last was planned, and how often its plan was kept. */
async function plansOfLatest (): Promise<Plans> {
  const [plans] = await one.rows<Plans>(sql`select statement, custom_plans as made, generic_plans as kept from pg_prepared_statements
    where statement not like '%pg_prepared_statements%' and statement not in ('begin', 'commit') and statement not like 'select set_config%' order by prepare_time desc limit 1`)
  if (plans === undefined) throw new Error('The session has prepared nothing.')
  return plans
}
