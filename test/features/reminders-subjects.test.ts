import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { evidence } from '../../src/features/evidence/tables.ts'
import { extensions } from '../../src/features/extensions/tables.ts'
import { impactReviews } from '../../src/features/impact-reviews/tables.ts'
import { measures, observations } from '../../src/features/measures/tables.ts'
import { milestones } from '../../src/features/milestones/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'
import { stageReminders } from '../support/reminders.ts'
import type { ReminderStage } from '../support/reminders.ts'

const app = await testApp(t)
const { db } = app

/** Who handed it in, on which day. */
function byline ({ partnershipId, people, agencies }: ReminderStage, day: string) {
  return { partnershipId, byPersonId: people.contributor, byAgencyId: agencies.csc, createdAt: `${day}T09:00:00.000Z`, updatedAt: `${day}T09:00:00.000Z` }
}

t.test('an action that has ended is not chased', async (t) => {
  const stage = await stageReminders(app)
  for (const status of ['completed', 'closed_not_delivered'] as const) await plantAction(db, stage, { status, dueOn: '2026-01-05' })

  t.match((await stage.run()).body, { planned: 0, alreadyPlanned: 0 })
})

t.test('a paused action is chased for its pause, not for its due date', async (t) => {
  const stage = await stageReminders(app)
  await plantAction(db, stage, { status: 'paused', dueOn: '2026-01-05', resumeOn: '2026-03-09', leadPersonId: stage.people.contributor })
  await stage.run()
  t.strictSame(await stage.ledger(), ['contributor -7 pause'])
  stage.clock.now = '2026-04-08T08:00:00.000Z'
  await stage.run()

  t.strictSame(await stage.ledger('now'), ['contributor 30 pause', 'coordinator 30 pause', 'director 28 pause', 'duty 7 pause'], 'a pause that never ends climbs the ladder like anything else')
})

t.test('what waits for sign-off is chased with those who may give it, due 14 days after it was handed in', async (t) => {
  const stage = await stageReminders(app)
  const { contributor } = stage.people
  await plantAction(db, stage, { status: 'awaiting_sign_off', dueOn: '2026-01-05', submittedOn: '2026-02-16', submittedById: contributor, submittedByAgencyId: stage.agencies.csc, ownerAgencyIdWhenSubmitted: stage.agencies.csc, leadPersonId: contributor })
  await stage.run()
  t.strictSame(await stage.ledger(), ['reviewer 0 sign_off'])

  await db.rows(sql`update people set agency_id = ${stage.agencies.csc} where id = ${stage.people.reviewer}`)
  await stage.run()
  t.strictSame(await stage.ledger(), ['coordinator 0 sign_off', 'reviewer 0 sign_off'], 'a reviewer with a part in it is passed over')
})

t.test('a request for an extension is chased from the day on which it is made, due after 7 days', async (t) => {
  const stage = await stageReminders(app)
  const { id: actionId } = await plantAction(db, stage, { dueOn: '2026-06-30' })
  await db.rows(insertInto(extensions, { ...byline(stage, '2026-02-23'), id: newId(), actionId, dueOnBefore: '2026-06-30', proposedDueOn: '2026-07-31', reason: 'x', interimRiskControl: 'x', ownerAgencyIdWhenRequested: stage.agencies.csc }))
  await stage.run()
  t.strictSame(await stage.ledger(), ['reviewer 0 extension'])
  const { body: { data: [reminder] } } = await stage.send('GET', '/v1/reminders')
  t.match(reminder, { actionId, dueOn: '2026-03-02' })

  await db.rows(sql`update actions set status = 'closed_not_delivered', closed_on = '2026-03-02', closure_reason = 'merged' where id = ${actionId}`)
  stage.clock.now = '2026-03-09T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 0, alreadyPlanned: 0 }, 'of an action that has ended there is nothing to decide')
  await db.rows(sql`update actions set status = 'not_started', closed_on = null, closure_reason = null where id = ${actionId}`)
  await db.rows(sql`update extensions set state = 'declined', decided_by_id = ${stage.people.reviewer}, decided_by_agency_id = ${stage.agencies.police}, owner_agency_id_when_decided = ${stage.agencies.csc}, decided_at = now()`)
  stage.clock.now = '2026-05-01T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 0 })
})

