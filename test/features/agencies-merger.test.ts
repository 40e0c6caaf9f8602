import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { deliveryStatuses } from '../../src/domain/action.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildMeasure } from '../support/build.ts'
import { buildRequested, agreed } from '../support/extensions.ts'
import { plantMember } from '../support/members.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'

const app = await testApp(t)
const { db, anotherPartnership } = app

/** A partnership of its own for each test, since a merger ends an agency. */
async function partnership () {
  const cast = await anotherPartnership()
  const { csc, housing } = cast.agencies
  return { ...cast, db, withToken: app.withToken, send: cast.as('coordinator'), merger: `/v1/agencies/${csc}/merger`, into: { successorId: housing } }
}

t.test('a merger gives open work to the successor, and leaves what is done under its name', async (t) => {
  const { send, merger, into, ...cast } = await partnership()
  const ids: Record<string, string> = {}
  for (const status of deliveryStatuses) ids[status] = (await plantAction(db, cast, { status, ...(status === 'awaiting_sign_off' ? { submittedOn: '2026-02-27', submittedById: cast.people.contributor } : {}) })).id

  const { status, headers, body } = await send('POST', merger, into)

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/agencies/${cast.agencies.csc}`)
  t.match(body, { agencyId: cast.agencies.csc, successorId: cast.agencies.housing, validTo: '2026-03-02' })
  t.match(body.people, [{ id: cast.people.contributor, name: 'A contributor', role: 'contributor' }])
  const open = deliveryStatuses.slice(0, 4).map((each) => ids[each])
  t.same(body.actions.map(({ id }: { id: string }) => id).sort(), open.sort())
  for (const status of deliveryStatuses) {
    const isOpen = open.includes(ids[status])
    t.match((await send('GET', `/v1/actions/${ids[status]}`)).body, { ownerAgencyId: isOpen ? cast.agencies.housing : cast.agencies.csc, version: isOpen ? 2 : 1 }, status)
  }
  t.match((await send('GET', `/v1/agencies/${cast.agencies.csc}`)).body, { successorId: cast.agencies.housing, validTo: '2026-03-02', version: 2 })
})

t.test('a merger is told once for the agency, and once for each action', async (t) => {
  const cast = await partnership()
  const { send, merger, into, agencies: { csc, housing, police } } = cast
  const { id } = await buildAction(cast, { supportingAgencyIds: [housing, police] })

  await send('POST', merger, into)

  t.same(await eventTypesOf(db, csc), ['agency.merged'])
  t.same(await eventTypesOf(db, id), ['action.created', 'action.updated'])
  const [event] = await db.rows(sql`select before, after from events where type = 'action.updated' and subject_id = ${id}`)
  t.strictSame(event, { before: { ownerAgencyId: csc, supportingAgencyIds: [housing, police], version: 1 }, after: { ownerAgencyId: housing, supportingAgencyIds: [police], version: 2 } })
})

t.test('a successor supports what the agency supported, once, and never what it owns', async (t) => {
  const cast = await partnership()
  const { send, merger, into, agencies: { csc, housing, police } } = cast
  const supported = async (ownerAgencyId: string, ...supportingAgencyIds: string[]) => (await buildAction(cast, { ownerAgencyId, supportingAgencyIds })).id
  const cases = [[await supported(police, csc), [housing]], [await supported(police, csc, housing), [housing]], [await supported(housing, csc), []], [await supported(police, housing), [housing]]] as const

  const { body } = await send('POST', merger, into)

  t.equal(body.actions.length, 3)
  for (const [id, supportingAgencyIds] of cases) {
    t.same((await send('GET', `/v1/actions/${id}`)).body.supportingAgencyIds, supportingAgencyIds)
    t.same((await send('GET', `/v1/actions?supportingAgencyId=${housing}`)).body.data.some((action: { id: string }) => action.id === id), supportingAgencyIds.length > 0)
  }
  t.same((await send('GET', `/v1/actions?supportingAgencyId=${csc}`)).body.data, [])
})

t.test('a successor leads what is not finished, and reports what is measured; what is finished keeps its name', async (t) => {
  const cast = await partnership()
  const { send, merger, into, agencies: { csc, housing } } = cast
  const led = async (facts: object) => (await plantRecommendation(db, cast, { leadAgencyId: csc, ...facts })).id
  const answered = { response: 'accepted', respondedOn: '2026-02-02' } as const
  const [unanswered, unplanned, underWay, finished, declined] = [await led({}), await led(answered), await led(answered), await led(answered), await led({ ...answered, response: 'not_accepted', responseReason: 'Not ours.' })]
  await plantAction(db, cast, { recommendationIds: [underWay], status: 'in_progress' })
  await plantAction(db, cast, { recommendationIds: [finished], status: 'completed' })
  const measure = await buildMeasure(cast, { ownerAgencyId: csc })

  const { body } = await send('POST', merger, into)

  t.same(body.recommendations.map(({ id }: { id: string }) => id).sort(), [unanswered, unplanned, underWay].sort())
  t.same(body.measures, [{ id: measure.id, name: measure.name }])
  for (const id of [unanswered, unplanned, underWay]) t.match((await send('GET', `/v1/recommendations/${id}`)).body, { leadAgencyId: housing, version: 2 })
  for (const id of [finished, declined]) t.match((await send('GET', `/v1/recommendations/${id}`)).body, { leadAgencyId: csc, version: 1 })
  t.match((await send('GET', `/v1/measures/${measure.id}`)).body, { ownerAgencyId: housing, version: 2 })
  t.same(await eventTypesOf(db, underWay), ['recommendation.updated'])
  t.same(await eventTypesOf(db, measure.id), ['measure.created', 'measure.updated'])
})

t.test('what was asked and judged before stays with the old agency: its people judge it no more than before', async (t) => {
  const cast = await partnership()
  const { send, merger, into, agencies: { csc, housing } } = cast
  const { id, decision } = await buildRequested(cast)
  const [old, successor] = [await plantMember(cast, 'reviewer', csc), await plantMember(cast, 'reviewer', housing)]
  await send('POST', merger, into)

  t.match((await send('GET', `/v1/extensions/${id}`)).body, { ownerAgencyIdWhenRequested: csc, by: { agencyId: csc } })
  t.match(await old.send('POST', decision, agreed), { status: 403, body: { rule: 'owner_agency_when_submitted' } })
  t.match(await successor.send('POST', decision, agreed), { status: 403, body: { rule: 'owner_agency' } })
})

t.test('a successor that was named before is the one that takes over, from the day on which the agency ended', async (t) => {
  const cast = await partnership()
  const { send, merger, agencies: { csc, housing } } = cast
  await buildAction(cast)
  await send('PATCH', `/v1/agencies/${csc}`, { successorId: housing, validTo: '2026-02-28' }, { 'if-match': '*' })
  t.equal((await send('GET', `/v1/actions?ownerAgencyId=${housing}`)).body.data.length, 0, 'naming one moves nothing')

  t.match(await send('POST', merger, {}), { status: 201, body: { successorId: housing, validTo: '2026-02-28', actions: [{}] } })
  t.match(await send('POST', merger, {}), { status: 201, body: { actions: [] } }, 'a second merger takes what has come since: nothing')
})

t.test('work goes to an agency of the partnership that exists, and leads to no circle', async (t) => {
  const { send, merger, into, agencies } = await partnership()
  const other = await anotherPartnership()
  const { csc, housing, police, unit } = agencies
  await send('PATCH', `/v1/agencies/${police}`, { validTo: '2026-02-28' }, { 'if-match': '*' })
  await send('PATCH', `/v1/agencies/${unit}`, { successorId: csc }, { 'if-match': '*' })

  for (const successorId of [undefined, csc, police, unit]) t.match(await send('POST', merger, { ...(successorId && { successorId }) }), { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/successorId' }] } })
  t.match(await send('POST', merger, { successorId: other.agencies.csc }), { status: 422, body: { type: '/problems/unknown-reference' } })
  t.match(await send('POST', merger, { ...into, on: '2026-03-03' }), { status: 422, body: { errors: [{ pointer: '/on', detail: /has not come yet/ }] } })
  await send('PATCH', `/v1/agencies/${csc}`, { validFrom: '2026-02-02' }, { 'if-match': '*' })
  t.match(await send('POST', merger, { ...into, on: '2026-02-01' }), { status: 422, body: { errors: [{ pointer: '/on' }] } })
  t.match(await send('POST', `/v1/agencies/${housing}/merger`, { successorId: csc, on: '2026-02-02' }), { status: 201, body: { validTo: '2026-02-02' } })
})

t.test('two agencies that give each other’s work away at once do not both end', async (t) => {
  const { send, merger, into, agencies: { csc, housing } } = await partnership()

  const replies = await Promise.all([send('POST', merger, into), send('POST', `/v1/agencies/${housing}/merger`, { successorId: csc })])

  t.same(replies.map(({ status }) => status).sort(), [201, 422])
})

t.test('a number that both agencies use is changed first', async (t) => {
  const cast = await partnership()
  const { send, merger, into, agencies: { housing } } = cast
  const { id } = await buildAction(cast, { externalReference: 'PLAN-7' })
  await buildAction(cast, { externalReference: 'PLAN-7', ownerAgencyId: housing })

  t.match(await send('POST', merger, into), { status: 409, body: { type: '/problems/already-exists', externalReferences: ['PLAN-7'] } })
  await send('PATCH', `/v1/actions/${id}`, { externalReference: 'CSC-7' }, { 'if-match': '*' })
  t.equal((await send('POST', merger, into)).status, 201)
})

t.test('a merger is a coordinator’s, of the agency as it was read, and made once for one idempotency key', async (t) => {
  const cast = await partnership()
  const { send, merger, into } = cast
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await cast.as(role)('POST', merger, into)).status, 403, role)

  t.equal((await send('POST', merger, into, { 'if-match': '"9-x"' })).status, 412)
  t.equal((await send('POST', merger, { ...into, people: true })).status, 400)
  const ask = async () => await send('POST', merger, into, { 'idempotency-key': 'merging' })
  t.strictSame((await ask()).body, (await ask()).body)
  t.same(await eventTypesOf(db, cast.agencies.csc), ['agency.merged'])
})

t.test('an agency of another partnership is answered like one that does not exist', async (t) => {
  const [{ send, into }, other] = [await partnership(), await partnership()]

  const foreign = await send('POST', other.merger, into)
  const unknown = await send('POST', '/v1/agencies/019c8f6e-0c00-7000-8000-000000000000/merger', into)
  t.same([foreign.status, { ...foreign.body, instance: '' }], [404, { ...unknown.body, instance: '' }])
})
