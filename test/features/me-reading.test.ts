import t from 'tap'
import { testApp } from '../support/app.ts'

const { send, as, withToken, people, agencies, partnershipId } = await testApp(t)

t.test('a person is told who they are, what they may do and where', async (t) => {
  const { status, body } = await as('contributor')('GET', '/v1/me')

  t.equal(status, 200)
  t.strictSame(body, {
    kind: 'person',
    id: people.contributor,
    name: 'A contributor',
    role: 'contributor',
    agency: { id: agencies.csc, code: 'csc', name: 'The csc agency' },
    partnership: { id: partnershipId, code: 'test', name: 'The test partnership', timeZone: 'Europe/London' }
  })
})

t.test("a coordinator's service key stands for no agency", async (t) => {
  const { body: key } = await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-12-31' })

  const { body } = await withToken(key.token)('GET', '/v1/me')

  t.match(body, { kind: 'service', id: key.id, name: 'Feed', role: 'coordinator', agency: null })
})
