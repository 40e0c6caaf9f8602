import t from 'tap'
import { verifyChain } from '../../src/features/events/verifying.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'
import { tablesHolding } from '../support/traces.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { db, send, as, agencies, partnershipId } = app
const anyVersion = { 'if-match': '*' }
const basis = { basis: 'request' }
let entered = 0

/** A contributor whose name and address stand nowhere else. */
async function enter (facts: Record<string, unknown> = {}) {
  const { body } = await send('POST', '/v1/people', { agencyId: agencies.csc, name: `Zebedee Quillfeather ${++entered}`, email: `zebedee.${entered}@quillfeather.example`, jobTitle: 'Marmalade officer', role: 'contributor', ...facts })
  return { id: body.id as string, path: `/v1/people/${body.id}`, erase: async (headers = {}) => await send('POST', `/v1/people/${body.id}/erasure`, basis, headers) }
}

t.test('who a person was stands in no table afterwards, and what they did goes on being told', async (t) => {
  const { id, path, erase } = await enter()
  const action = await buildAction(app, { leadPersonId: id, dueOn: '2026-02-20' })
  await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })
  await db.rows(sql`insert into api_keys (partnership_id, id, name, person_id, secret_hash, last_four, expires_on, created_at, updated_at) values (${partnershipId}, gen_random_uuid(), 'Quillfeather telephone', ${id}, 'x', 'xxxx', '2026-12-31', now(), now())`)
  await db.rows(sql`insert into failed_addresses values (${partnershipId}, 'zebedee.1@quillfeather.example', 'address_refused', now())`)
  await send('PATCH', path, { email: 'another@quillfeather.example' }, anyVersion)
  const planted = new Set(await tablesHolding(db, ['quillfeather', 'marmalade']))
  t.ok(['_private_jobs', 'api_keys', 'failed_addresses', 'people', 'reminder_messages', 'reminders'].every((name) => planted.has(name)))

  const { status, body } = await erase()

  t.match({ status, body }, { status: 201, body: { personId: id, basis: 'request', erasedAt: app.clock.now } })
  t.same(await tablesHolding(db, ['quillfeather', 'marmalade']), [])
  t.match((await send('GET', path)).body, { name: 'Erased person', jobTitle: null, active: false, erasedAt: app.clock.now, role: 'contributor' })
  t.equal((await send('GET', `/v1/actions/${action.id}`)).body.leadPersonId, id)
  t.same(await eventTypesOf(db, id), ['person.created', 'person.updated', 'person.erased'])
})

t.test('the chain of events follows from itself as before: no event changes', async (t) => {
  const { id, erase } = await enter()
  await buildAction(app, { leadPersonId: id })
  await sealed(app, app)
  const before = await db.rows(sql`select id, event_digest(events) as digest from events order by id`)

  await erase()

  await sealed(app, app)
  t.same((await db.rows(sql`select id, event_digest(events) as digest from events order by id`)).slice(0, before.length), before)
  t.equal((await verifyChain(db, partnershipId)).fault, undefined)
})

t.test('nothing is sent to them any more, and the ledger says that somebody was to be', async (t) => {
  const { id, erase } = await enter()
  const { id: actionId } = await buildAction(app, { leadPersonId: id, dueOn: '2026-03-02' })
  await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })

  await erase()

  const { body } = await send('GET', '/v1/reminders?limit=200')
  const theirs = (body.data as Array<Record<string, string>>).filter((each) => each['actionId'] === actionId && /^erased-.*@erased\.invalid$/.test(each['recipient'] ?? ''))
  t.match(theirs, [{ state: 'skipped', reason: 'recipient_changed' }])
})

t.test('an erased person has no way in, and cannot become somebody else', async (t) => {
  const other = await app.anotherPartnership()
  const path = `/v1/people/${other.people.contributor}`
  await db.rows(sql`insert into identities values (${other.partnershipId}, gen_random_uuid(), ${other.people.contributor}, 'https://provider.example', 'subject', now())`)

  t.equal((await other.as('coordinator')('POST', `${path}/erasure`, basis)).status, 201)

  t.equal((await other.as('contributor')('GET', '/v1/me')).status, 401)
  t.same(await db.rows(sql`select from identities where person_id = ${other.people.contributor}`), [])
  t.match(await other.as('coordinator')('PATCH', path, { active: true, name: 'Somebody new' }, anyVersion), { status: 409, body: { type: '/problems/person-erased' } })
  t.match(await other.as('coordinator')('POST', `${path}/erasure`, basis), { status: 409, body: { type: '/problems/person-erased' } })
})

t.test('it says why, of the version that was read, and is done once for one idempotency key', async (t) => {
  const { path } = await enter()
  for (const body of [{}, { basis: 'because' }, { basis: 'request', more: 1 }]) t.equal((await send('POST', `${path}/erasure`, body)).status, 400)
  t.equal((await send('POST', `${path}/erasure`, basis, { 'if-match': '"9-x"' })).status, 412)

  const key = { ...await etagOf(app, path), 'idempotency-key': 'erased-once' }
  const [first, again] = [await send('POST', `${path}/erasure`, basis, key), await send('POST', `${path}/erasure`, basis, key)]

  t.same([first.status, again.status, again.headers.get('idempotency-replayed')], [201, 201, 'true'])
  t.same(again.body, first.body)
})

t.test('the last coordinator stays', async (t) => {
  const other = await app.anotherPartnership()
  const { status, body } = await other.as('coordinator')('POST', `/v1/people/${other.people.coordinator}/erasure`, basis)

  t.match({ status, body }, { status: 409, body: { type: '/problems/last-coordinator' } })
})

t.test('a legal hold of the partnership stops every erasure, that of a review those who have a part in it', async (t) => {
  const [partner, stranger] = [await enter(), await enter()]
  const { id, reviewId } = await buildRecommendation(app)
  await buildAction(app, { recommendationIds: [id], leadPersonId: partner.id })
  await send('PATCH', `/v1/reviews/${reviewId}`, { legalHold: true }, anyVersion)

  t.match(await partner.erase(), { status: 409, body: { type: '/problems/legal-hold', detail: /^REVIEW-\d+ is under a legal hold/ } })
  await send('PATCH', '/v1/partnership', { retention: { legalHold: true } }, anyVersion)
  t.match(await stranger.erase(), { status: 409, body: { type: '/problems/legal-hold', detail: 'The partnership is under a legal hold.' } })
  await send('PATCH', '/v1/partnership', { retention: { legalHold: false } }, anyVersion)
  t.equal((await stranger.erase()).status, 201)
  await send('PATCH', `/v1/reviews/${reviewId}`, { legalHold: false }, anyVersion)
  t.equal((await partner.erase()).status, 201)
})

t.test('whoever judged, wrote or decided has a part in it too', async (t) => {
  const other = await app.anotherPartnership()
  const coordinator = other.as('coordinator')
  const { id, reviewId } = await buildRecommendation({ send: coordinator })
  const action = await buildAction({ send: coordinator, agencies: other.agencies }, { recommendationIds: [id] })
  for (const role of ['scrutineer', 'viewer'] as const) await other.as(role)('POST', `/v1/actions/${action.id}/comments`, { text: 'Seen.' })
  await coordinator('PATCH', `/v1/reviews/${reviewId}`, { legalHold: true }, anyVersion)

  const statuses = await Promise.all((['scrutineer', 'viewer', 'reviewer'] as const).map(async (role) => (await coordinator('POST', `/v1/people/${other.people[role]}/erasure`, basis)).status))

  t.same(statuses, [409, 409, 201])
  t.match(await as('coordinator')('GET', '/v1/me'), { status: 200 })
})
