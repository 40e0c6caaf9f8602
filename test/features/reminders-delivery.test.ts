import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { claimMessage } from '../../src/features/reminders/delivery-queries.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { plantAction } from '../support/plan.ts'
import { startProxy } from '../support/proxy.ts'
import { mailingApp, stageDelivery } from '../support/deliveries.ts'
import type { DeliveryStage } from '../support/deliveries.ts'

const app = await mailingApp(t)
const { db } = app

/** The clock goes on to the moment of the next attempt. */
async function nextAttempt ({ clock, partnershipId }: DeliveryStage): Promise<string> {
  const [row] = await db.rows<{ at: string }>(sql`select min(next_attempt_at) as at from reminder_messages where partnership_id = ${partnershipId} and state in ('planned', 'sending')`)
  clock.now = row?.at ?? clock.now
  return clock.now
}

t.test('whatever is due for an address goes out as one message, and is on the ledger as sent', async (t) => {
  const stage = await stageDelivery(app)
  for (const dueOn of ['2026-03-16', '2026-03-09', '2026-03-03']) await plantAction(db, stage, { dueOn, leadPersonId: stage.people.contributor })
  await stage.run()

  t.match(await stage.deliver(), { sent: 1, failed: 0 })

  t.match(stage.mail.received, [{ to: /^contributor@/, subject: '3 actions need your update: 3 due soon' }])
  t.strictSame([await stage.messages(), await stage.promises()], [['contributor sent 1'], Array(3).fill('contributor sent')])
  t.match(await stage.deliver(), { sent: 0 }, 'once')
})

t.test('an address that is refused for good fails alone: nine others go out, and the coordinators are told', async (t) => {
  const stage = await stageDelivery(app)
  const leads = await stage.leads(10)
  stage.mail.recipients.set(leads[3] ?? '', { code: 550, says: '5.1.1 No such user here' })
  await stage.run()

  t.match(await stage.deliver(), { sent: 9, failed: 1 })

  t.equal(new Set(stage.mail.received.map(({ to }) => to)).size, 9)
  t.ok((await stage.promises()).includes('lead3 failed address_refused'))
  t.match(await db.rows(sql`select address, reason from failed_addresses where partnership_id = ${stage.partnershipId}`), [{ address: leads[3], reason: 'address_refused' }])
  t.match(await db.rows(sql`select type, after from events where partnership_id = ${stage.partnershipId} and type = 'reminder.address_failed'`), [{ after: { reason: 'address_refused' } }])
})

t.test('a coordinator’s next digest lists the addresses that refuse messages, nobody else’s does', async (t) => {
  const stage = await stageDelivery(app)
  const [gone = ''] = await stage.leads(1)
  stage.mail.recipients.set(gone, { code: 550, says: '5.1.1 No such user here' })
  await stage.run()
  await stage.deliver()
  for (const leadPersonId of [stage.people.coordinator, stage.people.contributor]) await plantAction(db, stage, { dueOn: '2026-03-16', leadPersonId })
  stage.clock.now = '2026-03-03T09:00:00.000Z'
  await stage.run()
  await stage.deliver()

  t.strictSame(stage.mail.received.filter(({ text }) => text.includes(gone)).map(({ to }) => to.split('@', 1)[0]), ['coordinator'])
})

t.test('a coordinator for whom nothing is due is told of an address that refuses messages, once', async (t) => {
  const stage = await stageDelivery(app)
  const [gone = ''] = await stage.leads(1)
  stage.mail.recipients.set(gone, { code: 550, says: '5.1.1 No such user here' })
  await stage.run()
  await stage.deliver()
  stage.mail.received.length = 0
  for (let round = 1; round <= 2; round++) {
    await stage.run()
    await stage.deliver()
    stage.clock.now = '2026-03-03T09:00:00.000Z'
  }

  t.match(stage.mail.received.filter(({ to }) => to.startsWith('coordinator@')), [{ subject: 'Messages to colleagues come back', text: new RegExp(`MESSAGES COME BACK FROM\n${gone}`) }])
  t.equal(stage.mail.received.filter(({ to }) => to.startsWith('coordinator@')).length, 1)
})

t.test('a server that says 421 gets the message again in five minutes, under the same Message-ID', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  stage.mail.afterData.push({ code: 421, says: '4.3.2 Shutting down' })
  await stage.run()
  await stage.deliver()
  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 planned server_busy 1'], ['lead0 planned']])

  t.equal(await nextAttempt(stage), '2026-03-02T09:05:00.000Z')
  t.match(await stage.deliver(), { sent: 1 })

  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 sent 2'], ['lead0 sent']])
  t.equal(new Set(stage.mail.received.map(({ messageId }) => messageId)).size, 1)
})

