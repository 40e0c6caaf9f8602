import t from 'tap'
import { actions } from '../../src/features/actions/tables.ts'
import { reminderStates } from '../../src/features/reminders/standing.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { updateSet } from '../../src/platform/database/sql.ts'
import { testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'
import type { ReminderStage } from '../support/reminders.ts'

const app = await testApp(t)
const { db } = app

/** What became of the reminder of an action that changed between planning and sending. */
async function withdrawalAfter (changed: (stage: ReminderStage, id: string) => Promise<unknown>): Promise<string | null | undefined> {
  const stage = await stageReminders(app)
  const { id } = await plantAction(db, stage, { status: 'in_progress', dueOn: '2026-03-05', leadPersonId: stage.people.contributor })
  await stage.run()
  await changed(stage, id)
  const [message] = await db.rows<{ id: string }>(sql`select id from reminder_messages where partnership_id = ${stage.partnershipId}`)
  const [reminder] = await reminderStates(db, stage.partnershipId, message?.id ?? '', stage.clock.now)
  return reminder?.withdrawal
}

async function change (id: string, changes: Parameters<typeof updateSet<typeof actions>>[1]): Promise<void> {
  await db.rows(sql`${updateSet(actions, changes)} where ${actions.id} = ${id}`)
}

t.test('a planned reminder stands while nothing has changed', async (t) => {
  t.equal(await withdrawalAfter(async () => {}), null)
  t.equal(await withdrawalAfter(async (_stage, id) => { await change(id, { percentComplete: 90, title: 'Another' }) }), null)
})

t.test('it is withdrawn when the action has ended, is paused or is handed in', async (t) => {
  t.equal(await withdrawalAfter(async (_stage, id) => { await change(id, { status: 'closed_not_delivered', closedOn: '2026-03-02', closureReason: 'merged' }) }), 'no_longer_open')
  t.equal(await withdrawalAfter(async (_stage, id) => { await change(id, { status: 'paused', resumeOn: '2026-05-01' }) }), 'no_longer_open')
  t.equal(await withdrawalAfter(async ({ people }, id) => { await change(id, { status: 'awaiting_sign_off', submittedOn: '2026-03-02', submittedById: people.contributor }) }), 'no_longer_open')
})

t.test('it is withdrawn when the due date has moved, and when its recipient has no part in it any more', async (t) => {
  t.equal(await withdrawalAfter(async (_stage, id) => { await change(id, { dueOn: '2026-04-30' }) }), 'due_date_moved')
  t.equal(await withdrawalAfter(async ({ people }, id) => { await change(id, { leadPersonId: people.scrutineer }) }), 'recipient_changed')
  t.equal(await withdrawalAfter(async ({ people }) => { await db.rows(sql`update people set active = false where id = ${people.contributor}`) }), 'recipient_changed')
})

t.test('it is withdrawn when it has been acknowledged', async (t) => {
  t.equal(await withdrawalAfter(async ({ clock, partnershipId }) => { await db.rows(sql`update reminders set acknowledged_at = ${clock.now} where partnership_id = ${partnershipId}`) }), 'acknowledged')
})
