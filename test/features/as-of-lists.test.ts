import t from 'tap'
import { parse } from 'csv-parse/sync'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, clock } = app
const [monday, tuesday, wednesday] = ['2026-03-02T09:00:00.000Z', '2026-03-03T09:00:00.000Z', '2026-03-04T09:00:00.000Z'] as const
const anyVersion = { 'if-match': '*' }

clock.now = monday
const { id: recommendationId, reviewId } = await buildRecommendation(app)
const plan: Array<{ id: string }> = []
for (const title of ['First', 'Second', 'Third']) plan.push(await buildAction(app, { title, recommendationIds: [recommendationId], dueOn: '2026-03-03' }))
const id = plan[0]?.id
clock.now = tuesday
await send('POST', `/v1/actions/${id}/transitions`, { to: 'in_progress' })
await send('PATCH', `/v1/actions/${id}`, { title: 'Renamed' }, anyVersion)
clock.now = wednesday

t.test('a list shows the plan as it stood, with the text and the rating of that day', async (t) => {
  const { body: { data } } = await send('GET', `/v1/actions?asOf=${monday}&sort=reference`)
  t.match(data, [{ title: 'First', status: 'not_started', rag: 'grey', overdue: false, version: 1, updatedAt: monday }, { title: 'Second' }, { title: 'Third' }])
  t.match((await send('GET', `/v1/actions?asOf=${tuesday}&status=in_progress`)).body, { data: [{ title: 'Renamed', version: 3 }] })
  t.match((await send('GET', '/v1/actions?sort=reference')).body.data, [{ title: 'Renamed', rag: 'red', overdue: true }, {}, {}])
})

t.test('the day is that of the instant where the partnership is', async (t) => {
  clock.now = '2026-07-02T09:00:00.000Z'
  t.teardown(() => { clock.now = wednesday })

  t.equal((await send('GET', '/v1/reports/summary?asOf=2026-06-30T22:59:59Z')).body.on, '2026-06-30')
  t.equal((await send('GET', '/v1/reports/summary?asOf=2026-06-30T23:00:00Z')).body.on, '2026-07-01')
})

t.test('its pages follow each other, and its files have its figures', async (t) => {
  const path = `/v1/actions?asOf=${monday}&sort=-reference`
  const all = (await send('GET', path)).body.data
  const page = (await send('GET', `${path}&limit=2&count=true`)).body
  t.match(page, { data: all.slice(0, 2), total: 3 })
  t.strictSame((await send('GET', `${path}&limit=2&cursor=${page.nextCursor}`)).body, { data: all.slice(2), nextCursor: null })
  t.equal((await send('GET', `/v1/actions?asOf=${tuesday}&sort=-reference&cursor=${page.nextCursor}`)).status, 400, 'a page of another instant')
  for (const list of ['/v1/actions', '/v1/reports/actions-flat']) {
    const rows: object[] = parse((await send('GET', `${list}?asOf=${monday}&format=csv`)).text, { bom: true, columns: true })
    t.match(rows.map((row) => Object.entries(row).find(([name]) => name === 'title')?.[1]).sort(), ['First', 'Second', 'Third'])
  }
})

t.test('before the first event there is nothing', async (t) => {
  for (const instant of ['2026-03-02T08:59:59.999Z', '1969-07-20T20:17:00Z', '0000-01-01T00:00:00Z']) {
    t.match((await send('GET', `/v1/actions?asOf=${instant}&count=true`)).body, { data: [], total: 0 }, instant)
  }
  t.match((await send('GET', '/v1/reports/summary?asOf=2026-01-01T00:00:00Z')).body, { totals: { actions: 0 }, groups: [] })
})

t.test('an instant to come is refused, and what is none', async (t) => {
  for (const path of ['/v1/actions', '/v1/reports/summary', '/v1/reports/actions-flat']) {
    const { status, body } = await send('GET', `${path}?asOf=2026-03-04T09:00:00.001Z`)
    t.match({ status, body }, { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/querystring/asOf' }] } })
    for (const malformed of ['yesterday', '2026-03-02', '2026-13-01T00:00:00Z', '%00', '']) t.equal((await send('GET', `${path}?asOf=${malformed}`)).status, 400, malformed)
  }
  t.equal((await send('GET', `/v1/actions?asOf=${encodeURIComponent('2026-03-04T10:00:00+01:00')}`)).status, 200, 'the present, by another clock')
})

t.test('what is restricted now is hidden in the past too, and what was restricted then stays so', async (t) => {
  const viewer = app.as('contributor') // of Children’s Social Care; the plan is theirs until it is given to housing
  const seen = async (instant: string) => (await viewer('GET', `/v1/actions?asOf=${instant}`)).body.data.length
  for (const { id } of plan) await send('PATCH', `/v1/actions/${id}`, { ownerAgencyId: app.agencies.housing }, anyVersion)
  t.equal(await seen(monday), 3)
  clock.now = '2026-03-05T09:00:00.000Z'
  await send('PATCH', `/v1/reviews/${reviewId}`, { restricted: true }, anyVersion)
  t.equal(await seen(monday), 0)
  clock.now = '2026-03-06T09:00:00.000Z'
  await send('PATCH', `/v1/reviews/${reviewId}`, { restricted: false }, anyVersion)
  t.strictSame(await Promise.all([seen(monday), seen('2026-03-05T12:00:00.000Z'), seen('2026-03-06T09:00:00.000Z')]), [3, 0, 3])
})

t.test('another partnership’s history is its own', async (t) => {
  const other = await app.anotherPartnership()

  t.strictSame((await other.as('coordinator')('GET', `/v1/actions?asOf=${monday}`)).body, { data: [], nextCursor: null })
})

t.test('a poll for what stood is told that nothing has changed', async (t) => {
  const path = `/v1/actions?asOf=${monday}`
  const { headers } = await send('GET', path)

  t.equal((await send('GET', path, undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
})

t.test('who is reminded of a milestone has not changed the action: not its due date, nor its version', async (t) => {
  const action = await buildAction(app, { leadPersonId: app.people.contributor, dueOn: '2026-12-31' })
  const { body: milestone } = await send('POST', `/v1/actions/${action.id}/milestones`, { title: 'A step', dueOn: '2026-03-01' })
  clock.now = '2026-03-09T10:00:00.000Z'
  await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })
  t.ok((await eventTypesOf(app.db, milestone.id)).includes('reminder.due'))

  const [present, then] = [await send('GET', '/v1/actions'), await send('GET', `/v1/actions?asOf=${clock.now}`)]

  t.strictSame(then.body.data, present.body.data)
})
