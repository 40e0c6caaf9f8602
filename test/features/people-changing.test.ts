import t from 'tap'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { db, anotherPartnership } = await testApp(t)
const anyVersion = { 'if-match': '*' }

t.test('a coordinator changes a person, and what is left out stays', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  const path = `/v1/people/${people.viewer}`
  const before = await send('GET', path)

  const after = await send('PATCH', path, { jobTitle: 'Board secretary', deputyId: people.reviewer }, { 'if-match': before.headers.get('etag') ?? '' })

  t.equal(after.status, 200)
  t.strictSame(after.body, { ...before.body, jobTitle: 'Board secretary', deputyId: people.reviewer, version: 2, updatedAt: after.body.updatedAt })
  t.equal((await send('PATCH', path, { jobTitle: null }, { 'if-match': after.headers.get('etag') ?? '' })).body.jobTitle, null)
  t.strictSame(await eventTypesOf(db, people.viewer), ['person.updated', 'person.updated'])
})

t.test('a change needs the version that was read', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  const path = `/v1/people/${people.viewer}`

  t.equal((await send('PATCH', path, { jobTitle: 'x' })).status, 428)
  t.match(await send('PATCH', path, { jobTitle: 'x' }, { 'if-match': '"9-x"' }), { status: 412, body: { currentVersion: 1 } })
})

t.test('only coordinators change people', async (t) => {
  const { as, people } = await anotherPartnership()
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('PATCH', `/v1/people/${people[role]}`, { name: 'x' }, anyVersion)).status, 403)
})

t.test('a change that cannot stand is refused and points at its field', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  const path = `/v1/people/${people.viewer}`

  const { email } = (await send('GET', `/v1/people/${people.reviewer}`)).body
  t.match(await send('PATCH', path, { email: email.toUpperCase() }, anyVersion), { status: 409, body: { type: '/problems/already-exists', errors: [{ pointer: '/email' }] } })
  t.match(await send('PATCH', path, { agencyId: newId() }, anyVersion), { status: 422, body: { errors: [{ pointer: '/agencyId' }] } })
  t.match(await send('PATCH', path, { deputyId: newId() }, anyVersion), { status: 422, body: { errors: [{ pointer: '/deputyId' }] } })
  t.match(await send('PATCH', path, { deputyId: people.viewer }, anyVersion), { status: 422, body: { detail: 'Nobody is their own deputy.' } })
  for (const body of [{}, { name: null }, { role: 'owner' }, { jobtitle: 'x' }]) t.equal((await send('PATCH', path, body, anyVersion)).status, 400)
  t.equal((await send('GET', path)).body.version, 1)
})

for (const change of ['email', 'role', 'agencyId'] as const) {
  t.test(`another ${change} ends the keys of a person at once`, async (t) => {
    const { as, people, agencies } = await anotherPartnership()
    const send = as('coordinator')
    const values = { email: 'new@test.example', role: 'reviewer', agencyId: agencies.police }
    const { data: [key] } = (await send('GET', `/v1/api-keys?personId=${people.contributor}`)).body
    t.equal((await as('contributor')('GET', '/v1/me')).status, 200)

    t.equal((await send('PATCH', `/v1/people/${people.contributor}`, { [change]: values[change] }, anyVersion)).status, 200)

    t.equal((await as('contributor')('GET', '/v1/me')).status, 401)
    t.match((await send('GET', `/v1/api-keys/${key.id}`)).body, { state: 'revoked', version: 2 })
    t.strictSame(await eventTypesOf(db, key.id), ['api_key.revoked'])
  })
}

t.test('another name, title or deputy leaves the keys of a person alone', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  const { data: [key] } = (await send('GET', `/v1/api-keys?personId=${people.contributor}`)).body

  await send('PATCH', `/v1/people/${people.contributor}`, { name: 'New Name', jobTitle: 'x', deputyId: people.viewer, role: 'contributor' }, anyVersion)

  t.equal((await send('GET', `/v1/api-keys/${key.id}`)).body.state, 'live')
  t.strictSame(await eventTypesOf(db, key.id), [])
})
