import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'

const app = await testApp(t)
const { send, as, db, partnershipId } = app
const anyVersion = { 'if-match': '*' }
const steps = [{ days: -2, to: 'senior_leader' }, { days: 5, every: 5, to: 'lead' }]

t.test('a partnership that has set no ladder follows the standard one', async (t) => {
  const { status, body, headers } = await as('contributor')('GET', '/v1/reminder-policy')

  t.match([status, body.standard, body.version, body.updatedAt, body.sendAt], [200, true, 1, null, '09:00'])
  t.strictSame(body.steps.at(-1), { days: 30, every: 30, to: 'coordinator' })
  t.equal((await as('contributor')('GET', '/v1/reminder-policy', undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
  t.equal((await as('viewer')('GET', '/v1/reminder-policy')).status, 403)
})

t.test('a coordinator sets another, and what is left out stays', async (t) => {
  const { headers } = await send('GET', '/v1/reminder-policy')

  t.match(await send('PATCH', '/v1/reminder-policy', { steps }, { 'if-match': headers.get('etag') ?? '' }), { status: 200, body: { sendAt: '09:00', steps, standard: false, version: 2 } })
  t.match(await send('PATCH', '/v1/reminder-policy', { sendAt: '08:30' }, anyVersion), { status: 200, body: { sendAt: '08:30', steps, version: 3 } })
  t.match((await send('GET', '/v1/reminder-policy')).body, { sendAt: '08:30', steps, version: 3 })
  t.strictSame(await eventTypesOf(db, partnershipId), ['reminder_policy.updated', 'reminder_policy.updated'])
})

t.test('a change needs the version that was read, and a coordinator', async (t) => {
  t.equal((await send('PATCH', '/v1/reminder-policy', { sendAt: '10:00' })).status, 428)
  t.equal((await send('PATCH', '/v1/reminder-policy', { sendAt: '10:00' }, { 'if-match': '"1-x"' })).status, 412)
  t.equal((await as('reviewer')('PATCH', '/v1/reminder-policy', { sendAt: '10:00' }, anyVersion)).status, 403)
  for (const body of [{}, { sendAt: 9 }, { stpes: [] }, { steps: [{ days: 1, to: 'mayor' }] }, { steps: [{ days: 1, to: 'lead', after: 1 }] }, { steps: [] }]) t.equal((await send('PATCH', '/v1/reminder-policy', body, anyVersion)).status, 400)
})

t.test('a ladder that would go quiet, or cannot be climbed, is refused with all its faults', async (t) => {
  const refused = await send('PATCH', '/v1/reminder-policy', { sendAt: '25:00', steps: [{ days: -400, to: 'lead' }] }, anyVersion)

  t.match(refused, { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/sendAt' }, { pointer: '/steps/0/days' }, { pointer: '/steps' }] } })
})

t.test('a ladder of its own is climbed, from its own hour on', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-04', leadPersonId: stage.people.contributor })
  await stage.send('PATCH', '/v1/reminder-policy', { sendAt: '08:30', steps }, anyVersion)
  stage.clock.now = '2026-03-02T08:30:00.000Z'

  t.match((await stage.run()).body, { planned: 2 })
  t.strictSame(await stage.ledger(), ['contributor -2 action', 'director -2 action'])
})
