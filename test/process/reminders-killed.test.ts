import t from 'tap'
import { setTimeout as pause } from 'node:timers/promises'
import { planReminders } from '../../src/features/reminders/planning.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { composeServices } from '../../src/services.ts'
import { startMailServer } from '../support/mail-server.ts'
import { plantOverdueActions } from '../support/overdue-actions.ts'
import { askAsOwner } from '../support/owner.ts'
import { patient } from '../support/patient.ts'
import { folderWithCluster } from '../support/prepared-folder.ts'
import { launchWorker } from './worker.ts'
import type { WorkerProcess } from './worker.ts'

const actions = 300
const workers = 3
const killEveryMs = 2_000

const dataDir = await folderWithCluster(t)
const postgres = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '32MB' }, log: () => {} })
await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
const mail = await startMailServer(t)
mail.delayMs = 300 // so that a kill meets messages under way
const environment = { DATA_DIR: dataDir, DATABASE_URL: postgres.url, DATABASE_OWNER_URL: postgres.ownerUrl, SESSION_SECRET: 'only-for-tests-only-for-tests-only', SMTP_URL: mail.url, MAIL_FROM: 'reminders@partnership.example' }
const services = composeServices({ config: readConfig(environment), databaseUrl: postgres.url, ...patient })
const ask = askAsOwner(postgres.ownerUrl)
const running: WorkerProcess[] = []
t.teardown(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  await Promise.all(running.map(async ({ ended }) => await ended))
  await services.close()
  await postgres.stop()
})

t.test('of three workers one is killed every two seconds, the database too: no message is lost, and none is sent under another id', async (t) => {
  const partnershipId = await plantOverdueActions(services, ask, { actions, daysOverdue: 40 })
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
  while (await count("state <> 'sent'") > 0) {
    await letTheMinutePass()
    await pause(500)
  }

  const messages = await ask<{ id: string, recipient: string }>('select id, recipient from reminder_messages')
  t.equal(messages.length, actions + 3, 'one message to each address')
  t.same(await ask("select count(*)::int as count from reminders where state <> 'sent'"), [{ count: 0 }], 'every promise is kept')
  t.same(await ask('select subject_id from reminders group by subject_id, step, due_on, recipient, channel having count(*) > 1'), [], 'and stands once on the ledger')
  const idsOf = new Map<string, Set<string>>()
  for (const { to, messageId } of mail.received) idsOf.set(to, (idsOf.get(to) ?? new Set()).add(messageId))
  t.same(new Map([...idsOf].map(([to, ids]) => [to, [...ids]])), new Map(messages.map(({ id, recipient }) => [recipient, [`<${id}@partnership.example>`]])), 'all copies of a message bear its one id')
  t.comment(`${kills} workers killed, ${mail.received.length - messages.length} copies too many`)
})

/** What waits for a killed worker's lease and silence to end need not be waited for here: they are moved a minute back, also of one that was killed before it ever beat. */
async function letTheMinutePass (): Promise<void> {
  await ask("update reminder_messages set next_attempt_at = next_attempt_at - interval '1 minute' where state <> 'sent'")
  await ask("update worker_heartbeats set beat_at = beat_at - interval '1 minute'")
  await ask("update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute' where locked_by not in (select worker_id from worker_heartbeats)")
  await ask("select graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) from graphile_worker.jobs where locked_at is null and key like 'reminder-message:%'")
}

async function count (condition: string): Promise<number> {
  const [row] = await ask<{ count: number }>(`select count(*)::int as count from reminder_messages where ${condition}`)
  return row?.count ?? 0
}
