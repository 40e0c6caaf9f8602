import t from 'tap'
import { createPartnership } from '../../src/features/partnerships/commands.ts'
import { createPersonKey, createServiceKey } from '../../src/features/people/key-commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import type { Work } from '../../src/features/work.ts'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { services, db, withToken, partnershipId, people } = await testApp(t)
const northshire = { code: 'northshire', name: 'Northshire', coordinator: { name: 'Amina Yusuf', email: 'amina@northshire.example' } }

async function asOperator<Result> (job: (work: Work) => Promise<Result>, inPartnershipId = newId()): Promise<Result> {
  return await actAs(services, { by: systemCaller(inPartnershipId), timeZone: 'Europe/London', requestId: 'test' }, job)
}

t.test('the operator founds a partnership with its business unit and first coordinator', async (t) => {
  const { partnership, businessUnit, coordinator } = await asOperator(async (work) => await createPartnership(work, northshire))

  t.match(businessUnit, { code: 'business-unit', kind: 'partnership_business_unit', partnershipId: partnership.id })
  t.match(coordinator, { role: 'coordinator', active: true, agencyId: businessUnit.id })
  const told = await Promise.all([partnership, businessUnit, coordinator].map(async ({ id }) => await eventTypesOf(db, id)))
  t.strictSame(told, [['partnership.created'], ['agency.created'], ['person.created']])
})

t.test('a key that the operator makes for the coordinator opens the new partnership, and no other', async (t) => {
  const { partnership, coordinator } = await asOperator(async (work) => await createPartnership(work, { ...northshire, code: 'southshire', timeZone: 'Europe/Belfast' }))

  const { token } = await asOperator(async (work) => await createPersonKey(work, coordinator.id, 'Laptop', '2026-12-31'), partnership.id)

  t.match((await withToken(token)('GET', '/v1/me')).body, { id: coordinator.id, partnership: { code: 'southshire', timeZone: 'Europe/Belfast' } })
  t.equal((await withToken(token)('GET', `/v1/people/${people.coordinator}`)).status, 404)
})

t.test("the operator makes a coordinator's service key", async (t) => {
  const { token } = await asOperator(async (work) => await createServiceKey(work, { name: 'Sync', role: 'coordinator', expiresOn: '2026-12-31' }), partnershipId)

  t.match((await withToken(token)('GET', '/v1/me')).body, { kind: 'service', role: 'coordinator' })
})

t.test('a code is taken once, and is of its form', async (t) => {
  await asOperator(async (work) => await createPartnership(work, { ...northshire, code: 'eastshire' }))

  await t.rejects(asOperator(async (work) => await createPartnership(work, { ...northshire, code: 'eastshire' })), { code: 'already-exists', message: 'There is a partnership eastshire already.' })
  await t.rejects(asOperator(async (work) => await createPartnership(work, { ...northshire, code: 'North Shire' })), { code: 'rule-broken' })
  await t.rejects(asOperator(async (work) => await createPartnership(work, { ...northshire, code: 'other', timeZone: 'Mars/Olympus' })), { code: 'rule-broken' })
})

t.test('nobody and a day that has passed get no key', async (t) => {
  await t.rejects(asOperator(async (work) => await createPersonKey(work, newId(), 'Laptop', '2026-12-31'), partnershipId), { code: 'not-found' })
  await t.rejects(asOperator(async (work) => await createPersonKey(work, people.viewer, 'Laptop', '2026-03-01'), partnershipId), { code: 'rule-broken' })
})
