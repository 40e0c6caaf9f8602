import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import { agreed, buildRequested, declined, moreTime } from '../support/extensions.ts'
import { plantMember } from '../support/members.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, partnershipId, anotherPartnership } = app

t.test('an agreed extension moves the due date, keeps the original, and is recorded', async (t) => {
  const { id, actionId, action, decision } = await buildRequested(app)

  const { status, body } = await as('reviewer')('POST', decision, agreed)

  t.equal(status, 201)
  t.match(body, { id, state: 'agreed', version: 2, decision: { ...agreed, decidedById: people.reviewer, decidedByAgencyId: agencies.police } })
  t.match((await send('GET', action)).body, { dueOn: '2026-07-31', originalDueOn: '2026-06-30', extensionCount: 1, version: 2 })
  t.same(await eventTypesOf(db, id), ['extension.requested', 'extension.agreed'])
  t.same(await eventTypesOf(db, actionId), ['action.created', 'action.due_date_extended'])
  const [event] = await db.rows(sql`select before, after from events where type = 'action.due_date_extended' and subject_id = ${actionId}`)
  t.strictSame(event, { before: { dueOn: '2026-06-30', extensionCount: 0, version: 1 }, after: { dueOn: '2026-07-31', extensionCount: 1, version: 2, extensionId: id } })
})

t.test('a declined extension leaves the action as it was', async (t) => {
  const { id, actionId, action, decision } = await buildRequested(app)

  t.match(await as('reviewer')('POST', decision, declined), { status: 201, body: { state: 'declined', decision: declined } })
  t.match((await send('GET', action)).body, { dueOn: '2026-06-30', extensionCount: 0, version: 1 })
  t.same(await eventTypesOf(db, id), ['extension.requested', 'extension.declined'])
  t.same(await eventTypesOf(db, actionId), ['action.created'])
})

t.test('a decision stands', async (t) => {
  const { decision } = await buildRequested(app)
  await as('reviewer')('POST', decision, declined)

  for (const outcome of [agreed, declined]) {
    t.match(await as('reviewer')('POST', decision, outcome), { status: 409, body: { type: '/problems/already-decided', state: 'declined' } })
  }
})

t.test('of fifty decisions at once, one stands', async (t) => {
  const { id, action, actionId, decision } = await buildRequested(app)
  const another = await plantMember(app, 'reviewer', agencies.independent)
  const judges = [as('reviewer'), another.send]

  const replies = await Promise.all(Array.from({ length: 50 }, async (_, index) => await judges[index % 2]?.('POST', decision, index % 3 === 0 ? agreed : declined)))

  t.same(replies.map((reply) => reply?.status).sort(), [201, ...Array(49).fill(409)])
  const state = replies.find((reply) => reply?.status === 201)?.body.state
  t.match((await send('GET', action)).body, state === 'agreed' ? { dueOn: '2026-07-31', extensionCount: 1, version: 2 } : { dueOn: '2026-06-30', extensionCount: 0, version: 1 })
  t.same(await eventTypesOf(db, id), ['extension.requested', `extension.${state}`])
  t.equal((await eventTypesOf(db, actionId)).length, state === 'agreed' ? 2 : 1)
})

t.test('only reviewers decide, and always a person', async (t) => {
  const { decision } = await buildRequested(app)
  for (const role of ['coordinator', 'contributor', 'scrutineer', 'viewer'] as const) {
    t.match(await as(role)('POST', decision, agreed), { status: 403, body: { type: '/problems/forbidden' } }, role)
  }
})

t.test('nobody decides on the time of their own agency', async (t) => {
  const { decision } = await buildRequested(app, { supportingAgencyIds: [agencies.housing] })
  const { id: actionId } = (await send('POST', '/v1/actions', { ...await anyAction(), ownerAgencyId: agencies.csc, supportingAgencyIds: [agencies.housing] })).body
  const supporter = await plantMember(app, 'contributor', agencies.housing)
  const { id } = (await supporter.send('POST', `/v1/actions/${actionId}/extensions`, moreTime())).body
  const [owners, requesters] = [await plantMember(app, 'reviewer', agencies.csc), await plantMember(app, 'reviewer', agencies.housing)]

  t.match(await owners.send('POST', decision, agreed), { status: 403, body: { type: '/problems/separation-of-duties', rule: 'owner_agency' } })
  t.match(await requesters.send('POST', `/v1/extensions/${id}/decision`, agreed), { status: 403, body: { type: '/problems/separation-of-duties', rule: 'submitters_agency' } })
  t.equal((await requesters.send('POST', decision, agreed)).status, 201, 'who supports, and did not ask, may')
})

t.test('giving the action to another agency makes its first owner no judge', async (t) => {
  const { action, decision } = await buildRequested(app)
  const first = await plantMember(app, 'reviewer', agencies.csc)
  await send('PATCH', action, { ownerAgencyId: agencies.housing }, { 'if-match': '*' })
  const second = await plantMember(app, 'reviewer', agencies.housing)

  t.match(await first.send('POST', decision, agreed), { status: 403, body: { rule: 'owner_agency_when_submitted' } })
  t.match(await second.send('POST', decision, agreed), { status: 403, body: { rule: 'owner_agency' } })
})

t.test('who asked does not decide, though they have moved to another agency since', async (t) => {
  const { id, decision } = await buildRequested(app)
  await db.rows(sql`update extensions set by_person_id = ${people.reviewer} where partnership_id = ${partnershipId} and id = ${id}`)

  t.match(await as('reviewer')('POST', decision, agreed), { status: 403, body: { type: '/problems/separation-of-duties', rule: 'submitter' } })
})

