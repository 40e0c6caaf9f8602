import t from 'tap'
import { reminders } from '../../src/features/reminders/tables.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { updateSet } from '../../src/platform/database/sql.ts'
import { testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'
import type { ReminderStage } from '../support/reminders.ts'

const app = await testApp(t)
const { db } = app

async function explain ({ as }: ReminderStage, id: string) {
  const { body } = await as('contributor')('GET', `/v1/actions/${id}/reminders`)
  const next: string[] = body.next.map((step: { on: string, step: number, to: string, subjectType: string }) => `${step.on} ${step.to} ${step.step} ${step.subjectType}`)
  return { ...body, next, why: body.why.map(({ code }: { code: string }) => code) }
}

t.test('an action tells what was sent, what is planned, what was not sent and what comes next', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  t.match(await explain(stage, id), { sent: [], planned: [{ step: -7, actionId: id }], notSent: [], why: [] })
  await db.rows(sql`${updateSet(reminders, { state: 'sent', sentAt: stage.clock.now })} where ${reminders.actionId} = ${id}`)
  stage.clock.now = '2026-03-03T09:00:00.000Z'

  const { sent, planned, next } = await explain(stage, id)
  t.match([sent, planned], [[{ step: -7, state: 'sent' }], []])
  t.strictSame(next.slice(0, 7), [
    '2026-03-04 lead -1 action', '2026-03-05 lead 0 action', '2026-03-06 lead 1 action', '2026-03-06 agency 1 action',
    '2026-03-12 lead 7 action', '2026-03-12 agency 7 action', '2026-03-19 lead 14 action'
  ], 'without a deputy, that step climbs to the agency')
  t.ok(next.includes('2026-04-07 coordinator 30 action'), 'the thirtieth day is Easter Saturday; the next working day is Tuesday')
})

t.test('it says why nothing was sent', async (t) => {
  const stage = await stageReminders(app)
  const why = async (facts: Parameters<typeof plantAction>[2]) => (await explain(stage, (await plantAction(db, stage, { leadPersonId: stage.people.contributor, ...facts })).id)).why
  const { housing } = stage.agencies

  t.strictSame(await why({ dueOn: '2026-06-30' }), ['not_yet_due'])
  t.strictSame(await why({ dueOn: '2026-06-30', leadPersonId: null, ownerAgencyId: housing }), ['no_lead', 'no_agency_address', 'not_yet_due'])
  t.strictSame(await why({ status: 'paused', resumeOn: '2026-06-30', dueOn: '2026-01-05' }), ['paused', 'not_yet_due'])
  t.strictSame(await why({ status: 'completed' }), ['completed'])
  t.strictSame(await why({ status: 'closed_not_delivered' }), ['closed'])
  stage.clock.now = '2026-03-07T12:00:00.000Z'
  t.strictSame(await why({ dueOn: '2026-03-05' }), ['weekend'])
  stage.clock.now = '2026-12-28T12:00:00.000Z'
  t.strictSame(await why({ dueOn: '2026-12-25' }), ['bank_holiday'])
  stage.clock.now = '2026-12-29T08:00:00.000Z'
  t.strictSame(await why({ dueOn: '2026-12-25' }), ['before_send_time'])
})

t.test('what is due when the digest of the day has gone waits for the next, and says so', async (t) => {
  const stage = await stageReminders(app)
  const facts = { dueOn: '2026-03-16', leadPersonId: stage.people.contributor }
  await plantAction(db, stage, facts)
  await stage.run()
  await db.rows(sql`update reminder_messages set state = 'sent', sent_at = now(), attempts = 1 where partnership_id = ${stage.partnershipId}`)
  const { id } = await plantAction(db, stage, facts)
  t.strictSame([(await explain(stage, id)).next[0], (await explain(stage, id)).why], ['2026-03-03 lead -14 action', ['digest_sent']])

  t.match((await stage.run()).body, { planned: 1, postponed: 1 })
  t.match(await explain(stage, id), { planned: [{ step: -14, state: 'planned' }], next: ['2026-03-09 lead -7 action'], why: ['digest_sent'] })
  t.match((await stage.send('POST', '/v1/reminders/preview', { asOf: '2026-03-03' })).body, { reminders: 1 }, 'and the preview of that day has it')
  stage.clock.now = '2026-03-03T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 0, alreadyPlanned: 2 })
})

