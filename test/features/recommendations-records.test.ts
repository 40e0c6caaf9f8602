import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, db, agencies, anotherPartnership } = await testApp(t)
const unknownId = '019c8f6e-0c00-7000-8000-000000000000'
const { body: review } = await send('POST', '/v1/reviews', { reference: 'CHILD-O', title: 'Child O', kind: 'rapid_review' })
const housing = { reviewId: review.id, text: 'Housing ensures that senior leaders are engaged in complex cases.' }
let added = 0

async function add (fields: object = {}) {
  added++
  return await send('POST', '/v1/recommendations', { ...housing, reference: `R${added}`, ...fields })
}

async function change (id: string, patch: object) {
  return await send('PATCH', `/v1/recommendations/${id}`, patch, { 'if-match': '*' })
}

t.test('a recommendation is added as awaiting its response', async (t) => {
  const { status, headers, body } = await add({ reference: 'FIRST' })

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/recommendations/${body.id}`)
  t.match(body, { ...housing, reference: 'FIRST', themes: [], scope: 'local', leadAgencyId: null, response: 'awaiting_response', respondedOn: null, version: 1 })
  t.same((await send('GET', `/v1/recommendations/${body.id}`)).body, body)
  t.same(await eventTypesOf(db, body.id), ['recommendation.created'])
})

t.test('what it lacks to be specific, measurable, assigned and dated is told', async (t) => {
  const { body } = await add()

  t.same(body.smartWarnings.map(({ code }: { code: string }) => code), ['no_measurable_verb', 'no_lead_agency', 'no_date', 'undefined_term'])
})

t.test('a reference is unique in its review, not beyond it', async (t) => {
  const { body: another } = await send('POST', '/v1/reviews', { reference: 'OTHER', title: 'Other', kind: 'audit' })
  await add({ reference: 'SAME' })

  t.match(await add({ reference: 'SAME' }), { status: 409, body: { errors: [{ pointer: '/reference' }] } })
  t.equal((await add({ reference: 'SAME', reviewId: another.id })).status, 201)
})

t.test('an id that names nothing in the partnership is refused by its field', async (t) => {
  const { agencies: theirs } = await anotherPartnership()
  const cases = { reviewId: unknownId, leadAgencyId: theirs.csc, repeatsRecommendationIds: [unknownId] }
  for (const [field, value] of Object.entries(cases)) {
    t.match(await add({ [field]: value }), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: `/${field}` }] } })
  }
})

t.test('less than full acceptance needs a reason', async (t) => {
  const { body: { id } } = await add()

  t.match(await change(id, { response: 'accepted_in_part' }), { status: 422, body: { type: '/problems/reason-required', errors: [{ pointer: '/responseReason' }] } })
  t.match(await change(id, { response: 'accepted_in_part', responseReason: 'Not for night shelters' }), { status: 200, body: { response: 'accepted_in_part', respondedOn: '2026-03-02' } })
  t.match(await change(id, { response: 'accepted' }), { status: 200, body: { response: 'accepted', responseReason: null } })
})

t.test('a response is not dated in the future', async (t) => {
  const { body: { id } } = await add()

  t.match(await change(id, { response: 'accepted', respondedOn: '2026-03-03' }), { status: 422, body: { errors: [{ pointer: '/respondedOn' }] } })
  t.match(await change(id, { response: 'accepted', respondedOn: '2026-03-01' }), { status: 200, body: { respondedOn: '2026-03-01' } })
})

t.test('a response is an event of its own, and tells no reason', async (t) => {
  const { body: { id } } = await add()
  await change(id, { text: 'Housing publishes an escalation ladder.' })
  await change(id, { response: 'not_accepted', responseReason: 'Too dear' })
  await change(id, { responseReason: 'Too dear by far' })

  t.same(await eventTypesOf(db, id), ['recommendation.created', 'recommendation.updated', 'recommendation.responded', 'recommendation.updated'])
  t.notMatch(JSON.stringify(await db.rows(sql`select before, after from events where subject_id = ${id}`)), /Too dear/)
})

t.test('repeats are kept in order of their ids and can be taken back', async (t) => {
  const [{ body: one }, { body: two }] = [await add(), await add()]
  const { body: again } = await add({ repeatsRecommendationIds: [two.id.toUpperCase(), one.id] })

  t.same(again.repeatsRecommendationIds, [one.id, two.id].sort())
  t.same((await change(again.id, { repeatsRecommendationIds: [two.id] })).body.repeatsRecommendationIds, [two.id])
  t.same((await change(again.id, { themes: ['housing'] })).body.repeatsRecommendationIds, [two.id])
  t.same((await change(again.id, { repeatsRecommendationIds: [] })).body.repeatsRecommendationIds, [])
})

t.test('a recommendation does not repeat itself', async (t) => {
  const { body: { id } } = await add()

  t.match(await change(id, { repeatsRecommendationIds: [id] }), { status: 422, body: { errors: [{ pointer: '/repeatsRecommendationIds' }] } })
})

t.test('a change needs the version that was read', async (t) => {
  const { body: { id }, headers } = await add()
  const path = `/v1/recommendations/${id}`
  const etag = { 'if-match': headers.get('etag') ?? '' }

  t.equal((await send('PATCH', path, { scope: 'national' })).status, 428)
  t.match(await send('PATCH', path, { scope: 'national', leadAgencyId: agencies.housing }, etag), { status: 200, body: { scope: 'national', leadAgencyId: agencies.housing, version: 2 } })
  t.match(await send('PATCH', path, { scope: 'local' }, etag), { status: 412, body: { currentVersion: 2 } })
})

t.test('a recommendation stays with its review', async (t) => {
  const { body: { id } } = await add()

  t.match(await change(id, { reviewId: review.id }), { status: 400, body: { errors: [{ pointer: '/reviewId' }] } })
})

t.test('a recommendation of another partnership is answered like one that does not exist', async (t) => {
  const other = (await anotherPartnership()).as('coordinator')
  const { body: { id } } = await add()
  const { body: unknown } = await other('GET', `/v1/recommendations/${unknownId}`)

  const { status, body } = await other('GET', `/v1/recommendations/${id}`)

  t.equal(status, 404)
  t.same({ ...body, instance: '' }, { ...unknown, instance: '' })
  t.equal((await other('PATCH', `/v1/recommendations/${id}`, { text: 'Ours' }, { 'if-match': '*' })).status, 404)
})

t.test('only a coordinator adds and changes recommendations', async (t) => {
  const { body: { id } } = await add()
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    t.equal((await as(role)('POST', '/v1/recommendations', { ...housing, reference: 'NO' })).status, 403)
    t.equal((await as(role)('PATCH', `/v1/recommendations/${id}`, { scope: 'local' })).status, 403)
  }
})

t.test('at most twenty themes of at most eighty characters are taken', async (t) => {
  const themes = Array.from({ length: 20 }, (_, place) => `theme ${place}`)

  t.equal((await add({ themes })).status, 201)
  t.equal((await add({ themes: [...themes, 'one more'] })).status, 400)
  t.equal((await add({ themes: ['x'.repeat(81)] })).status, 400)
})

t.test('the list is filtered by response, lead agency by id or code, and theme', async (t) => {
  const { body: { id } } = await add({ leadAgencyId: agencies.police, themes: ['outreach', 'loss'], response: 'accepted' })
  const found = async (query: string) => (await send('GET', `/v1/recommendations?reviewId=${review.id}&${query}`)).body.data.map((each: { id: string }) => each.id)

  for (const query of [`leadAgencyId=${agencies.police}`, 'leadAgencyId=police,independent', 'theme=loss,other', 'response=accepted&theme=outreach']) t.same(await found(query), [id], query)
  t.same(await found('theme=nothing'), [])
})

t.test('the list is paged by a cursor of its own, in the order asked for', async (t) => {
  const { body: { data: all, total } } = await send('GET', '/v1/recommendations?sort=-reference&count=true')
  const first = await send('GET', '/v1/recommendations?sort=-reference&limit=3')
  const second = await send('GET', `/v1/recommendations?sort=-reference&limit=200&cursor=${first.body.nextCursor}`)

  t.same([...first.body.data, ...second.body.data], all)
  t.equal(all.length, total)
  t.equal(second.body.nextCursor, null)
  t.equal((await send('GET', `/v1/recommendations?sort=reference&cursor=${first.body.nextCursor}`)).status, 400)
})

t.test('a repeated request with the same key has one effect', async (t) => {
  const body = { ...housing, reference: 'ONCE' }
  const headers = { 'idempotency-key': 'recommendation-1' }
  const first = await send('POST', '/v1/recommendations', body, headers)
  const again = await send('POST', '/v1/recommendations', body, headers)

  t.equal(again.status, 201)
  t.same(again.body, first.body)
})
