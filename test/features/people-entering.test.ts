import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, agencies, people, db, anotherPartnership } = await testApp(t)
let entered = 0

/** Amina, at an address of her own in each test. */
const amina = (agencyId = agencies.csc) => ({ agencyId, name: 'Amina Yusuf', email: `Amina.Yusuf.${++entered}@csc.example`, role: 'contributor' })

t.test('a coordinator enters a person, and may read and list them', async (t) => {
  const person = amina()

  const made = await send('POST', '/v1/people', { ...person, jobTitle: 'Service manager' })

  t.equal(made.status, 201)
  t.match(made.body, { ...person, jobTitle: 'Service manager', active: true, deputyId: null, version: 1 })
  const read = await send('GET', made.headers.get('location') ?? '')
  t.strictSame(read.body, made.body)
  t.equal(read.headers.get('etag'), made.headers.get('etag'))
  t.strictSame(await eventTypesOf(db, made.body.id), ['person.created'])
})

t.test('an address belongs to one person of the partnership, whatever the case of its letters', async (t) => {
  const person = amina()
  const other = await anotherPartnership()
  await send('POST', '/v1/people', person)

  const twin = await send('POST', '/v1/people', { ...person, email: person.email.toUpperCase() })

  t.match(twin, { status: 409, body: { type: '/problems/already-exists', errors: [{ pointer: '/email' }] } })
  t.equal((await other.as('coordinator')('POST', '/v1/people', { ...person, agencyId: other.agencies.csc })).status, 201)
})

t.test('of twins entered at one moment one is taken', async (t) => {
  const person = amina()
  const answers = await Promise.all(Array.from({ length: 8 }, async () => await send('POST', '/v1/people', person)))

  t.strictSame(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409, 409, 409])
})

t.test('what a person points at must be in the partnership', async (t) => {
  const other = await anotherPartnership()
  for (const agencyId of [newId(), other.agencies.csc]) {
    t.match(await send('POST', '/v1/people', amina(agencyId)), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: '/agencyId' }] } })
  }
  for (const deputyId of [newId(), other.people.viewer]) {
    t.match(await send('POST', '/v1/people', { ...amina(), deputyId }), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: '/deputyId' }] } })
  }
  t.equal((await send('POST', '/v1/people', { ...amina(), deputyId: people.viewer })).status, 201)
})

t.test('a person is entered as documented or not at all', async (t) => {
  const person = amina()
  const { role: _role, ...withoutRole } = person
  for (const body of [withoutRole, { ...person, role: 'owner' }, { ...person, email: 'amina' }, { ...person, name: '' }, { ...person, admin: true }, { ...person, active: 'yes' }, { ...person, id: newId() }]) {
    t.equal((await send('POST', '/v1/people', body)).status, 400)
  }
})

t.test('only coordinators enter people, and dashboards do not see them', async (t) => {
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('POST', '/v1/people', amina())).status, 403)
  t.equal((await as('viewer')('GET', '/v1/people')).status, 403)
  t.equal((await as('viewer')('GET', `/v1/people/${people.viewer}`)).status, 403)
  t.equal((await as('contributor')('GET', `/v1/people/${people.viewer}`)).status, 200)
})

t.test("another partnership's person is answered like one that does not exist", async (t) => {
  const { people } = await anotherPartnership()
  const calls: Array<[string, string, unknown]> = [['GET', '', undefined], ['PATCH', '', { name: 'x' }], ['POST', '/handover', { toPersonId: people.viewer }]]
  for (const [method, path, body] of calls) {
    const [theirs, nobodys] = await Promise.all([people.viewer, newId()].map(async (id) => await send(method, `/v1/people/${id}${path}`, body, { 'if-match': '*' })))
    t.equal(theirs?.status, 404)
    t.strictSame({ ...theirs?.body, instance: '' }, { ...nobodys?.body, instance: '' })
  }
})

t.test('a repeated request with one idempotency key enters one person', async (t) => {
  const person = amina()
  const first = await send('POST', '/v1/people', person, { 'idempotency-key': 'enter' })
  const again = await send('POST', '/v1/people', person, { 'idempotency-key': 'enter' })

  t.strictSame(again.body, first.body)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
})

t.test('no event holds the name, address or title of a person', async (t) => {
  const { body } = await send('POST', '/v1/people', { ...amina(), jobTitle: 'Service manager' })
  await send('PATCH', `/v1/people/${body.id}`, { name: 'Amina Khan', email: 'amina.khan@csc.example', jobTitle: 'Head of service' }, { 'if-match': '*' })
  const events = await db.rows<{ type: string, after: object }>(sql`select type, before, after from events where subject_id = ${body.id} order by written_by`)

  t.notMatch(JSON.stringify(events), /amina|khan|yusuf|service/i)
  t.match(events.at(-1), { type: 'person.updated', after: { particularsChanged: ['name', 'email', 'jobTitle'] } })
})
