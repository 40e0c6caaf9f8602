import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, anotherPartnership } = app

t.test('an action is named after its first recommendation, and starts not started', async (t) => {
  const first = await buildRecommendation(app)
  const second = await buildRecommendation(app)

  const action = await buildAction(app, { recommendationIds: [first.id, second.id], supportingAgencyIds: [agencies.housing], leadPersonId: people.contributor })

  t.match(action, {
    reference: `${first.reviewReference}/R1/A1`, status: 'not_started', rag: 'grey', ragReason: 'Not started', overdue: false, dueOn: '2026-06-30', originalDueOn: '2026-06-30',
    ownerAgencyCode: 'csc', recommendationIds: [first.id, second.id], milestoneCounts: { total: 0 }, warnings: [], version: 1
  })
  t.equal((await buildAction(app, { recommendationIds: [first.id] })).reference, `${first.reviewReference}/R1/A2`)
  t.same(await eventTypesOf(db, action.id), ['action.created'])
})

t.test('what is added to an action is refused where the caller had read another version of it', async (t) => {
  const { id } = await buildAction(app)
  const added = { comments: { text: 'x' }, milestones: { title: 'x', dueOn: '2026-05-01' }, evidence: { kind: 'output', title: 'x', effectiveOn: '2026-02-01', statement: 'x' } }

  for (const [place, body] of Object.entries(added)) {
    t.equal((await send('POST', `/v1/actions/${id}/${place}`, body, { 'if-match': '"9-x"' })).status, 412, place)
    t.equal((await send('POST', `/v1/actions/${id}/${place}`, body, await etagOf(app, `/v1/actions/${id}`))).status, 201, place)
  }
  t.equal((await as('scrutineer')('POST', `/v1/actions/${id}/evidence`, added.evidence, { 'if-match': '"9-x"' })).status, 403, 'whose kind it is not is told that first')
})

t.test('a past due date is allowed, and the action is overdue at once', async (t) => {
  const action = await buildAction(app, { dueOn: '2026-02-27' })

  t.match(action, { overdue: true, daysOverdue: 3, rag: 'red', ragReason: 'Overdue' })
})

t.test('what a plan points at must be there', async (t) => {
  const other = await anotherPartnership()
  const { id } = await buildRecommendation(app)
  const valid = { recommendationIds: [id], title: 'x', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30' }

  for (const [field, value] of Object.entries({ ownerAgencyId: other.agencies.csc, supportingAgencyIds: [other.agencies.csc], leadPersonId: other.people.contributor, recommendationIds: [id, other.partnershipId] })) {
    t.match(await send('POST', '/v1/actions', { ...valid, [field]: value }), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: `/${field}` }] } }, field)
  }
})

t.test('days that do not exist, and instants in place of days, are refused', async (t) => {
  const { id } = await buildRecommendation(app)
  const action = { recommendationIds: [id], title: 'x', ownerAgencyId: agencies.csc, priority: 'low' }

  for (const dueOn of ['2026-02-30', '2026-06-30T00:00:00Z', '30/06/2026', '', null, 20260630]) t.equal((await send('POST', '/v1/actions', { ...action, dueOn })).status, 400, String(dueOn))
  for (const dueOn of ['2028-02-29', '9999-12-31', '0001-01-01']) t.match(await send('POST', '/v1/actions', { ...action, dueOn }), { status: 201, body: { dueOn } })
})

t.test('the due date is corrected only before the action has started and fallen due', async (t) => {
  const action = await buildAction(app)
  const path = `/v1/actions/${action.id}`

  t.match(await send('PATCH', path, { dueOn: '2026-07-31' }, await etagOf(app, path)), { status: 200, body: { dueOn: '2026-07-31', originalDueOn: '2026-06-30' } })
  await send('POST', `${path}/transitions`, { to: 'in_progress' })
  t.match(await send('PATCH', path, { dueOn: '2026-08-31' }, await etagOf(app, path)), { status: 409, body: { type: '/problems/due-date-fixed' } })
  t.same(await eventTypesOf(db, action.id), ['action.created', 'action.due_date_changed', 'action.started'])
})

t.test('a contributor changes the progress of its own agency’s actions and nothing else', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}`
  const elsewhere = `/v1/actions/${(await buildAction(app, { ownerAgencyId: agencies.housing })).id}`
  const contributor = as('contributor')

  t.match(await contributor('PATCH', path, { confidence: 'at_risk', percentComplete: 40 }, await etagOf(app, path)), { status: 200, body: { rag: 'amber', percentComplete: 40 } })
  t.match(await contributor('PATCH', path, { title: 'Another' }, await etagOf(app, path)), { status: 403, body: { errors: [{ pointer: '/title' }] } })
  t.equal((await contributor('PATCH', elsewhere, { confidence: 'at_risk' }, await etagOf(app, elsewhere))).status, 403)
})

t.test('supporting agencies are replaced as a whole, links and row alike', async (t) => {
  const action = await buildAction(app, { supportingAgencyIds: [agencies.housing] })
  const path = `/v1/actions/${action.id}`

  await send('PATCH', path, { supportingAgencyIds: [agencies.police] }, await etagOf(app, path))

  const found = await send('GET', '/v1/actions?supportingAgencyId=police')
  t.same(found.body.data.map(({ id }: { id: string }) => id), [action.id])
  t.notOk((await send('GET', '/v1/actions?supportingAgencyId=housing')).body.data.some(({ id }: { id: string }) => id === action.id))
})

t.test('an external reference is unique in its owner agency', async (t) => {
  await buildAction(app, { externalReference: 'CSC-1' })
  const { id } = await buildRecommendation(app)
  const twin = { recommendationIds: [id], title: 'x', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30', externalReference: 'CSC-1' }

  t.equal((await send('POST', '/v1/actions', twin)).status, 409)
  t.equal((await send('POST', '/v1/actions', { ...twin, ownerAgencyId: agencies.housing })).status, 201)
})

t.test('sixty-four changes of one version: one stands', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}`
  const ifMatch = await etagOf(app, path)

  const answers = await Promise.all(Array.from({ length: 64 }, async (_, percentComplete) => (await send('PATCH', path, { percentComplete }, ifMatch)).status))

  t.same(answers.toSorted((a, b) => a - b), [200, ...Array<number>(63).fill(412)])
})

t.test('whoever waits for an action that changes its owner meanwhile finds it', async (t) => {
  const { id } = await buildAction(app)
  const owners = [agencies.housing, agencies.csc]
  const statuses = await Promise.all(Array.from({ length: 40 }, async (_, turn) => await (turn % 2 === 0
    ? send('PATCH', `/v1/actions/${id}`, { ownerAgencyId: owners[turn / 2 % 2] }, { 'if-match': '*' })
    : send('POST', `/v1/actions/${id}/updates`, { narrative: 'Under way' }))))

  t.same(statuses.map(({ status }) => status).filter((status) => status !== 200 && status !== 201), [])
})

t.test('fifty requests with one key: one action', async (t) => {
  const { id } = await buildRecommendation(app)
  const action = { recommendationIds: [id], title: 'Once', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30' }

  const answers = await Promise.all(Array.from({ length: 50 }, async () => (await send('POST', '/v1/actions', action, { 'idempotency-key': 'fifty' })).status))

  t.ok(answers.every((status) => status === 201 || status === 409))
  t.equal((await send('POST', '/v1/actions', action, { 'idempotency-key': 'fifty' })).headers.get('idempotency-replayed'), 'true')
  t.equal((await send('GET', `/v1/actions?recommendationId=${id}&count=true`)).body.total, 1)
})
