import t from 'tap'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { planReminders } from '../../src/features/reminders/planning.ts'
import { createPartnership } from '../../src/features/partnerships/commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { newId } from '../../src/platform/ids.ts'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { composeServices } from '../../src/services.ts'
import { startMailServer } from '../support/mail-server.ts'
import { newDataDir } from './service.ts'
import { launchWorker } from './worker.ts'
import type { WorkerProcess } from './worker.ts'

const actions = 300
const workers = 3
const killEveryMs = 2_000

const dataDir = newDataDir(t)
const postgres = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '32MB' }, log: () => {} })
await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
const mail = await startMailServer(t)
mail.delayMs = 300 // so that a kill meets messages under way
const environment = { DATA_DIR: dataDir, DATABASE_URL: postgres.url, DATABASE_OWNER_URL: postgres.ownerUrl, SESSION_SECRET: 'only-for-tests-only-for-tests-only', SMTP_URL: mail.url, MAIL_FROM: 'reminders@partnership.example' }
const services = composeServices({ config: readConfig(environment), databaseUrl: postgres.url, connectionWaitMs: 20_000 })
const running: WorkerProcess[] = []
t.teardown(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  await Promise.all(running.map(async ({ ended }) => await ended))
  await services.close()
  await postgres.stop()
})

t.test('of three workers one is killed every two seconds, the database too: no message is lost, and none is sent under another id', async (t) => {
  const partnershipId = await plantOverdueActions()
  for (let count = 0; count < workers; count++) running.push(launchWorker(environment))
  const planned = await planReminders(services, { partnershipId, channel: 'email', sendWindow: 'ignored', by: systemCaller(partnershipId), requestId: 'test' })
  t.equal(planned.planned, actions * 3 + actions, 'each action is told to its lead, the agency, its senior leader and the coordinator')

  let kills = 0
  for (; kills < 5 && await count("state = 'sent'") < actions; kills++) {
    await pause(killEveryMs)
    const [victim] = running.splice(0, 1)
    victim?.child.kill('SIGKILL')
    if (kills === 2) process.kill(findPostmaster(clusterFolder(dataDir))?.pid ?? 0, 'SIGKILL')
    running.push(launchWorker(environment))
  }
  await letTheMinutePass()
  while (await count("state <> 'sent'") > 0) await pause(100)

  const messages = await ask<{ id: string, recipient: string }>('select id, recipient from reminder_messages')
  t.equal(messages.length, actions + 3, 'one message to each address')
  t.same(await ask("select count(*)::int as count from reminders where state <> 'sent'"), [{ count: 0 }], 'every promise is kept')
  t.same(await ask('select subject_id from reminders group by subject_id, step, due_on, recipient, channel having count(*) > 1'), [], 'and stands once on the ledger')
  const idsOf = new Map<string, Set<string>>()
  for (const { to, messageId } of mail.received) idsOf.set(to, (idsOf.get(to) ?? new Set()).add(messageId))
  t.same(new Map([...idsOf].map(([to, ids]) => [to, [...ids]])), new Map(messages.map(({ id, recipient }) => [recipient, [`<${id}@partnership.example>`]])), 'all copies of a message bear its one id')
  t.comment(`${kills} workers killed, ${mail.received.length - messages.length} copies too many`)
})

/** What waits for a killed worker's lease and silence to end need not be waited for here: both are moved a minute back. */
async function letTheMinutePass (): Promise<void> {
  await ask("update reminder_messages set next_attempt_at = next_attempt_at - interval '1 minute' where state <> 'sent'")
  await ask("update worker_heartbeats set beat_at = beat_at - interval '1 minute'")
  await ask("select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs where locked_at is null and key like 'reminder-message:%'")
}

async function count (condition: string): Promise<number> {
  const [row] = await ask<{ count: number }>(`select count(*)::int as count from reminder_messages where ${condition}`)
  return row?.count ?? 0
}

/** Asks as the owner, on a connection of its own; waits while the database is away. */
async function ask<Row = unknown> (text: string, values: unknown[] = []): Promise<Row[]> {
  for (;;) {
    const client = new pg.Client({ connectionString: postgres.ownerUrl })
    client.on('error', () => {})
    try {
      await client.connect()
      return (await client.query(text, values)).rows
    } catch (error) {
      if (error instanceof pg.DatabaseError && !['57P01', '57P02', '57P03'].includes(error.code ?? '')) throw error
      await pause(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** Each with a lead of its own, and overdue by 40 days. */
async function plantOverdueActions (): Promise<string> {
  const partnershipId = newId()
  const coordinator = { name: 'A coordinator', email: 'coordinator@partnership.example' }
  const acting = { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'test' }
  const { businessUnit } = await actAs(services, acting, async (work) => await createPartnership(work, { code: 'test', name: 'A partnership', coordinator }))
  await ask("update agencies set email = 'duty@unit.example', escalation_email = 'director@unit.example' where id = $1", [businessUnit.id])
  await ask(`with review as (insert into reviews (partnership_id, id, reference, title, kind, created_at, updated_at) values ($1, gen_random_uuid(), 'REVIEW', 'A review', 'rapid_review', now(), now()) returning id),
    recommendation as (insert into recommendations (partnership_id, id, review_id, reference, text, created_at, updated_at) select $1, gen_random_uuid(), id, 'R1', 'Do better.', now(), now() from review returning id),
    lead as (insert into people (partnership_id, id, agency_id, name, email, role, created_at, updated_at)
      select $1, gen_random_uuid(), $2, 'A lead', 'lead' || n || '@unit.example', 'contributor', now(), now() from generate_series(1, $3::int) n returning id)
    insert into actions (partnership_id, id, reference, title, priority, owner_agency_id, lead_person_id, recommendation_ids, due_on, original_due_on, created_at, updated_at)
    select $1, gen_random_uuid(), 'REVIEW/R1/A' || row_number() over (), 'An action', 'high', $2, lead.id, array[recommendation.id], current_date - 40, current_date - 40, now(), now() from lead, recommendation`,
  [partnershipId, businessUnit.id, actions])
  return partnershipId
}
