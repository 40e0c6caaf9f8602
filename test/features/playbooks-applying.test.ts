import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, as, db, agencies } = app
const key = 'social-worker-continuity' // owned by Children's Social Care, but for one action of a team that is no agency
const { body: playbook } = await send('GET', `/v1/playbooks/${key}`)

async function recommend (facts: object = {}) {
  return await buildRecommendation(app, { leadAgencyId: agencies.csc, ...facts })
}

async function apply ({ id }: { id: string }, input: object = {}, headers: Record<string, string> = {}) {
  return await send('POST', `/v1/recommendations/${id}/playbook`, { key, startOn: '2026-03-02', ...input }, headers)
}

async function made (what: 'actions' | 'measures', { id }: { id: string }) {
  return (await send('GET', `/v1/${what}?recommendationId=${id}&sort=createdAt&limit=200`)).body.data
}

t.test('a playbook is applied to the recommendation as it was read, where the caller says how that was', async (t) => {
  const recommendation = await recommend()
  const { headers } = await send('PATCH', `/v1/recommendations/${recommendation.id}`, { text: 'Keep one social worker for each child.' }, { 'if-match': '*' })

  t.equal((await apply(recommendation, {}, { 'if-match': '"1-x"' })).status, 412)
  t.equal((await apply(recommendation, {}, { 'if-match': headers.get('etag') ?? '' })).status, 201)
})

t.test('the five playbooks are there for everyone to read', async (t) => {
  const { body } = await as('viewer')('GET', '/v1/playbooks')

  t.same(body.data.map(({ reference }: { reference: string }) => reference), ['R1', 'R2', 'R3', 'R4', 'R5'])
  t.same(body.data[2], playbook)
  t.match(playbook, { key, ownerKind: 'childrens_social_care', actions: [{ dueOffsetDays: 21, milestones: [{}] }] })
  t.equal((await send('GET', '/v1/playbooks/none')).status, 404)
})

t.test('playbooks are paged like any list', async (t) => {
  const first = await send('GET', '/v1/playbooks?limit=3')
  const second = await send('GET', `/v1/playbooks?limit=3&cursor=${first.body.nextCursor}`)

  t.same([...first.body.data, ...second.body.data].map(({ reference }) => reference), ['R1', 'R2', 'R3', 'R4', 'R5'])
  t.equal(second.body.nextCursor, null)
})