t.test('who made the service’s key that asked does not decide', async (t) => {
  const { id: actionId } = (await send('POST', '/v1/actions', { ...await anyAction(), ownerAgencyId: agencies.csc })).body
  const { body: key } = await send('POST', '/v1/api-keys', { name: 'A case system', role: 'contributor', agencyId: agencies.csc, expiresOn: '2026-12-31' })
  const { body } = await app.withToken(key.token)('POST', `/v1/actions/${actionId}/extensions`, moreTime())
  t.match(body, { by: { kind: 'service', id: key.id, agencyId: agencies.csc } })
  await db.rows(sql`update api_keys set created_by_id = ${people.reviewer} where partnership_id = ${partnershipId} and id = ${key.id}`)

  t.match(await as('reviewer')('POST', `/v1/extensions/${body.id}/decision`, agreed), { status: 403, body: { type: '/problems/separation-of-duties', rule: 'submitter' } })
})

t.test('the database refuses a decision that breaks the separation of duties', async (t) => {
  const { id } = await buildRequested(app)
  const decide = async (by: string, agencyId: string, owner: string) => await db.rows(sql`update extensions set state = 'agreed', decided_by_id = ${by}, decided_by_agency_id = ${agencyId},
    owner_agency_id_when_decided = ${owner}, decision_reason = 'x', decided_at = now() where partnership_id = ${partnershipId} and id = ${id}`)

  await t.rejects(decide(people.contributor, agencies.police, agencies.housing), { message: /extensions_not_by_the_requester/ })
  await t.rejects(decide(people.reviewer, agencies.csc, agencies.housing), { message: /extensions_not_by_the_/ })
  await t.rejects(decide(people.reviewer, agencies.police, agencies.police), { message: /extensions_not_by_the_owner/ })
})

t.test('a date that the action has overtaken is not agreed to, and can be declined', async (t) => {
  const { decision, action } = await buildRequested(app)
  await send('PATCH', action, { dueOn: '2026-07-31' }, { 'if-match': '*' })

  t.match(await as('reviewer')('POST', decision, agreed), { status: 409, body: { type: '/problems/extension-overtaken', dueOn: '2026-07-31' } })
  t.equal((await as('reviewer')('POST', decision, declined)).status, 201)
})

t.test('the date of an action that has ended since is not moved', async (t) => {
  const { decision, action } = await buildRequested(app)
  await send('POST', `${action}/transitions`, { to: 'closed_not_delivered', note: 'Superseded.', closureReason: 'superseded' })

  t.match(await as('reviewer')('POST', decision, agreed), { status: 409, body: { type: '/problems/action-not-open' } })
  t.equal((await as('reviewer')('POST', decision, declined)).status, 201)
})

t.test('a decision gives its reason, and may name the version that was read', async (t) => {
  const { id, decision } = await buildRequested(app)

  t.equal((await as('reviewer')('POST', decision, { outcome: 'agreed' })).status, 400)
  t.equal((await as('reviewer')('POST', decision, { ...agreed, reason: '\n' })).status, 400)
  t.equal((await as('reviewer')('POST', decision, { ...agreed, until: '2026-08-01' })).status, 400)
  t.match(await as('reviewer')('POST', decision, agreed, { 'if-match': '"9-x"' }), { status: 412, body: { currentVersion: 1 } })
  t.equal((await as('reviewer')('POST', decision, agreed, await etagOf(app, `/v1/extensions/${id}`))).status, 201)
})

t.test('an extension of another partnership is answered like one that does not exist', async (t) => {
  const other = await anotherPartnership()
  const { decision } = await buildRequested({ ...other, send: other.as('coordinator') })

  const foreign = await as('reviewer')('POST', decision, agreed)
  const unknown = await as('reviewer')('POST', '/v1/extensions/019c8f6e-0c00-7000-8000-000000000000/decision', agreed)
  t.same([foreign.status, { ...foreign.body, instance: '' }], [404, { ...unknown.body, instance: '' }])
})

t.test('a report tells late against the first date from late against the agreed one', async (t) => {
  const other = await anotherPartnership()
  const its = { ...other, send: other.as('coordinator') }
  const { actionId, decision } = await buildRequested(its)
  await other.as('reviewer')('POST', decision, agreed)
  const signOffId = '019c8f6e-0c00-7000-8000-000000000009'
  await db.rows(sql`insert into sign_offs (partnership_id, id, action_id, round, signed_off_by_id, signed_off_by_agency_id, submitted_by_id, submitted_by_agency_id, owner_agency_id, owner_agency_id_when_submitted, created_at)
    values (${other.partnershipId}, ${signOffId}, ${actionId}, 0, ${other.people.reviewer}, ${other.agencies.police}, ${other.people.contributor}, ${other.agencies.csc}, ${other.agencies.csc}, ${other.agencies.csc}, now())`)
  await db.rows(sql`update actions set status = 'completed', submitted_on = '2026-07-15', submitted_by_id = ${other.people.contributor}, completed_on = '2026-08-10', closure_reason = 'delivered', assurance = 'signed_off', sign_off_id = ${signOffId}
    where id = ${actionId}`)

  t.match((await its.send('GET', '/v1/reports/summary')).body.totals.completed, { onTimeAgainstOriginalDate: 0, lateAgainstOriginalDate: 1, onTimeAgainstAgreedDate: 1, lateAgainstAgreedDate: 0 })
  t.match((await its.send('GET', `/v1/actions/${actionId}/deadline`)).body, { state: 'ended', daysLeft: null, daysLate: { againstOriginal: 15, againstAgreed: 0 } })
})

async function anyAction () {
  const { body } = await send('GET', '/v1/recommendations?limit=1')
  return { recommendationIds: [body.data[0].id], title: 'Name a lead', priority: 'medium', dueOn: '2026-06-30' }
}
