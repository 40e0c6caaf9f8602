import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildMeasure, buildRecommendation } from '../support/build.ts'
import { until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { send, as, db, agencies, anotherPartnership } = app
const unknownId = '019c8f6e-0c00-7000-8000-000000000000'
const recommendation = await buildRecommendation(app)
const turnover = { recommendationId: recommendation.id, name: 'Turnover', unit: 'percent', direction: 'lower_is_better', frequency: 'annual' }

async function add (facts: object = {}) {
  return await send('POST', '/v1/measures', { ...turnover, ...facts })
}

async function change (id: string, patch: object) {
  return await send('PATCH', `/v1/measures/${id}`, patch, { 'if-match': '*' })
}

async function observe (id: string, period: string, value: number) {
  return await send('PUT', `/v1/measures/${id}/observations/${period}`, { value })
}

t.test('a measure is defined with what it is to show, and has no observation yet', async (t) => {
  const { status, headers, body } = await add({ target: 12, ownerAgencyId: agencies.csc })

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/measures/${body.id}`)
  t.match(body, { ...turnover, target: 12, baseline: null, ownerAgencyId: agencies.csc, latest: null, attainment: 'no_observation', observationCount: 0, version: 1 })
  t.same((await send('GET', `/v1/measures/${body.id}`)).body, body)
  t.same(await eventTypesOf(db, body.id), ['measure.created'])
})

t.test('everyone in the partnership may read a measure', async (t) => {
  const { body: { id } } = await add()
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('GET', `/v1/measures/${id}`)).status, 200)
})

t.test('the latest period says whether the target is met, whatever was reported last', async (t) => {
  const { body: { id } } = await add({ target: 12 })
  await observe(id, '2025', 11.5)
  await observe(id, '2023', 18)

  t.match((await send('GET', `/v1/measures/${id}`)).body, { latest: { period: '2025', value: 11.5, suppressed: false }, attainment: 'met', observationCount: 2 })
  await observe(id, '2025', 12.5)
  t.match((await send('GET', `/v1/measures/${id}`)).body, { latest: { period: '2025', value: 12.5 }, attainment: 'not_met', observationCount: 2 })
})

t.test('a measure is changed, and what was there is recorded', async (t) => {
  const { body: { id } } = await add({ source: 'Census' })
  const { status, body } = await change(id, { name: 'Turnover of social workers', target: 10, source: null, frequency: 'quarterly' })

  t.equal(status, 200)
  t.match(body, { name: 'Turnover of social workers', target: 10, source: null, frequency: 'quarterly', version: 2 })
  t.same((await send('GET', `/v1/measures/${id}`)).body, body)
  t.match(await db.rows(sql`select before, after from events where subject_id = ${id} and type = 'measure.updated'`), [{ before: { name: 'Turnover', target: null, frequency: 'annual' }, after: { target: 10 } }])
})

t.test('the frequency and the unit stay once there are observations', async (t) => {
  const { body: { id } } = await add()
  await observe(id, '2025', 11.5)

  for (const patch of [{ frequency: 'monthly' }, { unit: 'count' }]) {
    t.match(await change(id, patch), { status: 409, body: { type: '/problems/series-begun', errors: [{ pointer: `/${Object.keys(patch)[0]}` }] } })
  }
  t.equal((await change(id, { frequency: 'annual', unit: 'percent', target: 10 })).status, 200, 'the same is no change')
})

t.test('an id that names nothing in the partnership is refused by its field', async (t) => {
  const { agencies: theirs } = await anotherPartnership()
  for (const facts of [{ recommendationId: unknownId }, { ownerAgencyId: theirs.csc }]) {
    t.match(await add(facts), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: `/${Object.keys(facts)[0]}` }] } })
  }
  const { body: { id } } = await add()
  t.match(await change(id, { ownerAgencyId: unknownId }), { status: 422, body: { errors: [{ pointer: '/ownerAgencyId' }] } })
  t.match(await change(id, { ownerAgencyId: agencies.police }), { status: 200, body: { ownerAgencyId: agencies.police } })
})

t.test('what is not of the documented form is refused', async (t) => {
  for (const facts of [{ unit: 'Per cent' }, { frequency: 'weekly' }, { direction: 'up' }, { name: '' }, { target: '12' }, { colour: 'red' }]) t.equal((await add(facts)).status, 400)
  const { body: { id } } = await add()
  t.equal((await change(id, { recommendationId: recommendation.id })).status, 400, 'it stays with its recommendation')
})

t.test('a change names the version that it changes', async (t) => {
  const { body: { id } } = await add()

  t.equal((await send('PATCH', `/v1/measures/${id}`, { target: 1 })).status, 428)
  t.equal((await send('PATCH', `/v1/measures/${id}`, { target: 1 }, { 'if-match': '"7-stale"' })).status, 412)
})

t.test('only a coordinator defines and changes measures', async (t) => {
  const { body: { id } } = await add()
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    t.equal((await as(role)('POST', '/v1/measures', turnover)).status, 403)
    t.equal((await as(role)('PATCH', `/v1/measures/${id}`, { target: 1 }, { 'if-match': '*' })).status, 403)
  }
})

t.test('another partnership does not find it', async (t) => {
  const { body: { id } } = await add()
  const other = (await anotherPartnership()).as('coordinator')
  const { body: unknown } = await other('GET', `/v1/measures/${unknownId}`)

  const { status, body } = await other('GET', `/v1/measures/${id}`)

  t.equal(status, 404)
  t.same({ ...body, instance: '' }, { ...unknown, instance: '' })
})

t.test('a measure of a restricted review is there only for those who may see the review', async (t) => {
  const hidden = await buildMeasure(app, { recommendationId: (await buildRecommendation(app, { restricted: true })).id })
  const led = await buildMeasure(app, { recommendationId: (await buildRecommendation(app, { restricted: true, leadAgencyId: agencies.csc })).id })
  const seenBy = async (role: 'contributor' | 'viewer' | 'scrutineer') => (await as(role)('GET', '/v1/measures?limit=200')).body.data.map(({ id }: { id: string }) => id)

  t.match([(await as('contributor')('GET', `/v1/measures/${hidden.id}`)).status, (await as('contributor')('GET', `/v1/measures/${led.id}`)).status], [404, 200])
  t.match([(await seenBy('contributor')).includes(hidden.id), (await seenBy('contributor')).includes(led.id)], [false, true])
  t.match([(await seenBy('viewer')).includes(led.id), (await seenBy('scrutineer')).includes(hidden.id)], [false, true])
})

t.test('the events of a measure are told as its review is', async (t) => {
  const open = await buildMeasure(app, { recommendationId: recommendation.id })
  const hidden = await buildMeasure(app, { recommendationId: (await buildRecommendation(app, { restricted: true })).id })
  const told = async (role: 'contributor' | 'scrutineer', id: string) => (await as(role)('GET', `/v1/events?subjectId=${id}`)).body.data.filter((event: { type?: string }) => event.type !== undefined).length

  await until(async () => await told('scrutineer', hidden.id) === 1) // sealed by now
  t.same([await told('contributor', open.id), await told('contributor', hidden.id)], [1, 0])
})

t.test('the list is filtered by recommendation, reporting agency by id or code, and frequency', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app)
  const { id } = await buildMeasure(app, { recommendationId, ownerAgencyId: agencies.housing, frequency: 'six_monthly' })
  await buildMeasure(app, { recommendationId, ownerAgencyId: agencies.csc, frequency: 'monthly' })
  const found = async (query: string) => (await send('GET', `/v1/measures?recommendationId=${recommendationId}&${query}`)).body.data.map((each: { id: string }) => each.id)

  for (const query of [`ownerAgencyId=${agencies.housing}`, 'ownerAgencyId=housing,police', 'frequency=six_monthly,annual', 'ownerAgencyId=housing&frequency=six_monthly']) t.same(await found(query), [id], query)
  t.equal((await found('sort=name')).length, 2)
})

t.test('the list is paged by a cursor, in the order asked for, and counted', async (t) => {
  const { body: { data: all, total } } = await send('GET', '/v1/measures?sort=-name&count=true&limit=200')
  const first = await send('GET', '/v1/measures?sort=-name&limit=3')
  const second = await send('GET', `/v1/measures?sort=-name&limit=200&cursor=${first.body.nextCursor}`)

  t.same([...first.body.data, ...second.body.data], all)
  t.equal(all.length, total)
  t.equal((await send('GET', `/v1/measures?sort=name&cursor=${first.body.nextCursor}`)).status, 400)
})

t.test('a repeated request with the same key has one effect', async (t) => {
  const headers = { 'idempotency-key': 'measure-1' }
  const first = await send('POST', '/v1/measures', turnover, headers)
  const again = await send('POST', '/v1/measures', turnover, headers)

  t.same([again.status, again.body], [201, first.body])
  t.equal(again.headers.get('idempotency-replayed'), 'true')
})
