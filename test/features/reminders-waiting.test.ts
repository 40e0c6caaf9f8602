import t from 'tap'
import { deliverDue } from '../../src/features/reminders/delivery.ts'
import type { DeliveryCounts } from '../../src/features/reminders/delivery.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { outboxMailer } from '../../src/platform/mail/outbox.ts'
import { plantAction } from '../support/plan.ts'
import { mailingApp, stageDelivery } from '../support/deliveries.ts'
import type { DeliveryStage } from '../support/deliveries.ts'

const app = await mailingApp(t)
const { db, services } = app
const busy = { code: 451, says: '4.3.0 Try later' }

/** What a process sends that has no mail server. */
async function deliverToFiles ({ partnershipId }: DeliveryStage): Promise<DeliveryCounts> {
  const mailer = outboxMailer({ dataDir: services.config.dataDir, from: 'reminders@partnership.example' })
  return await deliverDue({ ...services, mailer, log: makeLogger('silent') }, partnershipId)
}

t.test('a message that could not be delivered says why, how often it was tried, and when it is tried again', async (t) => {
  const stage = await stageDelivery(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-09', leadPersonId: stage.people.contributor })
  await stage.run()
  const planned = async () => (await stage.send('GET', `/v1/actions/${id}/reminders`)).body
  t.match(await planned(), { planned: [{ state: 'planned', reason: null, sendOn: '2026-03-02', attempts: 0, nextAttemptAt: '2026-03-02T09:00:00.000Z' }], why: [] })
  stage.mail.afterData.push(busy)
  await stage.deliver()

  t.match(await planned(), { planned: [{ state: 'planned', reason: 'server_busy', sendOn: '2026-03-02', attempts: 1, nextAttemptAt: '2026-03-02T09:05:00.000Z' }] })
  t.match((await planned()).why, [{ code: 'delivery_delayed', message: 'A message about it could not be delivered yet (server busy), after 1 attempt; it is tried again from 2026-03-02 09:05 on.' }])
  stage.clock.now = '2026-03-02T09:05:00.000Z'
  await stage.deliver()
  t.match(await planned(), { planned: [], sent: [{ reason: null, attempts: 2, nextAttemptAt: null, sentAt: stage.clock.now }], why: [] })
})

t.test('what could not be delivered until the next step came is told by that step alone', async (t) => {
  const stage = await stageDelivery(app)
  await plantAction(db, stage, { dueOn: '2026-03-03', leadPersonId: stage.people.contributor })
  stage.mail.afterData.push(busy)
  await stage.run()
  await stage.deliver()
  stage.mail.received.length = 0
  stage.clock.now = '2026-03-03T09:00:00.000Z'
  await stage.run()

  t.match(await stage.deliver(), { sent: 1, skipped: 1 })
  t.match(stage.mail.received, [{ subject: '1 action needs your update: 1 due soon', text: /Due today/ }])
  t.strictSame(await stage.promises(), ['contributor skipped overtaken', 'contributor sent'])
})

t.test('what has reached somebody by one way is not told again by another', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(3)
  await stage.run()
  await stage.deliver()

  t.match(await stage.planBy('notify'), { planned: 0, alreadyPlanned: 3 })
  t.match(await stage.planBy('outbox'), { planned: 0, alreadyPlanned: 3 })
})

t.test('what lies in the outbox nobody need have read: a mail server that comes tells it', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(2)
  await stage.planBy('outbox')
  t.match(await deliverToFiles(stage), { sent: 2 })

  t.match((await stage.run()).body, { planned: 2, postponed: 0 })
  t.match(await stage.deliver(), { sent: 2 }, 'on the same day')
  t.match((await stage.run()).body, { planned: 0 })
})

t.test('a process without a mail server leaves alone what waits for one', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(2)
  await stage.run()

  t.match(await deliverToFiles(stage), { sent: 0, skipped: 0, planned: 0, failed: 0 })
  t.match(await stage.deliver(), { sent: 2 })
})

t.test('what waits for a way that nobody has taken for a week is given up, and told by the way that there is', async (t) => {
  const stage = await stageDelivery(app)
  await plantAction(db, stage, { dueOn: '2026-03-09', leadPersonId: stage.people.contributor })
  await stage.run()
  stage.clock.now = '2026-03-09T09:00:00.000Z'
  t.match(await stage.planBy('outbox'), { planned: 1 })
  t.strictSame(await stage.promises(), ['contributor planned', 'contributor planned'], 'a week is not over')
  stage.clock.now = '2026-03-10T09:00:00.000Z'
  t.match(await stage.planBy('outbox'), { planned: 2 }, 'to the lead, and to their agency for want of a deputy')

  t.strictSame((await db.rows<{ line: string }>(sql`select concat_ws(' ', step, channel, state, reason) as line from reminders where partnership_id = ${stage.partnershipId} and recipient like 'contributor@%' order by step`)).map(({ line }) => line),
    ['-7 email skipped channel_changed', '0 outbox planned', '1 outbox planned'])
  t.match(await db.rows(sql`select after from events where partnership_id = ${stage.partnershipId} and type = 'reminder.skipped'`), [{ after: { channel: 'email', reason: 'channel_changed', personId: stage.people.contributor } }])
  t.match(await stage.deliver(), { sent: 0, skipped: 0 })
})
