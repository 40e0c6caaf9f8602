import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'
import type { ReminderStage } from '../support/reminders.ts'

const app = await testApp(t)
const { db } = app

async function preview ({ send }: ReminderStage, input: object = {}) {
  const { status, body } = await send('POST', '/v1/reminders/preview', input)
  const data = (body.data ?? []).map((row: { recipient: string, reminders: number, overdue: number, rungs: string[] }) => `${row.recipient.split('@', 1)[0]} ${row.reminders} ${row.overdue} ${row.rungs.join('+')}`)
  return { status, ...body, data }
}

t.test('a preview tells who would hear how much, and writes nothing', async (t) => {
  const stage = await stageReminders(app)
  for (const dueOn of ['2026-03-16', '2026-02-23', '2026-01-05']) await plantAction(db, stage, { dueOn, leadPersonId: stage.people.contributor })

  t.match(await preview(stage), { status: 200, asOf: '2026-03-02', sendOn: '2026-03-02', reminders: 7, total: 4, data: ['contributor 3 2 lead', 'duty 2 2 agency', 'coordinator 1 1 coordinator', 'director 1 1 senior_leader'] })
  t.strictSame(await stage.ledger(), [])
  const [{ written = -1 } = {}] = await db.rows<{ written: number }>(sql`select count(*) as written from reminder_messages where partnership_id = ${stage.partnershipId}`)
  t.equal(written, 0)
  t.match((await stage.run()).body, { planned: 7, messages: 4 }, 'and what it told is what is planned')
  t.match(await preview(stage), { reminders: 0, total: 0, data: [] })
})

t.test('a preview is repeated by its key like any POST, and needs no body', async (t) => {
  const { send } = await stageReminders(app)
  const key = { 'idempotency-key': 'preview-1' }
  const first = await send('POST', '/v1/reminders/preview', undefined, key)
  const again = await send('POST', '/v1/reminders/preview', {}, key)

  t.strictSame([first.status, first.headers.get('idempotency-replayed')], [200, null])
  t.strictSame([again.body, again.headers.get('idempotency-replayed')], [first.body, 'true'])
  t.equal((await send('POST', '/v1/reminders/preview', { asOf: '2026-03-03' }, key)).status, 422)
  t.equal((await send('POST', '/v1/reminders/preview', {}, { 'idempotency-key': 'a b' })).status, 400)
})

t.test('another policy can be tried out', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-31', leadPersonId: stage.people.contributor })

  t.match(await preview(stage), { total: 0 })
  t.match(await preview(stage, { policy: { steps: [{ days: -30, to: 'coordinator' }, { days: 0, every: 7, to: 'lead' }] } }), { data: ['contributor 1 0 lead', 'coordinator 1 0 coordinator'] })
  t.match(await preview(stage, { policy: { steps: [{ days: -30, to: 'lead' }] } }), { status: 422, errors: [{ pointer: '/steps' }] })
  t.match((await stage.send('GET', '/v1/reminder-policy')).body, { standard: true })
})

t.test('a later day shows what falls on it, given that the days between go as planned', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { dueOn: '2026-03-16', leadPersonId: stage.people.contributor })

  t.match(await preview(stage, { asOf: '2026-03-03' }), { total: 0 }, 'the step of day -14 will have gone out today')
  t.match(await preview(stage, { asOf: '2026-03-09' }), { sendOn: '2026-03-09', data: ['contributor 1 0 lead'] })
  t.match(await preview(stage, { asOf: '2026-03-14' }), { asOf: '2026-03-14', sendOn: '2026-03-16', data: ['contributor 1 0 lead'] }, 'a Saturday stands for its Monday')
  t.match(await preview(stage, { asOf: '2026-12-25' }), { sendOn: '2026-12-29' })
})

t.test('the past cannot be previewed, and only coordinators ask', async (t) => {
  const stage = await stageReminders(app)

  t.match(await preview(stage, { asOf: '2026-03-01' }), { status: 422, errors: [{ pointer: '/asOf' }] })
  t.equal((await preview(stage, { asOf: '2026-02-30' })).status, 400)
  t.equal((await stage.as('reviewer')('POST', '/v1/reminders/preview', {})).status, 403)
})
