import t from 'tap'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair } from 'jose'
import { insertInto } from '../../src/platform/database/sql.ts'
import { identities } from '../../src/features/sessions/tables.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import { openIdProvider } from '../support/openid-provider.ts'
import { until } from '../support/until.ts'

const provider = await openIdProvider(t, 'https://follow-through.example')
const app = await testApp(t, provider.settings)
const other = await app.anotherPartnership()
await bind(app.partnershipId, app.people.reviewer, 'subject-1')
await bind(app.partnershipId, app.people.viewer, 'subject-2')
await bind(other.partnershipId, other.people.coordinator, 'subject-2')

async function bind (partnershipId: string, personId: string, subject: string): Promise<void> {
  await app.db.rows(insertInto(identities, { partnershipId, id: newId(), personId, issuer: provider.issuer, subject, boundAt: app.clock.now }))
}

t.test('an access token of the provider opens the API to the person it is bound to', async (t) => {
  const me = await app.withToken(await provider.accessToken({ sub: 'subject-1' }))('GET', '/v1/me')

  t.match(me, { status: 200, body: { kind: 'person', id: app.people.reviewer, role: 'reviewer' } })
})

t.test('who is known to several partnerships says which', async (t) => {
  const ask = app.withToken(await provider.accessToken({ sub: 'subject-2' }))
  const codeOf = async (token: string | undefined) => (await app.withToken(token)('GET', '/v1/partnership')).body.code

  t.match(await ask('GET', '/v1/me'), { status: 400, body: { type: '/problems/invalid-request', detail: /test/ } })
  t.match(await ask('GET', '/v1/me', undefined, { partnership: 'test' }), { status: 200, body: { role: 'viewer' } })
  t.match(await ask('GET', '/v1/me', undefined, { partnership: await codeOf(other.tokens.viewer) }), { status: 200, body: { role: 'coordinator' } })
  t.equal((await ask('GET', '/v1/me', undefined, { partnership: 'elsewhere' })).status, 403)
})

t.test('a token that proves nothing opens nothing', async (t) => {
  const now = Math.floor(Date.now() / 1000)
  const { privateKey: foreign, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const sub = 'subject-1'
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = part({ iss: provider.issuer, aud: provider.settings['OIDC_AUDIENCE'], exp: now + 300, sub })
  const hmac = `${part({ alg: 'HS256', kid: 'a-key' })}.${claims}`
  const tokens = {
    'alg none': `${part({ alg: 'none' })}.${claims}.`,
    'alg none with a signature': `${part({ alg: 'none' })}.${claims}.AAAA`,
    'HS256 with the public key': `${hmac}.${createHmac('sha256', await exportSPKI(publicKey)).update(hmac).digest('base64url')}`,
    'another key': await provider.accessToken({ sub }, { key: foreign }),
    'its own key in the header': await provider.accessToken({ sub }, { key: foreign, header: { jwk: await exportJWK(publicKey) } }),
    'a kid that is a path': await provider.accessToken({ sub }, { key: foreign, header: { kid: "../../x' or 1=1" } }),
    'another issuer': await provider.accessToken({ sub, iss: 'https://evil.example' }),
    'another audience': await provider.accessToken({ sub, aud: 'follow-through' }),
    expired: await provider.accessToken({ sub, exp: now - 60 }),
    'not yet': await provider.accessToken({ sub, nbf: now + 300 }),
    'nobody that is known': await provider.accessToken({ sub: 'subject-9' }),
    'no subject': await provider.accessToken({})
  }
  for (const [name, token] of Object.entries(tokens)) t.equal((await app.withToken(token)('GET', '/v1/me')).status, 401, name)
})

t.test('no address in a token is ever asked', async (t) => {
  let asked = 0
  const attacker = createServer((_request, response) => { asked++; response.end('{"keys":[]}') }).listen(0, '127.0.0.1')
  await once(attacker, 'listening')
  t.teardown(() => { attacker.close() })
  const { privateKey } = await generateKeyPair('RS256')
  const jku = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/jwks`

  const token = await provider.accessToken({ sub: 'subject-1' }, { key: privateKey, header: { jku, x5u: jku } })

  t.equal((await app.withToken(token)('GET', '/v1/me')).status, 401)
  t.equal(asked, 0)
})

t.test('another address, role or agency lets go of the identity', async (t) => {
  const before = await app.send('GET', `/v1/people/${app.people.reviewer}`)
  await app.send('PATCH', `/v1/people/${app.people.reviewer}`, { role: 'viewer' }, { 'if-match': before.headers.get('etag') ?? '' })
  const token = await provider.accessToken({ sub: 'subject-1' })

  await until(async () => (await app.withToken(token)('GET', '/v1/me')).status === 401)
})
