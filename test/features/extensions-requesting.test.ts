import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'
import { buildRequested, declined, moreTime } from '../support/extensions.ts'
import { plantAction } from '../support/plan.ts'
import { until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, anotherPartnership } = app

t.test('an extension is asked for with its reason and what keeps children safe meanwhile', async (t) => {
  const { id: actionId } = await buildAction(app)

  const { status, headers, body } = await as('contributor')('POST', `/v1/actions/${actionId}/extensions`, moreTime())

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/extensions/${body.id}`)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { actionId, ...moreTime(), dueOnBefore: '2026-06-30', state: 'requested', decision: null, ownerAgencyIdWhenRequested: agencies.csc, by: { kind: 'person', id: people.contributor, agencyId: agencies.csc } })
  t.same((await as('viewer')('GET', `/v1/extensions/${body.id}`)).body, body)
  t.same(await eventTypesOf(db, body.id), ['extension.requested'])
})

t.test('asking moves nothing', async (t) => {
  const { action, actionId } = await buildRequested(app)

  t.match((await send('GET', action)).body, { dueOn: '2026-06-30', originalDueOn: '2026-06-30', extensionCount: 0, version: 1 })
  t.same(await eventTypesOf(db, actionId), ['action.created'])
})

t.test('an extension is to a later date', async (t) => {
  const { id } = await buildAction(app)
  for (const proposedDueOn of ['2026-06-29', '2026-06-30']) {
    t.match(await send('POST', `/v1/actions/${id}/extensions`, moreTime({ proposedDueOn })), { status: 422, body: { type: '/problems/extension-not-later' } })
  }
})

t.test('a second request waits for the decision of the first', async (t) => {
  const { id, action, decision } = await buildRequested(app)

  t.match(await send('POST', `${action}/extensions`, moreTime()), { status: 409, body: { type: '/problems/already-exists', extensionId: id } })
  await as('reviewer')('POST', decision, declined)
  t.equal((await send('POST', `${action}/extensions`, moreTime())).status, 201)
})

t.test('of many requests at once, one is made', async (t) => {
  const { id } = await buildAction(app)

  const replies = await Promise.all(Array.from({ length: 20 }, async () => await send('POST', `/v1/actions/${id}/extensions`, moreTime())))

  t.same(replies.map(({ status }) => status).sort(), [201, ...Array(19).fill(409)])
})

t.test('the due date of what has ended does not move', async (t) => {
  for (const status of ['completed', 'closed_not_delivered'] as const) {
    const { id } = await plantAction(db, app, { status })
    t.match(await send('POST', `/v1/actions/${id}/extensions`, moreTime()), { status: 409, body: { type: '/problems/action-not-open', actionStatus: status } }, status)
  }
})

t.test('those ask who do the work, and the coordinators', async (t) => {
  const housings = await buildAction(app, { ownerAgencyId: agencies.housing })
  const supported = await buildAction(app, { ownerAgencyId: agencies.housing, supportingAgencyIds: [agencies.csc] })

  t.equal((await as('contributor')('POST', `/v1/actions/${housings.id}/extensions`, moreTime())).status, 403)
  t.equal((await as('contributor')('POST', `/v1/actions/${supported.id}/extensions`, moreTime())).status, 201)
  for (const role of ['reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('POST', `/v1/actions/${housings.id}/extensions`, moreTime())).status, 403, role)
})

t.test('a request says all it has to, and nothing else', async (t) => {
  const { id } = await buildAction(app)
  const { reason: _reason, ...withoutReason } = moreTime()
  for (const body of [withoutReason, moreTime({ reason: ' ' }), moreTime({ interimRiskControl: '' }), moreTime({ proposedDueOn: '2027-02-29' }), moreTime({ days: 31 })]) {
    t.match(await send('POST', `/v1/actions/${id}/extensions`, body), { status: 400, body: { type: '/problems/invalid-request' } })
  }
})

t.test('a repeated request with one idempotency key is made once', async (t) => {
  const { id } = await buildAction(app)
  const ask = async () => await send('POST', `/v1/actions/${id}/extensions`, moreTime(), { 'idempotency-key': `more-${id}` })

  const first = await ask()

  t.strictSame((await ask()).body, first.body)
  t.equal((await send('GET', `/v1/actions/${id}/extensions`)).body.data.length, 1)
})

t.test('the list is filtered by state and action, and paged by a cursor of its own', async (t) => {
  const other = await anotherPartnership()
  const its = { ...other, send: other.as('coordinator') }
  const [one, two] = [await buildRequested(its), await buildRequested(its)]
  await other.as('reviewer')('POST', one.decision, declined)

  const first = await its.send('GET', '/v1/extensions?limit=1&count=true')
  const second = await its.send('GET', `/v1/extensions?limit=1&cursor=${first.body.nextCursor}`)
  t.match([first.body, second.body], [{ data: [{ id: one.id }], total: 2 }, { data: [{ id: two.id }], nextCursor: null }])
  t.match((await its.send('GET', '/v1/extensions?state=requested')).body.data, [{ id: two.id }])
  t.match((await its.send('GET', `/v1/extensions?state=agreed,declined&actionId=${one.actionId}`)).body.data, [{ id: one.id }])
  t.match((await its.send('GET', '/v1/extensions?sort=-createdAt')).body.data, [{ id: two.id }, { id: one.id }])
})

t.test('what belongs to a restricted review is absent for those who may not see it', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app, { restricted: true })
  const action = await buildAction(app, { recommendationIds: [recommendationId], ownerAgencyId: agencies.housing })
  const { body: { id } } = await send('POST', `/v1/actions/${action.id}/extensions`, moreTime())
  const outsider = as('contributor')

  t.equal((await as('reviewer')('GET', `/v1/extensions/${id}`)).status, 200)
  const unknown = await outsider('GET', '/v1/extensions/019c8f6e-0c00-7000-8000-000000000000')
  const hidden = await outsider('GET', `/v1/extensions/${id}`)
  t.same([hidden.status, { ...hidden.body, instance: '' }], [404, { ...unknown.body, instance: '' }])
  t.equal((await outsider('GET', `/v1/actions/${action.id}/extensions`)).status, 404)
  t.same((await outsider('GET', `/v1/extensions?actionId=${action.id}&count=true`)).body, { data: [], nextCursor: null, total: 0 })
})

t.test('the feed tells of an extension to whoever may see its action', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app, { restricted: true })
  const action = await buildAction(app, { recommendationIds: [recommendationId], ownerAgencyId: agencies.housing })
  const { body: { id: hidden } } = await send('POST', `/v1/actions/${action.id}/extensions`, moreTime())
  const { id: open } = await buildRequested(app)
  const told = async (role: 'reviewer' | 'contributor', id: string) => (await as(role)('GET', `/v1/events?subjectId=${id}`)).body.data

  await until(async () => (await told('reviewer', hidden)).length === 1 && (await told('contributor', open)).length === 1)
  t.same(await told('contributor', hidden), [])
})
