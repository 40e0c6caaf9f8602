import t from 'tap'
import type { JWTPayload } from 'jose'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { comeBack, honest, hostileProvider, plainToken } from '../support/hostile-provider.ts'
import type { Forge } from '../support/hostile-provider.ts'
import { visitor } from '../support/pages.ts'

/* A provider that is not what it says, or has been taken over by somebody who is not it (RELIABILITY N-08 to N-12). */

const provider = await hostileProvider(t)
const app = await testApp(t, provider.settings)

async function sessions (): Promise<number> {
  const [row] = await app.db.rows<{ count: number }>(sql`select count(*) as count from sessions where way = 'openid_connect' and ended_at is null`)
  return row?.count ?? 0
}

const now = Math.floor(Date.now() / 1_000)

const lies: Readonly<Record<string, Forge>> = {
  'of another issuer': async (claims, { sign }) => await sign({ ...claims, iss: 'https://another.example' }),
  'for another service': async (claims, { sign }) => await sign({ ...claims, aud: 'another-client' }),
  'for several, without saying to whom': async (claims, { sign }) => await sign({ ...claims, aud: ['follow-through', 'another-client'] }),
  'for us, given to another': async (claims, { sign }) => await sign({ ...claims, aud: ['follow-through', 'another-client'], azp: 'another-client' }),
  'with another nonce': async (claims, { sign }) => await sign({ ...claims, nonce: 'another' }),
  'without a nonce': async ({ nonce: _nonce, ...claims }, { sign }) => await sign(claims),
  'that has expired': async (claims, { sign }) => await sign({ ...claims, iat: now - 7_200, exp: now - 3_600 }),
  'that is not valid yet': async (claims, { sign }) => await sign({ ...claims, nbf: now + 3_600 }),
  'without an end': async ({ exp: _exp, ...claims }, { sign }) => await sign(claims),
  'without a subject': async ({ sub: _sub, ...claims }, { sign }) => await sign(claims),
  'that nobody signed': async (claims) => plainToken({ alg: 'none' }, claims),
  'signed with the client’s secret': async (claims, { clientSecret }) => plainToken({ alg: 'HS256', kid: 'key-1' }, claims, clientSecret),
  'signed with the public key as a secret': async (claims, { publicKey }) => plainToken({ alg: 'HS256', kid: 'key-1' }, claims, JSON.stringify(publicKey)),
  'signed with a stranger’s key': async (claims, { sign, strangersKey }) => await sign(claims, {}, await strangersKey()),
  'that brings its own key': async (claims, { sign, strangersKey, publicKey }) => await sign(claims, { jwk: publicKey, kid: 'mine' }, await strangersKey()),
  'that says where its key is': async (claims, { sign, strangersKey, issuer }) => await sign(claims, { jku: `${issuer}/stolen-keys`, x5u: `${issuer}/stolen-keys`, kid: 'mine' }, await strangersKey()),
  'whose key id is a path': async (claims, { sign, strangersKey }) => await sign(claims, { kid: '../../etc/passwd' }, await strangersKey()),
  'that is no token': async () => 'not.a.token',
  'that was altered on its way': async (claims, { sign }) => (await sign(claims)).replace(/\.([^.]+)\./, (_, body: string) => `.${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload, sub: 'boss' })).toString('base64url')}.`)
}

for (const [lie, forge] of Object.entries(lies)) {
  t.test(`a token ${lie} opens no session`, async (t) => {
    provider.forge = forge
    const answer = await comeBack(app.address, provider)
    t.equal(answer.status, 400, lie)
    t.notMatch(answer.headers.getSetCookie().join(), /follow-through-session=[^;]/)
    t.equal(await sessions(), 0)
    t.notMatch(provider.asked.join(), 'stolen', 'and nothing is fetched from where it says')
  })
}

t.test('an answer that says that it is another provider’s, or none’s, opens no session', async (t) => {
  provider.forge = honest
  t.equal((await comeBack(app.address, provider, { iss: 'https://another.example' })).status, 400)
  t.equal((await comeBack(app.address, provider, { error: 'access_denied' })).status, 400)
  t.equal(await sessions(), 0)
})

t.test('an honest token does', async (t) => {
  provider.forge = honest
  t.match([(await comeBack(app.address, provider)).status, await sessions()], [303, 1])
})

t.test('an order to sign somebody out must be the provider’s own, and no identity', async (t) => {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const order = { iss: provider.issuer, aud: 'follow-through', sub: 'kim', iat: now, exp: now + 120, jti: 'a-jti', events }
  const { sign, strangersKey } = provider.tools
  const tell = async (token: string) => (await fetch(`${app.address}/sign-in/back-channel-logout`, { method: 'POST', body: new URLSearchParams({ logout_token: token }) })).status
  const before = await sessions()
  for (const token of [
    await sign(order, {}, await strangersKey()), await sign({ ...order, aud: 'another' }), await sign({ ...order, nonce: 'x' }), await sign({ ...order, events: {} }), await sign({ ...order, iss: 'https://another.example' }),
    await sign({ ...order, iat: now - 3_600, exp: now + 3_600 }), plainToken({ alg: 'none' }, order), 'nonsense', ''
  ]) t.equal(await tell(token), 400)
  t.equal(await sessions(), before)

  const byLink = await visitor(app, 'reviewer')
  t.equal(await tell(await sign(order)), 200)
  t.equal(await sessions(), 0)
  t.equal((await byLink.look('/')).status, 200, 'who came in another way stays')
})
