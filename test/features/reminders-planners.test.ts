import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { planReminders } from '../../src/features/reminders/planning.ts'
import type { PlanCounts } from '../../src/features/reminders/planning.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { newId } from '../../src/platform/ids.ts'
import { composeServices } from '../../src/services.ts'
import type { Services } from '../../src/services.ts'
import { testApp } from '../support/app.ts'
import { patient } from '../support/patient.ts'
import { plantRecommendation } from '../support/plan.ts'
import { countStatements } from '../support/statements.ts'
import { stageReminders } from '../support/reminders.ts'
import type { ReminderStage } from '../support/reminders.ts'

const app = await testApp(t)
const { db, services } = app

/** So many actions that are a week late, on one recommendation. */
async function plantMany (stage: ReminderStage, count: number): Promise<void> {
  const { id } = await plantRecommendation(db, stage)
  await db.rows(sql`insert into actions (partnership_id, id, reference, title, priority, owner_agency_id, recommendation_ids, lead_person_id, due_on, original_due_on, created_at, updated_at)
    select ${stage.partnershipId}, made.id, made.id::text, 'An action', 'low', ${stage.agencies.csc}, array[${id}::uuid], ${stage.people.contributor}, '2026-02-23'::date + (number % 2)::int, '2026-02-23', now(), now()
    from unnest(${sql.param(Array.from({ length: count }, newId))}::uuid[]) with ordinality as made (id, number)`)
}

async function plan (by: Pick<Services, 'clock' | 'database'>, { partnershipId }: ReminderStage): Promise<PlanCounts> {
  return await planReminders(by, { partnershipId, channel: 'outbox', sendWindow: 'observed', by: systemCaller(partnershipId), requestId: 'x' })
}

t.test('of three planners at work on 1,000 actions and 3 rungs, each with its own pool, every step is planned once and told once', async (t) => {
  const stage = await stageReminders(app)
  await db.rows(sql`update people set deputy_id = ${stage.people.scrutineer} where id = ${stage.people.contributor}`)
  stage.clock.now = '2026-03-03T09:00:00.000Z'
  await plantMany(stage, 1_000)
  const others = [1, 2].map(() => composeServices({ config: services.config, databaseUrl: services.config.databaseUrl ?? '', clock: services.clock, ...patient }))
  t.teardown(async () => { await Promise.all(others.map(async (each) => { await each.close() })) })

  const runs = await Promise.all([services, ...others].map(async (each) => await plan(each, stage)))

  t.equal(runs.reduce((sum, { planned }) => sum + planned, 0), 3_000)
  for (const { planned, alreadyPlanned, postponed } of runs) t.equal(planned + alreadyPlanned + postponed, 3_000)
  const [counts] = await db.rows<{ entries: number, messages: number, told: number }>(sql`select
    (select count(*) from reminders where partnership_id = ${stage.partnershipId} and message_id is not null) as entries,
    (select count(*) from reminder_messages where partnership_id = ${stage.partnershipId}) as messages,
    (select count(*) from events where partnership_id = ${stage.partnershipId} and type = 'reminder.due') as told`)
  t.strictSame(counts, { entries: 3_000, messages: 3, told: 2_000 }, 'one step of day 1 and one of day 7 for each action')
})

t.test('a run takes page after page, and loses nothing between them', async (t) => {
  const stage = await stageReminders(app)
  await plantMany(stage, 4_001)

  t.match((await stage.run()).body, { planned: 8_002, messages: 2 })
  t.match((await stage.run()).body, { planned: 0, alreadyPlanned: 8_002 })
  t.match((await stage.send('POST', '/v1/reminders/preview', { asOf: '2026-03-03' })).body, { total: 2 })
})

t.test('the statements of a page do not grow with what is on it', async (t) => {
  const stage = await stageReminders(app)
  const statements = countStatements(services.database.pool, (text) => !tellsScope.test(text))
  const asked = async (): Promise<number> => { statements.sent = 0; await plan(services, stage); return statements.sent }
  await plantMany(stage, 10)
  const few = await asked()
  await plantMany(stage, 900)

  t.ok(few > 0, 'statements were counted')
  t.equal(await asked(), few)
})

// Each connection is told once for whom it asks; how many there are is not the page's doing.
const tellsScope = /set_config/
