import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { planReminders } from '../../src/features/reminders/planning.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { composeServices } from '../../src/services.ts'
import { launchWorker } from '../process/worker.ts'
import { diskFolder } from '../support/cluster.ts'
import { startMailServer } from '../support/mail-server.ts'
import { plantOverdueActions } from '../support/overdue-actions.ts'
import { askAsOwner } from '../support/owner.ts'
import { patient } from '../support/patient.ts'
import { ledgerFigures } from './ledger-figures.ts'
import { watchAttempts } from './attempts.ts'

// Reminders under fire, as long as it takes: node test/faults/reminders.ts [--actions 1000]
// Three steps of every action go out over a real SMTP server by three workers, of which one is killed every two
// seconds from first to last, or as soon as three are at work again where they take longer to start; in the middle of
// each step the database is killed as well. It prints what came of it, and fails if a message was lost, planned twice, or
// sent under two names. The short form of it is among the tests.

const { values: { actions: given } } = parseArgs({ options: { actions: { type: 'string', default: '1000' } } })
const actions = Number(given)
const workers = 3
const killEveryMs = 2_000
const lookEveryMs = 100
const smtpDelayMs = 300 // so that a kill meets messages under way
/** Days overdue, on each of which the ladder takes another step: lead; agency; senior leader. */
const days = [1, 7, 14]

const folder = mkdtempSync(join(diskFolder, 'follow-through-faults-'))
chmodSync(folder, 0o700)
const closing: Array<() => Promise<unknown>> = [async () => { rmSync(folder, { recursive: true, force: true }) }]
process.exitCode = 1 // until all of it held

try {
  await run()
} finally {
  for (const close of closing.reverse()) await close()
}

async function run (): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} })
  closing.push(postgres.stop)
  await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
  const mail = await startMailServer({ teardown: (stop) => { closing.push(async () => { await stop() }) } })
  mail.delayMs = smtpDelayMs
  const environment = { DATA_DIR: folder, DATABASE_URL: postgres.url, DATABASE_OWNER_URL: postgres.ownerUrl, SESSION_SECRET: 'only-for-faults-only-for-faults-only', SMTP_URL: mail.url, MAIL_FROM: 'reminders@partnership.example' }
  const services = composeServices({ config: readConfig(environment), databaseUrl: postgres.url, ...patient })
  closing.push(services.close)
  const ask = askAsOwner(postgres.ownerUrl)
  const partnershipId = await plantOverdueActions(services, ask, { actions, daysOverdue: 0 })

  const attempts = watchAttempts(ask)
  const killing = killWorkers(environment)
  closing.push(killing.stop)
  let overdue = 0
  for (const day of days) {
    await letDaysPass(day - overdue)
    overdue = day
    const [started, kills] = [performance.now(), killing.kills()]
    const { planned, messages } = await planReminders(services, { partnershipId, channel: 'email', sendWindow: 'ignored', by: systemCaller(partnershipId), requestId: 'faults' })
    await untilSent(messages / 2)
    process.kill(findPostmaster(clusterFolder(folder))?.pid ?? 0, 'SIGKILL')
    await untilSent(messages)
    say(`day ${day} overdue`, `${planned} promises in ${messages} messages, sent within ${seconds(started)} s; ${killing.kills() - kills} workers and the database killed`)
  }
  await killing.stop()
  await attempts.stop()
  const { figures, faults } = await ledgerFigures({ ask, received: mail.received, actions, days })
  for (const [what, figure] of [...figures, ...await attempts.figures()]) say(what, figure)
  for (const fault of faults) say('FAULT', fault)
  process.exitCode = faults.length === 0 ? 0 : 1

  /** The calendar cannot be moved for workers, so everything that has a date is. */
  async function letDaysPass (count: number): Promise<void> {
    await ask('update actions set due_on = due_on - $1::int, original_due_on = original_due_on - $1::int', [count])
    await ask('update reminders set due_on = due_on - $1::int', [count])
    await ask('update reminder_messages set send_on = send_on - $1::int', [count])
  }

  async function untilSent (wanted: number): Promise<void> {
    while ((await ask<{ sent: number }>("select count(*)::int as sent from reminder_messages where state = 'sent' and send_on >= current_date - 1 and send_on = (select max(send_on) from reminder_messages)"))[0]!.sent < wanted) await pause(100) // an aggregate gives a row
  }
}

/** Keeps so many workers running, and every so often kills the one that has been at work longest. None is killed before all are at work: on a slow machine none would ever be. */
function killWorkers (environment: NodeJS.ProcessEnv): { kills: () => number, stop: () => Promise<void> } {
  const running = Array.from({ length: workers }, () => launchWorker(environment))
  let kills = 0
  let killedAt = performance.now()
  const timer = setInterval(() => {
    if (performance.now() - killedAt < killEveryMs || !running.every(({ isAtWork }) => isAtWork())) return
    running.shift()?.child.kill('SIGKILL')
    running.push(launchWorker(environment))
    killedAt = performance.now()
    kills++
  }, lookEveryMs)
  return {
    kills: () => kills,
    stop: async () => {
      clearInterval(timer)
      for (const { child } of running) child.kill('SIGKILL')
      await Promise.all(running.map(async ({ ended }) => await ended))
    }
  }
}

function seconds (since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1)
}

function say (what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(34)} ${figure}\n`)
}