t.test('evidence of the present round is chased until it is assessed; that of an action that has ended is not', async (t) => {
  const stage = await stageReminders(app)
  const piece = { kind: 'output', title: 'x', effectiveOn: '2026-02-01', form: 'statement', statement: 'x', mediaType: 'text/plain', size: 1, sha256: 'x', scan: 'skipped', ownerAgencyIdWhenSubmitted: stage.agencies.csc } as const
  const [open, reopened] = [await plantAction(db, stage, { dueOn: '2026-06-30' }), await plantAction(db, stage, { dueOn: '2026-06-30', reopenings: 1 })]
  const ended = await plantAction(db, stage, { status: 'closed_not_delivered' })
  for (const { id: actionId } of [open, reopened, ended]) await db.rows(insertInto(evidence, { ...byline(stage, '2026-02-16'), ...piece, id: newId(), actionId, round: 0 }))
  await stage.run()

  t.strictSame(await stage.ledger(), ['reviewer 0 evidence'])
})

t.test('a completed action is chased for its impact review, with reviewers of other agencies', async (t) => {
  const stage = await stageReminders(app)
  const { id: actionId } = await plantAction(db, stage, { status: 'completed', submittedById: stage.people.contributor, submittedByAgencyId: stage.agencies.csc })
  const written = { createdAt: stage.clock.now, updatedAt: stage.clock.now }
  for (const dueOn of ['2026-03-09', '2026-09-09']) await db.rows(insertInto(impactReviews, { partnershipId: stage.partnershipId, id: newId(), actionId, round: 0, dueOn, ...written }))
  await stage.run()
  t.strictSame(await stage.ledger(), ['reviewer -7 impact_review'])

  await db.rows(sql`update actions set status = 'in_progress', reopenings = 1, completed_on = null, assurance = null, sign_off_id = null, closure_reason = null where id = ${actionId}`)
  stage.clock.now = '2026-03-09T09:00:00.000Z'
  t.match((await stage.run()).body, { planned: 0 })
})

t.test('a milestone is told to the lead while the work is under way', async (t) => {
  const stage = await stageReminders(app)
  const written = { createdAt: stage.clock.now, updatedAt: stage.clock.now }
  for (const status of ['in_progress', 'paused'] as const) {
    const { id: actionId } = await plantAction(db, stage, { status, dueOn: '2026-06-30', leadPersonId: stage.people.contributor })
    for (const [dueOn, completedOn] of [['2026-02-02', null], ['2026-02-02', '2026-02-01']] as const) await db.rows(insertInto(milestones, { partnershipId: stage.partnershipId, id: newId(), actionId, title: 'x', dueOn, completedOn, ...written }))
  }
  await stage.run()

  t.strictSame(await stage.ledger(), ['contributor 28 milestone'])
})

t.test('a missing observation is asked of the agency that owes it, one period at a time', async (t) => {
  const stage = await stageReminders(app)
  const { id: recommendationId } = await plantRecommendation(db, stage)
  const measureId = newId()
  await db.rows(insertInto(measures, { partnershipId: stage.partnershipId, id: measureId, recommendationId, name: 'x', unit: '%', direction: 'higher_is_better', frequency: 'monthly', ownerAgencyId: stage.agencies.csc, createdAt: '2026-01-10T09:00:00.000Z', updatedAt: stage.clock.now }))
  await stage.run()
  const { body: { data: [reminder] } } = await stage.send('GET', '/v1/reminders')
  t.match(reminder, { subjectType: 'observation', subjectId: measureId, actionId: null, period: '2026-01', dueOn: '2026-02-14', recipient: 'duty@csc.example', step: 14 })

  await db.rows(insertInto(observations, { ...byline(stage, '2026-03-02'), measureId, period: '2026-01', startsOn: '2026-01-01', value: 1 }))
  stage.clock.now = '2026-03-05T09:00:00.000Z'
  await stage.run()
  const { body: { data } } = await stage.send('GET', '/v1/reminders?sort=-createdAt')
  t.match(data[0], { period: '2026-02', dueOn: '2026-03-14', step: -14 })
})
