import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { exitDeadlineMs } from './platform/http/limits.ts'
import { makeLogger } from './platform/log.ts'
import type { Logger } from './platform/log.ts'
import { OperatorFault } from './platform/operator-fault.ts'
import { startEmbeddedPostgres } from './platform/postgres/embedded.ts'
import type { DatabaseAddresses } from './platform/postgres/embedded.ts'
import { onStopSignal } from './platform/stop-signals.ts'
import type { Serving } from './serving.ts'

const running: { serving?: Serving, stopDatabase?: () => Promise<void> } = {}
let isStopping = false

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
  const { promise: atWork, resolve: beAtWork } = Promise.withResolvers<void>()
  const opened = openDatabaseOf(config, log, beAtWork)
  const [addresses, { Serving }] = await Promise.all([opened, loadWhen(Promise.race([atWork, opened]))])
  if (isStopping) return
  running.serving = new Serving(config, addresses, log)
  const greeting = await running.serving.start()
  if (greeting !== undefined) process.stderr.write(greeting)
  if (config.worker === 'inline') await running.serving.workJobs()
}

/** PostgreSQL starts in a process of its own, while this one loads what it serves: either takes a second. */
async function loadWhen (begun: Promise<unknown>): Promise<{ Serving: typeof Serving }> {
  await begun
  return await import('./serving.ts')
}

/** The database that is configured, or the service's own under its data folder. */
async function openDatabaseOf (config: Config, log: Logger, atWork: () => void): Promise<DatabaseAddresses> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = config
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl }
  const embedded = await startEmbeddedPostgres({ dataDir, atWork, log: (message, fields) => { log.info(fields ?? {}, message) } })
  running.stopDatabase = embedded.stop
  return embedded
}

/** Drains, and stops the database last; whatever the sockets do, it ends in time. */
async function stop (exitCode: number): Promise<void> {
  if (isStopping) process.exit(1) // told twice: at once
  isStopping = true
  setTimeout(() => { process.exit(1) }, exitDeadlineMs).unref()
  await running.serving?.stop()
  await running.stopDatabase?.()
  process.exit(exitCode)
}

/** One line for the person at the terminal. */
function plainly (error: unknown): string {
  if (error instanceof OperatorFault) return error.message
  if (isPortTaken(error)) return `Port ${error.port} of ${error.address} is taken by another program: stop it, or give this service another port with PORT.`
  if (isOfAddress(error)) return `HOST and PORT name an address on which this machine cannot listen (${error.message}).`
  return error instanceof Error ? error.stack ?? error.message : String(error)
}

// No address of this machine, no such name, or a port that needs more rights.
function isOfAddress (error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'listen' || error.syscall === 'getaddrinfo')
}

function isPortTaken (error: unknown): error is Error & { address: string, port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
