import t from 'tap'
import { parse } from 'csv-parse/sync'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, clock, agencies } = app
const [monday, tuesday, wednesday] = ['2026-03-02T09:00:00.000Z', '2026-03-03T09:00:00.000Z', '2026-03-04T09:00:00.000Z'] as const
const anyVersion = { 'if-match': '*' }
const list = async (query: string) => (await send('GET', `/v1/recommendations?${query}`)).body.data

clock.now = monday
const earlier = await buildRecommendation(app)
const { id, reviewId } = await buildRecommendation(app, { themes: ['housing', 'sleep'], leadAgencyId: agencies.csc })
const action = await buildAction(app, { recommendationIds: [id], ownerAgencyId: agencies.housing })
clock.now = tuesday
await send('PATCH', `/v1/recommendations/${id}`, { response: 'accepted_in_part', responseReason: 'Not in schools.', themes: ['feeding'], leadAgencyId: agencies.police, repeatsRecommendationIds: [earlier.id] }, anyVersion)
await send('POST', `/v1/actions/${action.id}/transitions`, { to: 'in_progress' })
await send('PATCH', `/v1/reviews/${reviewId}`, { title: 'A longer name', status: 'closed', publishedOn: '2026-03-01' }, anyVersion)
clock.now = wednesday
await send('PATCH', `/v1/recommendations/${id}`, { leadAgencyId: null }, anyVersion)
await buildRecommendation(app)

t.test('recommendations are told as they stood: response, lead, themes, what they repeat, and how far their actions had come', async (t) => {
  const [first, then, ...others] = await list(`asOf=${monday}`)
  t.match([first, then], [{ id: earlier.id }, {
    id, response: 'awaiting_response', responseReason: null, respondedOn: null, leadAgencyId: agencies.csc, themes: ['housing', 'sleep'],
    delivery: { total: 1, not_started: 1, in_progress: 0 }, version: 1, updatedAt: monday
  }])
  t.strictSame([then.repeatsRecommendationIds, others], [[], []])
  t.match((await list(`asOf=${tuesday}`))[1], {
    response: 'accepted_in_part', responseReason: 'Not in schools.', respondedOn: '2026-03-03', leadAgencyId: agencies.police, themes: ['feeding'],
    repeatsRecommendationIds: [earlier.id], delivery: { not_started: 0, in_progress: 1 }, version: 2, updatedAt: tuesday
  })
})

t.test('reviews are told as they stood: name, status and dates', async (t) => {
  const reviewsOf = async (query: string) => (await send('GET', `/v1/reviews?count=true&${query}`)).body
  t.match(await reviewsOf(`asOf=${monday}`), { total: 2, data: [{ id: earlier.reviewId }, { id: reviewId, title: 'A review', status: 'active', publishedOn: null, version: 1, updatedAt: monday }] })
  t.match(await reviewsOf(`asOf=${tuesday}&status=closed`), { total: 1, data: [{ title: 'A longer name', publishedOn: '2026-03-01', version: 2, updatedAt: tuesday }] })
  t.match(await reviewsOf(`asOf=${monday}&status=closed`), { total: 0 })
  t.equal((await send('GET', '/v1/reviews?asOf=2026-03-04T09:00:00.001Z')).status, 422)
})

t.test('as of now they are those of now, to all who may read', async (t) => {
  for (const role of ['coordinator', 'contributor', 'viewer'] as const) {
    for (const path of ['/v1/recommendations', '/v1/reviews']) {
      const ask = async (query: string) => (await app.as(role)('GET', `${path}?count=true&sort=-reference${query}`)).body
      t.strictSame(await ask(`&asOf=${wednesday}`), await ask(''))
    }
  }
})

t.test('filters ask of then', async (t) => {
  const idsOf = async (query: string) => (await list(`asOf=${monday}&${query}`)).map((each: { id: string }) => each.id)

  t.same(await idsOf('theme=sleep'), [id])
  t.same(await idsOf('leadAgencyId=csc'), [id])
  t.same(await idsOf('response=accepted_in_part'), [])
  t.same(await idsOf(`reviewId=${reviewId}`), [id])
})

t.test('pages follow each other, and the file has the same figures', async (t) => {
  const all = await list(`asOf=${tuesday}`)
  const { body: page } = await send('GET', `/v1/recommendations?asOf=${tuesday}&limit=1&count=true`)
  t.match(page, { data: all.slice(0, 1), total: 2 })
  t.strictSame(await list(`asOf=${tuesday}&limit=1&cursor=${page.nextCursor}`), all.slice(1))
  const rows: object[] = parse((await send('GET', `/v1/recommendations?asOf=${tuesday}&format=csv`)).text, { bom: true, columns: true })
  t.match(rows, [{ id: earlier.id }, { id, response: 'accepted_in_part', 'delivery.in_progress': '1' }])
})

t.test('an instant to come is refused, and before the first event there is nothing', async (t) => {
  t.match(await send('GET', '/v1/recommendations?asOf=2026-03-04T09:00:00.001Z'), { status: 422, body: { errors: [{ pointer: '/querystring/asOf' }] } })
  t.equal((await send('GET', '/v1/recommendations?asOf=yesterday')).status, 400)
  t.strictSame(await list('asOf=2026-03-02T08:59:59.999Z'), [])
})

t.test('what is restricted now is hidden in the past too, what was restricted then stays so, and who leads it no more is nobody', async (t) => {
  const countOf = async (path: string, instant: string) => (await app.as('contributor')('GET', `${path}asOf=${instant}`)).body.data.length
  const seen = async (instant: string) => {
    const [recommendations, reviews] = await Promise.all([countOf(`/v1/recommendations?reviewId=${reviewId}&`, instant), countOf('/v1/reviews?status=active,closed&', instant)])
    return [recommendations, reviews]
  }
  t.strictSame(await seen(monday), [1, 2])
  clock.now = '2026-03-05T09:00:00.000Z'
  await send('PATCH', `/v1/reviews/${reviewId}`, { restricted: true }, anyVersion)
  t.strictSame(await seen(monday), [0, 1], 'their agency led it then')
  clock.now = '2026-03-06T09:00:00.000Z'
  await send('PATCH', `/v1/reviews/${reviewId}`, { restricted: false }, anyVersion)
  t.strictSame(await Promise.all([seen(monday), seen('2026-03-05T12:00:00.000Z'), seen(clock.now)]), [[1, 2], [0, 2], [1, 3]])
})

t.test('another partnership’s history is its own', async (t) => {
  const other = await app.anotherPartnership()
  t.strictSame((await other.as('coordinator')('GET', `/v1/recommendations?asOf=${monday}`)).body, { data: [], nextCursor: null })
})