t.test('a server that stays away is tried eight times over two days, and then the promise has failed', async (t) => {
  const stage = await stageDelivery(app)
  const [lead = ''] = await stage.leads(1)
  stage.mail.recipients.set(lead, { code: 451, says: '4.3.0 Try later' })
  await stage.run()
  const attempts = []
  for (let attempt = 1; attempt <= 8; attempt++) {
    attempts.push(await nextAttempt(stage))
    await stage.deliver()
  }

  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 failed server_busy 8'], ['lead0 failed server_busy']])
  t.equal(attempts.at(-1), '2026-03-04T08:20:00.000Z')
  t.strictSame(await db.rows(sql`select from failed_addresses where partnership_id = ${stage.partnershipId}`), [], 'the address is not to blame')
})

t.test('what was settled between planning and sending is not told, and the ledger says why', async (t) => {
  const stage = await stageDelivery(app)
  const lead = { leadPersonId: stage.people.contributor }
  const [ended, moved, stays] = [await plantAction(db, stage, { dueOn: '2026-03-09', ...lead }), await plantAction(db, stage, { dueOn: '2026-03-09', ...lead }), await plantAction(db, stage, { dueOn: '2026-03-09', ...lead })]
  await stage.run()
  await db.rows(sql`update actions set status = 'closed_not_delivered', closed_on = '2026-03-02', closure_reason = 'not_progressed' where id = ${ended.id}`)
  await db.rows(sql`update actions set due_on = '2026-06-30' where id = ${moved.id}`)
  await stage.deliver()

  t.match(stage.mail.received, [{ subject: '1 action needs your update: 1 due soon' }])
  t.match(await db.rows(sql`select subject_id as id, state, reason from reminders where partnership_id = ${stage.partnershipId} order by state, reason`),
    [{ id: stays.id, state: 'sent' }, { id: moved.id, state: 'skipped', reason: 'due_date_moved' }, { id: ended.id, state: 'skipped', reason: 'no_longer_open' }])
})

t.test('a message of which nothing stands any more is not sent', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  await stage.run()
  await db.rows(sql`update actions set due_on = '2026-06-30' where partnership_id = ${stage.partnershipId}`)

  t.match(await stage.deliver(), { sent: 0, skipped: 1 })

  t.strictSame([await stage.messages(), stage.mail.received], [['lead0 skipped nothing_stands 1'], []])
})

t.test('two senders at once send a message once', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(10)
  await stage.run()

  const counts = await Promise.all([stage.deliver(), stage.deliver(), stage.deliver()])

  t.equal(counts.reduce((total, { sent }) => total + sent, 0), 10)
  t.equal(stage.mail.received.length, 10)
})

t.test('what a killed sender left is taken up when its lease has run out, and not before', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  await stage.run()
  const [message] = await db.rows<{ id: string }>(sql`select id from reminder_messages where partnership_id = ${stage.partnershipId}`)
  await claimMessage(db, { partnershipId: stage.partnershipId, messageId: message?.id ?? '' }, { channel: 'email', now: stage.clock.now }) // and killed

  stage.clock.now = '2026-03-02T09:00:44.000Z'
  t.match(await stage.deliver(), { sent: 0 })
  stage.clock.now = '2026-03-02T09:00:45.000Z'
  t.match(await stage.deliver(), { sent: 1 })
  t.strictSame(await stage.messages(), ['lead0 sent 2'])
})

t.test('a database that goes while a message is written costs no attempt: it is taken up when its lease has run out', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  await stage.run()
  const proxy = await startProxy(t, app.services.config.databaseUrl ?? '')
  const database = openDatabase({ url: proxy.url, connections: 1 })
  t.teardown(async () => { await database.close() })
  let isWritten = false
  proxy.toServer = (bytes) => { isWritten ||= bytes.includes('reminder_links'); return bytes }
  proxy.toClient = (bytes, cut) => isWritten && bytes.includes('COMMIT\0') ? cut() : bytes

  await t.rejects(stage.deliver({ database }), { name: 'UnknownOutcome' })

  t.ok(isWritten)
  stage.clock.now = '2026-03-02T09:00:45.000Z'
  t.match(await stage.deliver(), { sent: 1 })
  t.strictSame(await stage.messages(), ['lead0 sent 2'])
})

t.test('a message that cannot be written holds up no other, and is given up in the end', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  await stage.run()
  const other = await stageDelivery(app)
  await other.leads(1)
  await other.run()
  await db.rows(sql`update partnerships set time_zone = 'Nowhere/Never' where id = ${stage.partnershipId}`)
  for (let attempt = 1; attempt <= 8; attempt++) {
    await nextAttempt(stage)
    await stage.deliver()
  }

  t.match(await other.deliver(), { sent: 1 })
  t.strictSame([await stage.messages(), await stage.promises()], [['lead0 failed not_written 8'], ['lead0 failed not_written']])
})