t.test('what is only to be considered begins with a dated, reasoned decision', async (t) => {
  const { body: { data } } = await send('GET', '/v1/playbooks')
  for (const { reference, actions } of data.slice(2)) {
    t.match(actions[0], { title: /record (the|the partnership's) (formal )?response/, description: /reasons/ }, reference)
    t.ok(actions[0].dueOffsetDays <= 30, reference)
  }
})

t.test('a playbook becomes actions, milestones and measures, dated from the day of approval', async (t) => {
  const recommendation = await recommend({ themes: ['continuity'] })
  const { status, headers, body } = await apply(recommendation)
  const actions = await made('actions', recommendation)

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/actions?recommendationId=${recommendation.id}`)
  t.match(body, { key, startOn: '2026-03-02', actions: actions.map(({ id, reference }: { id: string, reference: string }) => ({ id, reference })) })
  t.equal(body.milestones.length, playbook.actions.flatMap(({ milestones }: { milestones: unknown[] }) => milestones).length)
  t.same(body.measures, (await made('measures', recommendation)).map(({ id }: { id: string }) => id))
  t.match(actions[0], { title: playbook.actions[0].title, dueOn: '2026-03-23', originalDueOn: '2026-03-23', themes: ['continuity'], description: /Evidence expected: Decision record/, milestoneCounts: { total: 1 } })
})

t.test('the plan is recorded: one event for it, and those of all that it made', async (t) => {
  const recommendation = await recommend()
  const { body } = await apply(recommendation)

  t.same(await eventTypesOf(db, recommendation.id), ['recommendation.created', 'recommendation.planned'])
  t.match(await db.rows(sql`select after from events where subject_id = ${recommendation.id} and type = 'recommendation.planned'`),
    [{ after: { playbookKey: key, actionIds: body.actions.map(({ id }: { id: string }) => id), measureIds: body.measures } }])
  for (const id of [...body.actions.map((each: { id: string }) => each.id), ...body.milestones, ...body.measures]) t.equal((await eventTypesOf(db, id)).length, 1)
})

t.test('each action goes to the agency of its kind, else to the lead agency; those of the playbook’s kinds help', async (t) => {
  const recommendation = await recommend({ leadAgencyId: agencies.housing })
  await apply(recommendation)
  const actions = await made('actions', recommendation)

  t.same(actions.map(({ ownerAgencyCode }: { ownerAgencyCode: string }) => ownerAgencyCode), ['csc', 'csc', 'csc', 'csc', 'csc', 'housing'])
  t.same(actions[0].supportingAgencyIds, [agencies.unit])
  t.same(actions[5].supportingAgencyIds, [agencies.csc, agencies.unit])
  t.ok((await made('measures', recommendation)).every(({ ownerAgencyId }: { ownerAgencyId: string }) => ownerAgencyId === agencies.csc))
})

t.test('the agency that is named owns the whole plan', async (t) => {
  const recommendation = await recommend()
  await apply(recommendation, { ownerAgencyId: agencies.police })

  for (const { ownerAgencyId } of [...await made('actions', recommendation), ...await made('measures', recommendation)]) t.equal(ownerAgencyId, agencies.police)
})

t.test('a plan that nobody could own is refused, and nothing of it is left', async (t) => {
  const recommendation = await recommend({ leadAgencyId: null })

  t.match(await apply(recommendation, { key: 'maternity-outreach' }), { status: 422, body: { type: '/problems/rule-broken', detail: /midwifery/, errors: [{ pointer: '/ownerAgencyId' }] } })
  t.match(await apply(recommendation), { status: 422, body: { detail: /Workforce \/ HR/ } })
  t.same([await made('actions', recommendation), await made('measures', recommendation)], [[], []])
  t.equal((await apply(recommendation, { ownerAgencyId: agencies.csc })).status, 201, 'until the owner is named')
})

t.test('a playbook is applied to a recommendation once', async (t) => {
  const recommendation = await recommend()
  const answers = await Promise.all([apply(recommendation), apply(recommendation)])

  t.same(answers.map(({ status }) => status).sort(), [201, 409])
  t.match(await apply(recommendation, { key: 'maternity-outreach' }), { status: 409, body: { type: '/problems/playbook-applied', detail: /social-worker-continuity/ } })
  t.equal((await made('actions', recommendation)).length, playbook.actions.length)
})

t.test('a reasoned no is an end: nothing is planned for it', async (t) => {
  const recommendation = await recommend({ response: 'not_accepted', responseReason: 'Another service does this already.' })

  t.match(await apply(recommendation), { status: 409, body: { type: '/problems/recommendation-not-accepted', detail: /change its response first/ } })
})

t.test('what the request names is there', async (t) => {
  const recommendation = await recommend()
  const { agencies: theirs } = await app.anotherPartnership()

  t.match(await apply(recommendation, { key: 'none' }), { status: 422, body: { type: '/problems/unknown-reference', detail: /maternity-outreach/, errors: [{ pointer: '/key' }] } })
  t.match(await apply(recommendation, { ownerAgencyId: theirs.csc }), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: '/ownerAgencyId' }] } })
  for (const input of [{ startOn: 'soon' }, { owner: agencies.csc }]) t.equal((await apply(recommendation, input)).status, 400)
  t.match(await apply(recommendation, { startOn: '9999-12-01' }), { status: 422, body: { detail: /calendar/ } })
})

t.test('only a coordinator plans, and only what the partnership has', async (t) => {
  const recommendation = await recommend()
  const ask = async (role: 'contributor' | 'reviewer' | 'scrutineer' | 'viewer') => await as(role)('POST', `/v1/recommendations/${recommendation.id}/playbook`, { key, startOn: '2026-03-02' })
  const outside = (await app.anotherPartnership()).as('coordinator')

  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await ask(role)).status, 403)
  t.equal((await outside('POST', `/v1/recommendations/${recommendation.id}/playbook`, { key, startOn: '2026-03-02' })).status, 404)
})

t.test('a repeated request with the same key is answered as before', async (t) => {
  const recommendation = await recommend()
  const headers = { 'idempotency-key': 'playbook-1' }
  const first = await apply(recommendation, {}, headers)
  const again = await apply(recommendation, {}, headers)

  t.same([again.status, again.body], [201, first.body])
  t.equal((await made('actions', recommendation)).length, playbook.actions.length)
})
