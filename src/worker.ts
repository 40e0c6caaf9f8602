import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { startEvidenceUpkeep } from './features/evidence/upkeep.ts'
import type { Upkeep } from './features/evidence/upkeep.ts'
import { startJobs } from './jobs.ts'
import type { Database } from './platform/database/database.ts'
import { isMigrated } from './platform/database/migrate.ts'
import { refuseMixedSessions } from './platform/database/pooler.ts'
import { runningRoleOf } from './platform/database/running-role.ts'
import { exitDeadlineMs } from './platform/http/limits.ts'
import type { JobWorker } from './platform/jobs/worker.ts'
import { makeLogger } from './platform/log.ts'
import type { Logger } from './platform/log.ts'
import { OperatorFault } from './platform/operator-fault.ts'
import type { DatabaseAddresses } from './platform/postgres/embedded.ts'
import { findRunningPostgres } from './platform/postgres/embedded.ts'
import { saveMemoryWhenLarge } from './platform/memory-saver.ts'
import { onStopSignal } from './platform/stop-signals.ts'
import { composeServices } from './services.ts'
import type { Services } from './services.ts'

// A process that works jobs and answers no requests; any number of them share one database.

interface Running { services?: Services, jobs?: JobWorker, upkeep?: Upkeep }

const running: Running = {}
const stopped = new AbortController()
const lookAgainMs = 1_000 // up here: what stands below is there only when start() has ended

onStopSignal(() => { void stop(0) })

try {
  await start()
} catch (error) {
  process.stderr.write(`${plainly(error)}\n`)
  await stop(1)
}

async function start (): Promise<void> {
  const config = readConfig(process.env)
  const log = makeLogger(config.logLevel)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => { log.fatal({ err: error }, event); void stop(1) })
  }
  const addresses = await findDatabase(config)
  const { sessionRole } = runningRoleOf(addresses)
  running.services = composeServices({ config, databaseUrl: addresses.url, sessionRole, onDatabaseError: (error) => { log.warn({ err: error }, 'a database connection was lost') } })
  await untilMigrated(running.services.database, log)
  if (stopped.signal.aborted) return
  if (config.databaseUrl !== undefined) await refuseMixedSessions(running.services.database.pool)
  running.jobs = startJobs(running.services, { url: addresses.url, role: sessionRole }, log)
  running.upkeep = startEvidenceUpkeep(running.services, log)
  saveMemoryWhenLarge()
  log.info('jobs are being worked')
}

/** The database that is configured, or the one that a service on this data folder runs. */
async function findDatabase ({ databaseUrl, databaseOwnerUrl, dataDir }: Config): Promise<DatabaseAddresses> {
  const found = databaseUrl === undefined ? await findRunningPostgres(dataDir) : { url: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl }
  if (found === undefined) throw new ConfigError(['DATABASE_URL: required for a worker of its own, unless a service runs on DATA_DIR; npm start works its jobs by itself'])
  return found
}

/** The service or the operator migrates; a worker waits for it. */
async function untilMigrated (database: Database, log: Logger): Promise<void> {
  for (let isTold = false; !stopped.signal.aborted && !await isMigrated(database).catch(() => false); isTold = true) {
    if (!isTold) log.warn('the database is not there yet, or its schema is not that of this version')
    await pause(lookAgainMs)
  }
}

async function stop (exitCode: number): Promise<void> {
  if (stopped.signal.aborted) process.exit(1) // told twice: at once
  stopped.abort()
  setTimeout(() => { process.exit(1) }, exitDeadlineMs).unref()
  await Promise.all([running.jobs?.stop(), running.upkeep?.stop()])
  await running.services?.close()
  process.exit(exitCode)
}

/** One line for the person at the terminal. */
function plainly (error: unknown): string {
  if (error instanceof OperatorFault) return error.message
  return error instanceof Error ? error.stack ?? error.message : String(error)
}
