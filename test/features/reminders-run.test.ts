import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { actions } from '../../src/features/actions/tables.ts'
import { reminderStates } from '../../src/features/reminders/standing.ts'
import { failedAddresses } from '../../src/features/reminders/tables.ts'
import { insertInto, updateSet } from '../../src/platform/database/sql.ts'
import { testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'

const app = await testApp(t)
const { db } = app

t.test('what is due is planned once, whoever asks and however often', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-16', leadPersonId: stage.people.contributor })
  await plantAction(db, stage, { dueOn: '2026-03-17', leadPersonId: stage.people.contributor })

  t.match(await stage.run(), { status: 202, body: { planned: 1, alreadyPlanned: 0, postponed: 0, messages: 1, closedBecause: null } })
  t.match(await stage.run(), { status: 202, body: { planned: 0, alreadyPlanned: 1, postponed: 0, messages: 0, closedBecause: null } })
  const { body: { data } } = await stage.send('GET', '/v1/reminders')
  t.match(data, [{ subjectType: 'action', subjectId: id, actionId: id, period: null, step: -14, rung: 'lead', dueOn: '2026-03-16', recipient: /^contributor@/, channel: 'outbox', createdAt: stage.clock.now }])
  t.equal(data.length, 1)
})

t.test('an outside scheduler need send no body', async (t) => {
  const { send } = await stageReminders(app)

  for (const [path, status] of [['/v1/reminders/run', 202], ['/v1/reminders/preview', 200]] as const) t.match(await send('POST', path), { status }, path)
  t.match(await send('POST', '/v1/reviews'), { status: 400 }, 'where something has to be said, a body has to be there')
})

t.test('a run whose headers are malformed does not begin', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-16', leadPersonId: stage.people.contributor })

  for (const headers of [{ 'idempotency-key': 'a b' }, { 'if-match': 'x' }, { 'privacy-override': 'no' }] as const) {
    t.equal((await stage.send('POST', '/v1/reminders/run', {}, headers)).status, 400)
  }
  t.strictSame(await stage.ledger(), [])
})

t.test('an address has one message a day, whatever it holds', async (t) => {
  const stage = await stageReminders(app)
  for (const dueOn of ['2026-03-16', '2026-03-09', '2026-02-20']) await plantAction(db, stage, { dueOn, leadPersonId: stage.people.contributor })

  t.match((await stage.run()).body, { planned: 4, messages: 2 })
  const messages = await db.rows<{ recipient: string, reminders: number }>(sql`
    select split_part(m.recipient, '@', 1) as recipient, count(*) as reminders from reminder_messages m join reminders r on r.message_id = m.id
    where m.partnership_id = ${stage.partnershipId} group by m.recipient order by m.recipient`)
  t.strictSame(messages, [{ recipient: 'contributor', reminders: 3 }, { recipient: 'duty', reminders: 1 }])
})

t.test('a step is told as one event, to however many it goes', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-01-21', leadPersonId: stage.people.contributor })
  await stage.run()
  await stage.run()

  const events = await db.rows<{ after: object }>(sql`select after from events where type = 'reminder.due' and subject_id = ${id} order by (after ->> 'step')::int`)
  const fact = { chasedFor: 'action', actionId: id, dueOn: '2026-01-21' }
  t.strictSame(events.map(({ after }) => after), [{ ...fact, step: 7, rung: 'agency' }, { ...fact, step: 28, rung: 'senior_leader' }, { ...fact, step: 30, rung: 'coordinator' }])
})

t.test('a new lead, a new due date and a new owner arm the ladder anew', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-02-23', leadPersonId: stage.people.contributor })
  const plannedAfter = async (now: string, changes: Parameters<typeof updateSet<typeof actions>>[1]) => {
    stage.clock.now = now
    await db.rows(sql`${updateSet(actions, changes)} where ${actions.id} = ${id}`)
    await stage.run()
    return await stage.ledger('now')
  }
  await db.rows(sql`update agencies set email = 'duty@housing.example' where id = ${stage.agencies.housing}`)
  await stage.run()

  t.strictSame(await plannedAfter('2026-03-03T09:00:00.000Z', { leadPersonId: stage.people.scrutineer }), ['scrutineer 7 action'])
  t.strictSame(await plannedAfter('2026-03-03T10:00:00.000Z', { dueOn: '2026-03-10' }), ['scrutineer -7 action'])
  t.strictSame(await plannedAfter('2026-03-17T09:00:00.000Z', { percentComplete: 5 }), ['duty 7 action', 'scrutineer 7 action'])
  t.strictSame(await plannedAfter('2026-03-17T10:00:00.000Z', { ownerAgencyId: stage.agencies.housing }), ['duty 7 action'])
})

