import t from 'tap'
import type { Test } from 'tap'
import { mintToken, readToken } from '../../src/features/people/token.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { Reply } from '../support/client.ts'

const { send, withToken, tokens, people, clock, logLines } = await testApp(t)
const unknown = await withToken(undefined)('GET', '/v1/me')

t.test('whoever brings no token, or none of its form, is not known', async (t) => {
  const bare = withToken(undefined)
  const offers = ['', 'Bearer', 'Bearer ', 'Bearer x', `Basic ${Buffer.from('a:b').toString('base64')}`, `Basic ${tokens.coordinator}`, tokens.coordinator, `Bearer ${tokens.coordinator} x`, `Bearer "${tokens.coordinator}"`]
  for (const authorization of offers) isRefused(t, await bare('GET', '/v1/me', undefined, { authorization }), authorization)
})

t.test('a refusal says how to come in', async (t) => {
  t.equal(unknown.headers.get('www-authenticate'), 'Bearer')
  t.match(unknown, { status: 401, body: { type: '/problems/unauthenticated' } })
})

t.test('no operation is open without a token, but the health checks are', async (t) => {
  const bare = withToken(undefined)
  for (const [method, path] of [['GET', '/v1/people'], ['POST', '/v1/people'], ['GET', `/v1/people/${newId()}`], ['PATCH', '/v1/partnership'], ['DELETE', `/v1/api-keys/${newId()}`], ['GET', '/v1/agencies']] as const) {
    isRefused(t, await bare(method, path, method === 'POST' || method === 'PATCH' ? {} : undefined), `${method} ${path}`)
  }
  t.equal((await bare('GET', '/healthz')).status, 200)
})

t.test('the word Bearer may be written in any case', async (t) => {
  t.equal((await withToken(undefined)('GET', '/v1/me', undefined, { authorization: `bearer ${tokens.viewer}` })).status, 200)
})

t.test('a wrong checksum, a wrong secret and an unknown key are told the same', async (t) => {
  const { token } = (await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-12-31' })).body
  const wrongChecksum = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')
  const wrongSecret = mintToken(readToken(token)?.id ?? '').token
  for (const wrong of [wrongChecksum, wrongSecret, mintToken(newId()).token]) isRefused(t, await withToken(wrong)('GET', '/v1/me'), wrong)
  t.equal((await withToken(token)('GET', '/v1/me')).status, 200)
})

t.test('a key works on its last day, and not on the day after', async (t) => {
  const { token } = (await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-03-28' })).body
  const ask = async (now: string) => { clock.now = now; return await withToken(token)('GET', '/v1/me') }

  t.equal((await ask('2026-03-28T23:59:59.999Z')).status, 200)
  isRefused(t, await ask('2026-03-29T00:00:00.000Z'), 'the day after')
  clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('the key of a person who is not active rests until they are', async (t) => {
  const ask = async () => await withToken(tokens.reviewer)('GET', '/v1/me')
  t.equal((await ask()).status, 200)

  await send('PATCH', `/v1/people/${people.reviewer}`, { active: false }, { 'if-match': '*' })
  isRefused(t, await eventually(ask, 401), 'while not active')
  await send('PATCH', `/v1/people/${people.reviewer}`, { active: true }, { 'if-match': '*' })
  t.equal((await eventually(ask, 200)).status, 200)
})

t.test('a key in the address opens nothing, and is not logged', async (t) => {
  isRefused(t, await withToken(undefined)('GET', `/v1/me?key=${tokens.viewer}&access_token=${tokens.viewer}`), 'in the query')
  t.notOk(logLines.some((line) => line.includes(tokens.viewer.slice(3, 60))))
})

t.test('a key says when it was last used, to the minute', async (t) => {
  const { id, token } = (await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-12-31' })).body
  const read = async () => (await send('GET', `/v1/api-keys/${id}`)).body
  t.equal((await read()).lastUsedAt, null)

  await withToken(mintToken(id).token)('GET', '/v1/me') // another secret is no use of the key
  await withToken(token)('GET', '/v1/me')
  while ((await read()).lastUsedAt === null);

  t.match(await read(), { lastUsedAt: clock.now, version: 1 })
})

function isRefused (t: Test, reply: Reply, title: string): void {
  t.strictSame({ status: reply.status, ...reply.body, instance: '' }, { status: 401, ...unknown.body, instance: '' }, title)
}

async function eventually (ask: () => Promise<Reply>, status: number): Promise<Reply> {
  for (;;) {
    const reply = await ask()
    if (reply.status === status) return reply
  }
}
