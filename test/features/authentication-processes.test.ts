import t from 'tap'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'

t.test('a key that is revoked in one process is refused in the others', async (t) => {
  const app = await testApp(t)
  const elsewhere = await secondProcess(t, app)
  const { id, token } = (await app.send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-12-31' })).body
  t.equal(await elsewhere(token), 200)

  t.equal((await app.send('DELETE', `/v1/api-keys/${id}`)).status, 204)

  while (await elsewhere(token) === 200);
  t.equal(await elsewhere(token), 401)
})

t.test('the keys of an agency that has ended are refused in every process', async (t) => {
  const app = await testApp(t)
  const elsewhere = await secondProcess(t, app)
  t.equal(await elsewhere(app.tokens.reviewer), 200)

  await app.send('PATCH', `/v1/agencies/${app.agencies.police}`, { validTo: '2026-03-01' }, { 'if-match': '*' })

  while (await elsewhere(app.tokens.reviewer) === 200);
  t.equal(await elsewhere(app.tokens.reviewer), 401)
})

/** Another service on the same database; answers the status that a token is given there. */
async function secondProcess (t: Test, { services, clock }: TestApp): Promise<(token: string) => Promise<number>> {
  const second = composeServices({ config: services.config, databaseUrl: services.config.databaseUrl ?? '', clock: { now: () => clock.now } })
  const app = await buildApp(second, makeLogger('silent'))
  t.teardown(async () => {
    await app.close()
    await second.close()
  })
  return async (token) => (await app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } })).statusCode
}
