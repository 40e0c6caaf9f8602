import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, withToken, agencies, people, db, logLines, anotherPartnership } = await testApp(t)
const feed = { name: 'Case system', role: 'contributor', agencyId: agencies.csc, expiresOn: '2026-12-31' }

t.test("a coordinator makes a service's key, and it works at once", async (t) => {
  const { status, body } = await send('POST', '/v1/api-keys', feed)

  t.equal(status, 201)
  t.match(body, { ...feed, personId: null, state: 'live', createdById: people.coordinator, lastFour: body.token.slice(-4), replacedAt: null, revokedAt: null, lastUsedAt: null })
  t.match((await withToken(body.token)('GET', '/v1/me')).body, { kind: 'service', id: body.id, name: 'Case system', role: 'contributor', agency: { code: 'csc' } })
  t.strictSame(await eventTypesOf(db, body.id), ['api_key.created'])
})

t.test('the token is told once and kept nowhere', async (t) => {
  const { headers, body: { token, ...told } } = await send('POST', '/v1/api-keys', feed, { 'idempotency-key': 'once' })
  const again = await send('POST', '/v1/api-keys', feed, { 'idempotency-key': 'once' })

  t.strictSame(again.body, { ...told, token: null })
  t.strictSame((await send('GET', headers.get('location') ?? '')).body, told)
  const secret = token.slice(36, 79)
  for (const table of ['api_keys', 'idempotency_keys', 'events']) {
    const [row] = await db.rows<{ dump: string }>(sql`select string_agg(t::text, ' ') as dump from ${sql.identifier(table)} as t`)
    t.notOk(row?.dump.includes(secret), table)
  }
  t.notOk(logLines.some((line) => line.includes(secret)))
  t.notMatch(JSON.stringify((await send('GET', '/v1/api-keys')).body), /secretHash|token/)
})

t.test('a service is coordinator, contributor or viewer; it cannot approve', async (t) => {
  for (const role of ['reviewer', 'scrutineer', 'owner']) t.equal((await send('POST', '/v1/api-keys', { ...feed, role })).status, 400)
  for (const role of ['contributor', 'viewer']) t.equal((await send('POST', '/v1/api-keys', { ...feed, role })).status, 201)
})

t.test("a service's key belongs to a current agency, and a coordinator's to none", async (t) => {
  const { agencyId: _agency, ...withoutAgency } = feed
  const ended = (await send('POST', '/v1/agencies', { code: 'old', name: 'Old', kind: 'housing', validTo: '2026-03-01' })).body.id
  const other = await anotherPartnership()
  const answers = []
  for (const body of [withoutAgency, { ...feed, agencyId: null }, { ...feed, agencyId: ended }, { ...feed, agencyId: newId() }, { ...feed, agencyId: other.agencies.csc }, { ...feed, role: 'coordinator' }]) {
    const answer = await send('POST', '/v1/api-keys', body)
    t.match(answer.body.errors, [{ pointer: '/agencyId' }])
    answers.push(`${answer.status} ${answer.body.type}`)
  }

  const [broken, unknown] = ['422 /problems/rule-broken', '422 /problems/unknown-reference']
  t.strictSame(answers, [broken, broken, broken, unknown, unknown, broken])
})

t.test('a key ends today at the earliest, and in 365 days at the latest', async (t) => {
  const statuses = []
  for (const expiresOn of ['2026-03-01', '2026-03-02', '2027-03-02', '2027-03-03']) statuses.push((await send('POST', '/v1/api-keys', { ...feed, expiresOn })).status)

  t.strictSame(statuses, [422, 201, 201, 422])
})

t.test("only a person may make a coordinator's key", async (t) => {
  const unit = { name: 'Sync', role: 'coordinator', expiresOn: '2026-12-31' }
  const made = await send('POST', '/v1/api-keys', unit)
  const service = withToken(made.body.token)

  t.equal(made.status, 201)
  t.equal((await service('POST', '/v1/api-keys', unit)).status, 403)
  t.equal((await service('POST', '/v1/api-keys', feed)).status, 201)
})

t.test('only coordinators make, revoke and rotate keys, and dashboards do not see them', async (t) => {
  const { id } = (await send('POST', '/v1/api-keys', feed)).body
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    const caller = as(role)
    const answers = [await caller('POST', '/v1/api-keys', feed), await caller('DELETE', `/v1/api-keys/${id}`), await caller('POST', `/v1/api-keys/${id}/rotate`)]
    t.strictSame(answers.map(({ status }) => status), [403, 403, 403])
    const mayRead = role === 'viewer' ? 403 : 200
    t.strictSame([(await caller('GET', '/v1/api-keys')).status, (await caller('GET', `/v1/api-keys/${id}`)).status], [mayRead, mayRead])
  }
})

t.test('keys are listed page by page, a person has theirs, and no other partnership has any', async (t) => {
  const { people: others } = await anotherPartnership()
  const { data, nextCursor, total } = (await send('GET', '/v1/api-keys?limit=3&count=true')).body
  const rest = (await send('GET', `/v1/api-keys?limit=200&cursor=${nextCursor}`)).body.data
  const ids = [...data, ...rest].map(({ id }) => id)

  t.equal(new Set(ids).size, total)
  t.strictSame([...ids].sort(), ids)
  t.match((await send('GET', `/v1/api-keys?personId=${people.reviewer}&sort=-name`)).body.data, [{ personId: people.reviewer, role: 'reviewer', agencyId: agencies.police }])
  t.strictSame((await send('GET', `/v1/api-keys?personId=${others.reviewer}`)).body.data, [])
})

t.test('a key is made as documented or not at all', async (t) => {
  for (const body of [{ ...feed, scopes: [] }, { ...feed, name: '' }, { ...feed, expiresOn: '2026-02-30' }, { ...feed, token: 'mine' }, {}]) t.equal((await send('POST', '/v1/api-keys', body)).status, 400)
})
