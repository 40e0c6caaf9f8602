import type { Client } from 'pg'
import { agencyKinds } from '../../src/domain/agency.ts'
import { standardPolicy } from '../../src/domain/reminder-policy.ts'
import { newId } from '../../src/platform/ids.ts'
import { agencyCount, peopleCount, recommendationCount, reviewCount, seededFunctions, seededId } from './seeded.ts'
import { actionRows, linkRows, milestoneRows, plan } from './seed-actions.ts'

/** Fills an empty, migrated database with one partnership of so many actions; to be done by a superuser. */
export async function seed (client: Client, actions: number): Promise<void> {
  const partnershipId = newId()
  // Foreign keys are not looked at, indexes made last: a million actions take a minute instead of ten.
  await client.query("set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'; set timezone = 'UTC'")
  await client.query(seededFunctions)
  const indexes = await dropIndexes(client)
  await client.query('begin')
  for (const statement of [partnership, reminderPolicy, agencies, people, reviews, recommendations]) await client.query(statement(partnershipId, actions))
  await client.query(plan(actions, recommendationCount(actions)))
  for (const statement of [actionRows, ...linkRows, milestoneRows]) await client.query(statement(partnershipId))
  await client.query('commit')
  for (const index of indexes) await client.query(index)
  await client.query('vacuum (analyze)')
  await client.query('checkpoint')
}

/** Takes away what only makes filling slower, and gives the statements that make it again. */
async function dropIndexes (client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string, definition: string }>(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index join pg_class on pg_class.oid = indrelid
    where relnamespace = 'public'::regnamespace and not exists (select from pg_constraint where conindid = indexrelid)`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

type Statement = (partnershipId: string, actions: number) => string

const written = 'now() - interval \'3 years\', now() - interval \'1 year\''

const partnership: Statement = (partnershipId) => `
  insert into partnerships (id, code, name, created_at, updated_at) values ('${partnershipId}', 'bench', 'The partnership of the benchmark', ${written})`

/** Its reminders are planned late in the day: the planning of a million is work of its own, and would fall into one run and not into the next. */
const reminderPolicy: Statement = (partnershipId) => `
  insert into reminder_policies (partnership_id, send_at, steps, created_at, updated_at) values ('${partnershipId}', '23:59', '${JSON.stringify(standardPolicy.steps)}', ${written})`

const agencies: Statement = (partnershipId) => `
  insert into agencies (partnership_id, id, code, name, kind, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('agency', n), 'agency-' || n, 'Agency number ' || n, (array[${agencyKinds.map((kind) => `'${kind}'`).join(', ')}])[1 + n % ${agencyKinds.length}], ${written}
  from generate_series(0, ${agencyCount - 1}) as n`

/** Of each agency three contributors and one other; every sixth agency has a reviewer. */
const people: Statement = (partnershipId) => `
  insert into people (partnership_id, id, agency_id, name, email, role, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('person', n), pg_temp.seeded('agency', n / 4), 'Person number ' || n, 'person-' || n || '@bench.example',
    case when n % 4 < 3 then 'contributor' when n = 3 then 'coordinator' when n / 4 % 6 = 1 then 'reviewer' when n / 4 % 6 = 2 then 'scrutineer' else 'viewer' end, ${written}
  from generate_series(0, ${peopleCount - 1}) as n`

const reviews: Statement = (partnershipId, actions) => `
  insert into reviews (partnership_id, id, reference, title, kind, published_on, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('review', n), 'REVIEW-' || n, 'Review number ' || n, 'child_safeguarding_practice_review', current_date - n % 900, ${written}
  from generate_series(0, ${reviewCount(actions) - 1}) as n`

const recommendations: Statement = (partnershipId, actions) => `
  insert into recommendations (partnership_id, id, review_id, reference, text, themes, lead_agency_id, response, responded_on, actions_minted, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('recommendation', n), pg_temp.seeded('review', n % ${reviewCount(actions)}), 'R' || n / ${reviewCount(actions)} + 1,
    'The partnership should make sure that what was recommended under number ' || n || ' is done, and that it has made a difference.',
    array['theme-' || n % 12], pg_temp.seeded('agency', n % ${agencyCount}), 'accepted', current_date - 300, ${Math.ceil(actions / recommendationCount(actions))}, ${written}
  from generate_series(0, ${recommendationCount(actions) - 1}) as n`

/** The key of a coordinator, made anew for each run: its token is nowhere but in the run. */
export async function admitCoordinator (client: Client, person: number, key: { id: string, secretHash: string, lastFour: string }): Promise<void> {
  await client.query(`insert into api_keys (partnership_id, id, name, person_id, secret_hash, last_four, expires_on, created_at, updated_at)
    select id, $1, 'Key of the benchmark', $2, $3, $4, '2099-12-31', now(), now() from partnerships where code = 'bench'`,
  [key.id, seededId('person', person), key.secretHash, key.lastFour])
}
