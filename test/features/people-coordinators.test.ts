import t from 'tap'
import { testApp } from '../support/app.ts'
import type { Client } from '../support/client.ts'

const { withToken, anotherPartnership } = await testApp(t)
const anyVersion = { 'if-match': '*' }

t.test('the last active coordinator stays active and stays coordinator', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  for (const change of [{ active: false }, { role: 'viewer' }, { active: false, role: 'coordinator' }]) {
    t.match(await send('PATCH', `/v1/people/${people.coordinator}`, change, anyVersion), { status: 409, body: { type: '/problems/last-coordinator' } })
  }
  t.match((await send('GET', `/v1/people/${people.coordinator}`)).body, { active: true, role: 'coordinator', version: 1 })
})

t.test('who left the coordinators before does not stand in for the last', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  await send('PATCH', `/v1/people/${people.viewer}`, { role: 'coordinator', active: false }, anyVersion)

  t.equal((await send('PATCH', `/v1/people/${people.coordinator}`, { active: false }, anyVersion)).status, 409)
})

t.test('the agency of the last coordinator does not end with them, nor do they leave for one that has', async (t) => {
  const { as, agencies, people } = await anotherPartnership()
  const send = as('coordinator')
  for (const validTo of ['2026-03-01', '2026-03-02']) t.match(await send('PATCH', `/v1/agencies/${agencies.unit}`, { validTo }, anyVersion), { status: 409, body: { type: '/problems/last-coordinator' } }, validTo)
  t.equal((await send('POST', `/v1/agencies/${agencies.unit}/merger`, { successorId: agencies.csc })).status, 409)
  t.equal((await send('PATCH', `/v1/agencies/${agencies.unit}`, { validTo: '2026-03-31' }, anyVersion)).status, 200, 'it may be announced')
  t.equal((await send('PATCH', `/v1/agencies/${agencies.housing}`, { validTo: '2026-03-01' }, anyVersion)).status, 200, 'another may end')
  t.equal((await send('PATCH', `/v1/people/${people.coordinator}`, { agencyId: agencies.housing }, anyVersion)).status, 409)
  t.equal((await send('PATCH', `/v1/people/${people.viewer}`, { role: 'coordinator', agencyId: agencies.housing }, anyVersion)).status, 200)
  t.equal((await send('PATCH', `/v1/people/${people.coordinator}`, { active: false }, anyVersion)).status, 409, 'who cannot sign in does not stand in')
  t.equal((await send('PATCH', `/v1/people/${people.coordinator}`, { agencyId: agencies.csc }, anyVersion)).status, 200)
})

t.test("a coordinator's service key does not stand in for the last", async (t) => {
  const { as, people } = await anotherPartnership()
  const service = await asService(as('coordinator'))

  t.equal((await service('PATCH', `/v1/people/${people.coordinator}`, { active: false }, anyVersion)).status, 409)
})

t.test('a coordinator may go when another is there', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  await send('PATCH', `/v1/people/${people.viewer}`, { role: 'coordinator' }, anyVersion)

  t.match(await send('PATCH', `/v1/people/${people.coordinator}`, { active: false }, anyVersion), { status: 200, body: { active: false } })
})

t.test('of coordinators who all go at one moment, one stays', async (t) => {
  const { as, people } = await anotherPartnership()
  const service = await asService(as('coordinator'))
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) await service('PATCH', `/v1/people/${people[role]}`, { role: 'coordinator' }, anyVersion)
  for (let round = 0; round < 5; round++) {
    const change = round % 2 === 0 ? { active: false } : { role: 'viewer' }
    const answers = await Promise.all(Object.values(people).map(async (id) => await service('PATCH', `/v1/people/${id}`, change, anyVersion)))

    t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 409])
    for (const id of Object.values(people)) await service('PATCH', `/v1/people/${id}`, { active: true, role: 'coordinator' }, anyVersion)
  }
})

async function asService (send: Client): Promise<Client> {
  const { body } = await send('POST', '/v1/api-keys', { name: 'Sync', role: 'coordinator', expiresOn: '2026-12-31' })
  return withToken(body.token)
}
