import t from 'tap'
import { testApp } from '../support/app.ts'

const app = await testApp(t, { PARTNERSHIP_LIMIT_PER_MINUTE: '5' })
const other = await app.anotherPartnership()

t.test('a partnership that asks too much is told to wait, whichever of its keys asks; another goes on', async (t) => {
  const statuses = []
  for (const role of ['coordinator', 'viewer', 'reviewer', 'coordinator', 'viewer'] as const) statuses.push((await app.as(role)('GET', '/v1/me')).status)
  t.same(statuses, [200, 200, 200, 200, 200])

  const refused = await app.as('reviewer')('GET', '/v1/me')

  t.match(refused, { status: 429, body: { type: '/problems/too-many-requests', detail: /^This partnership may send 5 requests a minute; go on in \d+ seconds\.$/ } })
  const wait = refused.headers.get('retry-after')
  t.ok(Number(wait) > 0)
  t.same(['limit', 'remaining', 'reset'].map((name) => refused.headers.get(`ratelimit-${name}`)), ['5', '0', wait], 'of the partnership, not of the key')
  t.equal((await other.as('coordinator')('GET', '/v1/me')).status, 200)
})
