import t from 'tap'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../../src/platform/database/drizzle.ts'
import { playbooks } from '../../src/features/playbooks/playbooks.ts'
import { prepareFirstUse } from '../../src/first-use.ts'
import type { Services } from '../../src/services.ts'
import { listen, newService } from '../support/new-service.ts'

const example = await newService(t)
await prepareFirstUse(example.services)
const send = await listen(t, example)

t.test('the first use loads the review with its five recommendations, in the review\'s own words', async (t) => {
  const { body: { data: [review] } } = await send('GET', '/v1/reviews')
  t.match(review, { reference: 'CHILD-O', restricted: false, summary: /real.*illustrative/ })
  const { body } = await send('GET', `/v1/recommendations?reviewId=${review.id}&sort=reference`)
  t.match(body.data, [
    { reference: 'R1', response: 'accepted', text: 'CSC to develop and/or implement an internal process for debrief/ case review when a child dies or is seriously harmed' },
    { reference: 'R2', response: 'accepted', text: 'Housing ensures that senior leaders are engaged in complex cases where child safety is an issue.' },
    { reference: 'R3', response: 'accepted_in_part', responseReason: /transfers/i, text: 'That CSC consider monitoring and reporting on changes in social worker, with the intention of minimising case transfers.' },
    { reference: 'R4', response: 'accepted_in_principle', responseReason: /needs assessment/, text: 'That midwifery services consider how they might develop some outreach capability – so reluctant/ hidden pregnant women can be reached and encouraged to receive ante natal services.' },
    { reference: 'R5', response: 'accepted_in_principle', responseReason: /business case/, text: 'Harrow Partners consider the development or commissioning of  a service for women who have had children removed – such as the Pause Programme (https://www.pause.org.uk)' }
  ])
})

t.test('every action of the playbooks is in the plan, with its owner, its dates and its milestones', async (t) => {
  const { body } = await send('GET', '/v1/actions?limit=200&sort=reference&count=true')
  const wanted = playbooks.flatMap(({ actions }) => actions)
  t.equal(body.total, 31)
  t.same(titles(body.data), titles(wanted))
  for (const [place, { milestones, dueOffsetDays, ownerAgency }] of wanted.entries()) {
    t.match(body.data[place], { originalDueOn: dayOfPlan(dueOffsetDays), milestoneCounts: { total: milestones.length } })
    t.ok(body.data[place].ownerAgencyName, ownerAgency)
  }
})

t.test('the plan is under way: some of it completed, some overdue, some due soon, some far off, one action paused', async (t) => {
  const total = async (query: string) => (await send('GET', `/v1/actions?count=true&limit=1&${query}`)).body.total

  t.same({
    overdue: await total('overdue=true'),
    soon: await total('dueFrom=2026-03-02&dueTo=2026-03-16'),
    later: await total('dueFrom=2026-03-17'),
    paused: await total('status=paused'),
    inProgress: await total('status=in_progress'),
    notStarted: await total('status=not_started'),
    awaitingSignOff: await total('status=awaiting_sign_off'),
    completed: await total('status=completed'),
    closed: await total('status=closed_not_delivered')
  }, { overdue: 7, soon: 3, later: 8, paused: 1, inProgress: 14, notStarted: 3, awaitingSignOff: 2, completed: 11, closed: 0 })
  for (const rag of ['red', 'amber', 'green', 'blue', 'grey']) t.ok(await total(`rag=${rag}`) > 0, rag)
})

t.test('someone holds every role, and reviewers are in two agencies', async (t) => {
  const { body: { data: people } } = await send('GET', '/v1/people?limit=200')
  t.same([...new Set(people.map(({ role }: { role: string }) => role))].sort(), ['contributor', 'coordinator', 'reviewer', 'scrutineer', 'viewer'])
  t.equal(new Set(people.filter(({ role }: { role: string }) => role === 'reviewer').map(({ agencyId }: { agencyId: string }) => agencyId)).size, 2)
  for (const { name, email } of people) t.ok(/Example/.test(name) && /\.example$/.test(email), name)
  const { body: { data: actions } } = await send('GET', '/v1/actions?limit=200')
  t.notOk(actions.some(({ warnings }: { warnings: Array<{ code: string }> }) => warnings.some(({ code }) => code === 'nobody_eligible_to_sign_off')))
})

t.test('the drug and alcohol service of the review has ended and names its successor', async (t) => {
  const { body: { data: agencies } } = await send('GET', '/v1/agencies?kind=drug_and_alcohol_service&sort=code')
  t.match(agencies, [{ code: 'via', validTo: null }, { code: 'wdp', validTo: /^2025/, successorId: agencies[0].id }])
})

t.test('each version of each action has one event, told in the order of the days', async (t) => {
  const uneven = await example.services.database.rows(sql`select reference, version from actions
    where version <> (select count(*) from events where subject_type = 'action' and subject_id = actions.id)`)
  t.same(uneven, [])
  const days = await example.services.database.rows<{ day: string }>(sql`select occurred_at as day from events where type <> 'partnership.created' and request_id = 'first-use'
    and subject_type in ('action', 'milestone', 'review') order by id`)
  t.same(days, days.toSorted((one, other) => one.day.localeCompare(other.day)))
})