t.test('what was planned and no longer stands is told as skipped, before its hour comes', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  await db.rows(sql`update actions set status = 'closed_not_delivered', closed_on = '2026-03-02', closure_reason = 'merged' where id = ${id}`)

  t.match(await explain(stage, id), { planned: [], notSent: [{ step: -7, state: 'skipped', reason: 'no_longer_open', nextAttemptAt: null }], why: ['closed'] })
})

t.test('an address that failed is named, but not shown', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await db.rows(sql`insert into failed_addresses (partnership_id, address, reason, since) select partnership_id, email, 'address_refused', now() from people where id = ${stage.people.contributor}`)

  const { body } = await stage.send('GET', `/v1/actions/${id}/reminders`)
  t.match(body.why, [{ code: 'address_failed', message: /^The address of the lead refused a message/ }])
  t.notMatch(JSON.stringify(body.why), /@/)
})

t.test('an acknowledged step pauses that step only: the ladder goes on at the next', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  await db.rows(sql`${updateSet(reminders, { state: 'sent', sentAt: stage.clock.now, acknowledgedAt: stage.clock.now })} where ${reminders.actionId} = ${id}`)

  const { body } = await stage.send('GET', `/v1/actions/${id}/reminders`)
  t.match(body.why, [{ code: 'acknowledged', message: 'The step of day -7 was acknowledged; the ladder goes on, next on 2026-03-04.' }])
  stage.clock.now = '2026-03-04T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 1 })
})

t.test('the ledger is read in pages, by filter, and by those who may see the action', async (t) => {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { dueOn: '2026-01-21', leadPersonId: stage.people.scrutineer })
  await plantAction(db, stage, { dueOn: '2026-03-05', ownerAgencyId: stage.agencies.housing, leadPersonId: stage.people.scrutineer, restricted: true })
  await stage.run()

  const first = await stage.send('GET', '/v1/reminders?limit=3&count=true')
  const second = await stage.send('GET', `/v1/reminders?limit=3&cursor=${first.body.nextCursor}`)
  t.match([first.body.total, first.body.data.length, second.body.data.length, second.body.nextCursor], [5, 3, 2, null])
  const count = async (query: string, role: 'contributor' | 'coordinator' = 'coordinator') => (await stage.as(role)('GET', `/v1/reminders?count=true&${query}`)).body.total
  t.equal(await count('', 'contributor'), 4, 'not what is restricted')
  t.strictSame([await count(`actionId=${id}`), await count('state=sent,failed'), await count('subjectType=action'), await count('recipient=Duty@csc.example')], [4, 0, 5, 1])
  t.equal((await stage.as('viewer')('GET', '/v1/reminders')).status, 403)
  t.equal((await stage.send('GET', '/v1/reminders?recipients=x')).status, 400)
})

t.test('a hidden action, another partnership’s and an unknown one have no reminders', async (t) => {
  const [stage, other] = [await stageReminders(app), await stageReminders(app)]
  const hidden = await plantAction(db, stage, { ownerAgencyId: stage.agencies.housing, restricted: true })

  t.equal((await stage.as('contributor')('GET', `/v1/actions/${hidden.id}/reminders`)).status, 404)
  t.equal((await other.send('GET', `/v1/actions/${hidden.id}/reminders`)).status, 404)
  t.equal((await stage.as('viewer')('GET', `/v1/actions/${(await plantAction(db, stage)).id}/reminders`)).status, 403)
})
