import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { deliverDue } from '../../src/features/reminders/delivery.ts'
import { takeReturns } from '../../src/features/reminders/returns.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { notifyMailer } from '../../src/platform/mail/notify.ts'
import { mailingApp, stageDelivery } from '../support/deliveries.ts'
import { startNotifyServer } from '../support/notify-server.ts'

const app = await mailingApp(t)
const server = await startNotifyServer(t)
const services = { ...app.services, mailer: notifyMailer(server), log: makeLogger('silent') }

/** A message that Notify took, and then gave this status. */
async function sentByNotify (status: string) {
  const stage = await stageDelivery(app)
  const [lead = ''] = await stage.leads(1)
  await stage.planBy('notify')
  await deliverDue(services, stage.partnershipId)
  for (const notification of server.notifications) if (notification.to === lead) Object.assign(notification, { status, created_at: stage.clock.now })
  return { stage, lead }
}

t.test('an address that turns out not to exist is flagged once, whenever Notify tells of it', async (t) => {
  const { stage, lead } = await sentByNotify('permanent-failure')
  t.strictSame(await stage.promises(), ['lead0 sent'])

  t.equal(await takeReturns(services), 1)
  t.equal(await takeReturns(services), 0)

  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 failed address_refused 1'], ['lead0 failed address_refused']])
  t.match(await app.db.rows(sql`select address from failed_addresses where partnership_id = ${stage.partnershipId}`), [{ address: lead }])
})

t.test('an address is written to again once someone has saved it, even as it is', async (t) => {
  const { stage, lead } = await sentByNotify('permanent-failure')
  await takeReturns(services)
  const [person] = await app.db.rows<{ id: string }>(sql`select id from people where partnership_id = ${stage.partnershipId} and email = ${lead}`)
  const failed = async () => (await app.db.rows(sql`select from failed_addresses where partnership_id = ${stage.partnershipId}`)).length

  t.equal((await stage.as('coordinator')('PATCH', `/v1/people/${person?.id}`, { jobTitle: 'Head of Service' }, { 'if-match': '*' })).status, 200)
  t.equal(await failed(), 1)
  t.equal((await stage.as('coordinator')('PATCH', `/v1/people/${person?.id}`, { email: lead }, { 'if-match': '*' })).status, 200)
  t.equal(await failed(), 0)
})

t.test('what Notify itself failed with is sent once more, and then left alone', async (t) => {
  const { stage, lead } = await sentByNotify('technical-failure')

  t.equal(await takeReturns(services), 1)
  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 planned server_refused 1'], ['lead0 planned']])
  stage.clock.now = '2026-03-02T09:15:00.000Z'
  await deliverDue(services, stage.partnershipId)

  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 sent 2'], ['lead0 sent']])
  t.equal(server.notifications.filter(({ to }) => to === lead).length, 2)
  t.equal(await takeReturns(services), 0, 'the copy that failed is known')
})

t.test('what another service sent with the same account is not ours', async (t) => {
  server.notifications.push({ id: 'x', reference: 'invoice 7', to: 'someone@example.org', subject: '', body: '', status: 'permanent-failure', created_at: '2026-03-02T09:00:00.000Z' })

  t.equal(await takeReturns(services), 0)
})
