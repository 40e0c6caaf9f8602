import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { startCheckpoints } from './features/events/checkpoints.ts'
import type { Checkpoints } from './features/events/checkpoints.ts'
import { startSealer } from './features/events/sealer.ts'
import type { Sealer } from './features/events/sealer.ts'
import { startEvidenceUpkeep } from './features/evidence/upkeep.ts'
import type { Upkeep } from './features/evidence/upkeep.ts'
import { prepareFirstUse } from './first-use.ts'
import { databaseProblem } from './platform/database/errors.ts'
import { migrate, MigrationFault } from './platform/database/migrate.ts'
import { MixedSessions, refuseMixedSessions } from './platform/database/pooler.ts'
import { runningRoleOf } from './platform/database/running-role.ts'
import { drainDeadlineMs, exitDeadlineMs } from './platform/http/limits.ts'
import type { JobDatabase } from './platform/jobs/connections.ts'
import type { JobWorker } from './platform/jobs/worker.ts'
import { makeLogger } from './platform/log.ts'
import type { Logger } from './platform/log.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from './platform/postgres/embedded.ts'
import { onStopSignal } from './platform/stop-signals.ts'
import { composeServices } from './services.ts'
import type { Services } from './services.ts'

const databaseRetryMs = 1_000

interface Running { app?: FastifyInstance, services?: Services, sealer?: Sealer, checkpoints?: Checkpoints, upkeep?: Upkeep, jobs?: JobWorker, stopDatabase?: () => Promise<void> }

const running: Running = {}
const stopped = new AbortController()

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
  const addresses = await openDatabaseOf(config, log)
  const roles = runningRoleOf(addresses)
  const services = composeServices({ config, databaseUrl: addresses.url, sessionRole: roles.sessionRole, onDatabaseError: (error) => { log.warn({ err: error }, 'a database connection was lost') } })
  running.services = services
  running.app = await buildApp(services, log)
  await running.app.listen({ host: config.host, port: config.port })
  await migrateWhenPossible({ ownerUrl: addresses.ownerUrl, runningRole: roles.runningRole }, log)
  if (stopped.signal.aborted) return
  if (config.databaseUrl !== undefined) await refuseMixedSessions(services.database.pool)
  running.sealer = startSealer(services, log)
  running.checkpoints = startCheckpoints(services, log)
  if (config.worker === 'inline') running.upkeep = startEvidenceUpkeep(services, log)
  const greeting = await prepareFirstUse(services)
  services.setReady('ready')
  if (greeting !== undefined) process.stderr.write(greeting)
  if (config.worker === 'inline') await workJobs(services, { url: addresses.url, role: roles.sessionRole }, log)
}

/** Once requests are answered: the queue's library takes a quarter of a second to load. */
async function workJobs (services: Services, database: JobDatabase, log: Logger): Promise<void> {
  const { startJobs } = await import('./jobs.ts')
  if (!stopped.signal.aborted) running.jobs = startJobs(services, database, log)
}

/** The database that is configured, or the service's own under its data folder. */
async function openDatabaseOf (config: Config, log: Logger): Promise<{ url: string, ownerUrl: string }> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = config
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl }
  const embedded = await startEmbeddedPostgres({ dataDir, log: (message, fields) => { log.info(fields ?? {}, message) } })
  running.stopDatabase = embedded.stop
  return embedded
}

/** A database that is not there yet is waited for: the process stays, answers 503, and becomes ready by itself. */
async function migrateWhenPossible (migrating: Parameters<typeof migrate>[0], log: Logger): Promise<void> {
  for (;;) {
    try {
      await migrate(migrating)
      return
    } catch (error) {
      if (databaseProblem(error)?.code !== 'unavailable' || stopped.signal.aborted) throw error
      log.warn({ err: error }, 'the database cannot be reached yet')
      await pause(databaseRetryMs)
    }
  }
}

/** Drains, then stops what was started, in the opposite order; whatever the sockets do, it ends in time. */
async function stop (exitCode: number): Promise<void> {
  if (stopped.signal.aborted) process.exit(1) // told twice: at once
  stopped.abort()
  setTimeout(() => { process.exit(1) }, exitDeadlineMs).unref()
  const { app, services, sealer, checkpoints, upkeep, jobs, stopDatabase } = running
  services?.setReady('not ready')
  await Promise.all([app === undefined ? undefined : drain(app), jobs?.stop()])
  await sealer?.stop()
  await checkpoints?.stop()
  await upkeep?.stop()
  await services?.close()
  await stopDatabase?.()
  process.exit(exitCode)
}

/** Lets requests under way finish; idle or half-open sockets are closed when their time is up. */
async function drain (app: FastifyInstance): Promise<void> {
  const closed = app.close()
  const timer = setTimeout(() => { app.server.closeAllConnections() }, drainDeadlineMs)
  await closed
  clearTimeout(timer)
}

/** One line for the person at the terminal. */
function plainly (error: unknown): string {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError || error instanceof MigrationFault || error instanceof MixedSessions) return error.message
  if (isPortTaken(error)) return `Port ${error.port} of ${error.address} is taken by another program: stop it, or give this service another port with PORT.`
  return error instanceof Error ? error.stack ?? error.message : String(error)
}

function isPortTaken (error: unknown): error is Error & { address: string, port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
