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