t.test('after ten days without a worker each hears the present step once, and nothing is lost', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  stage.clock.now = '2026-03-12T12:00:00.000Z' // and three hours after the send hour

  t.match((await stage.run()).body, { planned: 2, closedBecause: null })
  t.strictSame(await stage.ledger('now'), ['contributor 7 action', 'duty 7 action'])
})

t.test('outside the send window nothing is planned, unless it is to be ignored', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  const closed = async (now: string) => { stage.clock.now = now; return (await stage.run()).body.closedBecause }

  t.equal(await closed('2026-03-02T08:59:59.000Z'), 'before_send_time')
  t.equal(await closed('2026-03-07T12:00:00.000Z'), 'weekend')
  t.equal(await closed('2026-12-28T12:00:00.000Z'), 'bank_holiday')
  t.strictSame(await stage.ledger(), [])
  t.match((await stage.run({ ignoreSendWindow: true })).body, { closedBecause: null, planned: 4 })
})

t.test('what comes up after the digest of the day has gone waits for the next', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  await db.rows(sql`update reminder_messages set state = 'sent', sent_at = ${stage.clock.now} where partnership_id = ${stage.partnershipId}`)
  await plantAction(db, stage, { dueOn: '2026-03-06', leadPersonId: stage.people.contributor })

  t.match((await stage.run()).body, { planned: 1, alreadyPlanned: 1, postponed: 1, messages: 1 }, 'it is on the ledger')
  t.match((await stage.run()).body, { planned: 0, alreadyPlanned: 2, postponed: 0 }, 'once')
  t.strictSame(await db.rows(sql`select send_on, next_attempt_at as at from reminder_messages where partnership_id = ${stage.partnershipId} and state = 'planned'`),
    [{ send_on: '2026-03-03', at: '2026-03-03T09:15:00.000Z' }], 'after the plan of that day has had its time')
})

t.test('what waited over the weekend goes out with what is due by then, and once of each thing', async (t) => {
  const stage = await stageReminders(app)
  stage.clock.now = '2026-03-06T09:00:00.000Z' // a Friday
  await plantAction(db, stage, { dueOn: '2026-03-20', leadPersonId: stage.people.contributor })
  await stage.run()
  await db.rows(sql`update reminder_messages set state = 'sent', sent_at = ${stage.clock.now} where partnership_id = ${stage.partnershipId}`)
  for (const dueOn of ['2026-03-07', '2026-03-13']) await plantAction(db, stage, { dueOn, leadPersonId: stage.people.contributor })
  await stage.run()
  stage.clock.now = '2026-03-09T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 2, postponed: 0 })

  const [message] = await db.rows<{ id: string }>(sql`select id from reminder_messages where partnership_id = ${stage.partnershipId} and send_on = '2026-03-09' and recipient like 'contributor@%' and next_attempt_at = ${stage.clock.now}`)
  const states = await reminderStates(db, stage.partnershipId, message?.id ?? '', stage.clock.now)
  t.strictSame(states.map(({ step, withdrawal }) => `${step} ${withdrawal}`).sort(), ['-1 overtaken', '-7 null', '1 null'])
})

t.test('no digest goes before its run has ended', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()

  const [message] = await db.rows<{ next: string }>(sql`select next_attempt_at as next from reminder_messages where partnership_id = ${stage.partnershipId}`)
  t.equal(message?.next, stage.clock.now, 'it was held back, and let go')
})

t.test('an address that failed and an agency that has ended are passed over, upwards', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  const [{ email = '' } = {}] = await db.rows<{ email: string }>(sql`select upper(email) as email from people where id = ${stage.people.contributor}`)
  await db.rows(insertInto(failedAddresses, { partnershipId: stage.partnershipId, address: email, reason: 'address_refused', since: stage.clock.now }))

  await stage.run()
  t.strictSame(await stage.ledger(), ['duty -7 action'])
  await db.rows(sql`update agencies set valid_to = '2026-03-01', successor_id = ${stage.agencies.housing} where id = ${stage.agencies.csc}`)
  await db.rows(sql`update agencies set escalation_email = 'leader@housing.example' where id = ${stage.agencies.housing}`)
  await stage.run()
  t.strictSame(await stage.ledger(), ['duty -7 action', 'leader -7 action'])
})

t.test('a run asked for twice with the same key is answered alike; only coordinators ask', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-16', leadPersonId: stage.people.contributor })
  const ask = async () => await stage.send('POST', '/v1/reminders/run', {}, { 'idempotency-key': 'cron-1' })

  const [first, second] = [await ask(), await ask()]

  t.match([first.status, second.status, second.headers.get('idempotency-replayed')], [202, 202, 'true'])
  t.strictSame(second.body, first.body)
  t.equal((await stage.as('contributor')('POST', '/v1/reminders/run', {})).status, 403)
  t.equal((await stage.send('POST', '/v1/reminders/run', { ignoreSendWindows: true })).status, 400)
})
