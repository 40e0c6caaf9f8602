import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import { testApp } from '../support/app.ts'
import { patient } from '../support/patient.ts'

const { send, tokens, agencies, services, clock } = await testApp(t)

// Another process on the same database, but for living in this one.
const other = composeServices({ config: services.config, databaseUrl: services.config.databaseUrl ?? '', ...patient, clock: { now: () => clock.now } })
const otherApp = await buildApp(other, makeLogger('silent'))

t.teardown(async () => {
  await otherApp.close()
  await other.close()
})

/** The status that a token is given there. */
async function elsewhere (token: string): Promise<number> {
  return (await otherApp.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } })).statusCode
}

t.test('a key that is revoked in one process is refused in the others', async (t) => {
  const { id, token } = (await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-12-31' })).body
  t.equal(await elsewhere(token), 200)

  t.equal((await send('DELETE', `/v1/api-keys/${id}`)).status, 204)

  while (await elsewhere(token) === 200);
  t.equal(await elsewhere(token), 401)
})

t.test('the keys of an agency that has ended are refused in every process', async (t) => {
  t.equal(await elsewhere(tokens.reviewer), 200)

  await send('PATCH', `/v1/agencies/${agencies.police}`, { validTo: '2026-03-01' }, { 'if-match': '*' })

  while (await elsewhere(tokens.reviewer) === 200);
  t.equal(await elsewhere(tokens.reviewer), 401)
})
