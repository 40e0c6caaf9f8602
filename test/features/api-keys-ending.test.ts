import t from 'tap'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, withToken, agencies, people, db, clock, anotherPartnership } = await testApp(t)
const start = clock.now

async function makeKey (over: object = {}) {
  return (await send('POST', '/v1/api-keys', { name: 'Case system', role: 'contributor', agencyId: agencies.csc, expiresOn: '2026-03-31', ...over })).body
}

t.afterEach(() => { clock.now = start })

t.test('a revoked key is refused from the next request on, and stays on the list', async (t) => {
  const { id, token } = await makeKey()
  t.equal((await withToken(token)('GET', '/v1/me')).status, 200)

  t.equal((await send('DELETE', `/v1/api-keys/${id}`)).status, 204)

  t.equal((await withToken(token)('GET', '/v1/me')).status, 401)
  t.match((await send('GET', `/v1/api-keys/${id}`)).body, { state: 'revoked', revokedAt: start, version: 2 })
})

t.test('revoking twice is one revocation', async (t) => {
  const { id } = await makeKey()
  const statuses = [(await send('DELETE', `/v1/api-keys/${id}`)).status, (await send('DELETE', `/v1/api-keys/${id}`)).status]

  t.strictSame(statuses, [204, 204])
  t.strictSame(await eventTypesOf(db, id), ['api_key.created', 'api_key.revoked'])
  t.equal((await send('GET', `/v1/api-keys/${id}`)).body.version, 2)
})

t.test('a key is revoked as it was read, where the caller says how that was', async (t) => {
  const { id } = await makeKey()

  t.equal((await send('DELETE', `/v1/api-keys/${id}`, undefined, { 'if-match': '"9-x"' })).status, 412)
  const { headers } = await send('GET', `/v1/api-keys/${id}`)
  t.equal((await send('DELETE', `/v1/api-keys/${id}`, undefined, { 'if-match': headers.get('etag') ?? '' })).status, 204)
})

t.test("a person's key can be revoked by a coordinator, and rotated by nobody but its person", async (t) => {
  const { data: [key] } = (await send('GET', `/v1/api-keys?personId=${people.viewer}`)).body

  t.match(await send('POST', `/v1/api-keys/${key.id}/rotate`), { status: 403, body: { detail: 'Only the person whose key it is may rotate it. It can be revoked.' } })
  t.equal((await send('DELETE', `/v1/api-keys/${key.id}`)).status, 204)
})

t.test('a rotated key works beside its successor for 24 hours', async (t) => {
  const old = await makeKey()
  const { status, headers, body } = await send('POST', `/v1/api-keys/${old.id}/rotate`)
  const works = async (token: string, now: string) => { clock.now = now; return (await withToken(token)('GET', '/v1/me')).status }

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/api-keys/${body.id}`)
  t.match(body, { name: old.name, role: old.role, agencyId: old.agencyId, expiresOn: old.expiresOn, state: 'live' })
  t.match((await send('GET', `/v1/api-keys/${old.id}`)).body, { state: 'replaced', replacedAt: '2026-03-03T09:00:00.000Z', version: 2 })
  const held = await eventTypesOf(db, old.id)
  t.strictSame([held, await eventTypesOf(db, body.id)], [['api_key.created', 'api_key.rotated'], ['api_key.created']])
  t.strictSame([await works(old.token, '2026-03-03T08:59:59.999Z'), await works(body.token, '2026-03-03T08:59:59.999Z')], [200, 200])
  t.strictSame([await works(old.token, '2026-03-03T09:00:00.000Z'), await works(body.token, '2026-03-03T09:00:00.000Z')], [401, 200])
})

t.test('a successor ends when it is told to, or is given as many days as its predecessor', async (t) => {
  const old = await makeKey({ expiresOn: '2026-03-12' })
  clock.now = '2026-03-05T09:00:00.000Z'

  const first = await send('POST', `/v1/api-keys/${old.id}/rotate`, {})
  const second = await send('POST', `/v1/api-keys/${first.body.id}/rotate`, { expiresOn: '2027-03-05' })

  t.strictSame([first.body.expiresOn, second.body.expiresOn], ['2026-03-15', '2027-03-05'])
  t.match(await send('POST', `/v1/api-keys/${second.body.id}/rotate`, { expiresOn: '2027-03-06' }), { status: 422, body: { errors: [{ pointer: '/expiresOn' }] } })
  t.equal((await send('POST', `/v1/api-keys/${second.body.id}/rotate`, { expires: '2027-03-05' })).status, 400)
})

t.test('only a live key is rotated, and only once', async (t) => {
  const [rotated, revoked, expired] = [await makeKey(), await makeKey(), await makeKey({ expiresOn: '2026-03-02' })]
  const race = await Promise.all(Array.from({ length: 6 }, async () => await send('POST', `/v1/api-keys/${rotated.id}/rotate`)))
  await send('DELETE', `/v1/api-keys/${revoked.id}`)
  clock.now = '2026-03-03T09:00:00.000Z'

  t.strictSame(race.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409])
  t.match(await send('POST', `/v1/api-keys/${revoked.id}/rotate`), { status: 409, body: { type: '/problems/key-not-live', state: 'revoked' } })
  t.match(await send('POST', `/v1/api-keys/${expired.id}/rotate`), { status: 409, body: { state: 'expired' } })
})

t.test("a service's key does not renew a coordinator's, its own included", async (t) => {
  const unit = await makeKey({ role: 'coordinator', agencyId: null })
  const service = withToken(unit.token)

  t.equal((await service('POST', `/v1/api-keys/${unit.id}/rotate`)).status, 403)
  t.equal((await service('POST', `/v1/api-keys/${(await makeKey()).id}/rotate`)).status, 201)
  t.equal((await send('POST', `/v1/api-keys/${unit.id}/rotate`)).status, 201)
})

t.test('the token of a rotation is told once', async (t) => {
  const { id } = await makeKey()
  const rotate = async () => await send('POST', `/v1/api-keys/${id}/rotate`, undefined, { 'idempotency-key': `rotate-${id}` })
  const first = await rotate()

  t.strictSame((await rotate()).body, { ...first.body, token: null })
})

t.test("another partnership's key is answered like one that does not exist", async (t) => {
  const other = await anotherPartnership()
  const { id: theirs } = (await other.as('coordinator')('POST', '/v1/api-keys', { name: 'x', role: 'coordinator', expiresOn: '2026-12-31' })).body
  for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/rotate']] as const) {
    const [hidden, unknown] = await Promise.all([theirs, newId()].map(async (id) => await send(method, `/v1/api-keys/${id}${path}`)))
    t.equal(hidden?.status, 404)
    t.strictSame({ ...hidden?.body, instance: '' }, { ...unknown?.body, instance: '' })
  }
})