t.test('nothing of what happened to the family is stored', async (t) => {
  const told = await example.services.database.rows<{ text: string }>(sql`
    select concat_ws(' ', title, summary, source_url, published_on) as text from reviews
    union all select concat_ws(' ', title, description) from actions union all select narrative from action_updates union all select note from action_transitions
    union all select title from milestones union all select response_reason from recommendations
    union all select concat_ws(' ', title, statement) from evidence union all select comment from evidence_assessments union all select narrative from impact_reviews
    union all select concat_ws(' ', reason, interim_risk_control, decision_reason) from extensions union all select note from observations`)
  t.notMatch(told.map(({ text }) => text).join('\n'), /Wigan|Kent\b|ex-serviceman|tent\b|10\.11\.21|2021|ectopic|aged 19|was 40/i)
})

t.test('a second use keeps the key, and changes nothing but the sign-in link', async (t) => {
  const [key, events] = [example.key(), await example.count('events')]

  await prepareFirstUse(example.services)

  const [last] = await example.services.database.rows<{ type: string }>(sql`select type from events order by written_by desc, id desc limit 1`)
  t.strictSame([example.key(), await example.count('events'), last?.type], [key, events + 1, 'sign_in_link.created'])
})

t.test('two services that begin on one database at the same moment found one partnership', async (t) => {
  const { services, count } = await newService(t)
  await Promise.all([prepareFirstUse(services), prepareFirstUse(services)])

  t.same([await count('partnerships'), await count('reviews'), await count('actions')], [1, 1, 31])
})

t.test('the key is for its owner\'s eyes, and is a coordinator\'s', async (t) => {
  const greeting = await prepareFirstUse(example.services)

  t.equal(statSync(join(example.dataDir, 'api-key')).mode & 0o777, 0o600)
  t.match((await send('GET', '/v1/me')).body, { kind: 'person', role: 'coordinator', partnership: { name: 'Harrow Safeguarding Children Partnership (example)' } })
  t.match(greeting, `$(cat ${example.dataDir}/api-key)" "http://127.0.0.1:3000/v1/actions?overdue=true"`)
})

t.test('a key that is lost or damaged is replaced at the next start', async (t) => {
  const file = join(example.dataDir, 'api-key')

  for (const spoil of [() => { rmSync(file) }, () => { writeFileSync(file, 'ft_damaged') }]) {
    const before = example.key()
    spoil()
    await prepareFirstUse(example.services)
    t.not(example.key(), before)
    t.equal((await send('GET', '/v1/me')).status, 200)
  }
})

t.test('a key that was revoked is replaced', async (t) => {
  const before = example.key()
  const { body: { data: keys } } = await send('GET', '/v1/api-keys?sort=-createdAt')
  await send('DELETE', `/v1/api-keys/${keys[0].id}`)
  t.equal((await send('GET', '/v1/me')).status, 401)

  await prepareFirstUse(example.services)

  t.not(example.key(), before)
  t.equal((await send('GET', '/v1/me')).status, 200)
})

t.test('without the example there is a partnership with a coordinator and a key, and nothing else', async (t) => {
  const { services, key, count } = await newService(t, { EXAMPLE_DATA: 'false' })
  await prepareFirstUse(services)

  t.match((await services.authenticate(key()))?.caller, { kind: 'person', role: 'coordinator' })
  t.same([await count('partnerships'), await count('agencies'), await count('people'), await count('reviews')], [1, 1, 1, 0])
})

t.test('a database of the operator\'s own is left as it is, unless the example is asked for', async (t) => {
  const given = { DATABASE_URL: 'postgres://elsewhere', SESSION_SECRET: 'only-for-tests-only-for-tests-only' }
  const [plain, asked] = [await newService(t, given), await newService(t, { ...given, EXAMPLE_DATA: 'true' })]

  t.same([await prepareFirstUse(plain.services), await prepareFirstUse(asked.services)], [undefined, undefined])

  t.same([await plain.count('partnerships'), await asked.count('reviews')], [0, 1])
})

t.test('a first use that is broken off in the middle leaves nothing, and begins again', async (t) => {
  const { services, count } = await newService(t)
  const used = prepareFirstUse(services)

  await breakOff(services)
  t.same([await count('partnerships'), await count('actions'), await count('events')], [0, 0, 0])

  await used
  t.same([await count('partnerships'), await count('actions')], [1, 31])
})

/** Ends the session that is in the middle of its transaction. */
async function breakOff ({ database }: Services): Promise<void> {
  for (let ended = 0; ended === 0;) {
    const rows = await database.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and backend_xid is not null`)
    ended = rows.length
  }
}

function titles (actions: ReadonlyArray<{ title: string }>): string[] {
  return actions.map(({ title }) => title)
}

// Day 0 is 5 September 2025 for a first start on 2 March 2026.
function dayOfPlan (offset: number): string {
  return new Date(Date.UTC(2025, 8, 5 + offset)).toISOString().slice(0, 10)
}
