import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { startCheckpoints } from './features/events/checkpoints.ts'
import type { Checkpoints } from './features/events/checkpoints.ts'
import { startSealer } from './features/events/sealer.ts'
import type { Sealer } from './features/events/sealer.ts'
import { startEvidenceUpkeep } from './features/evidence/upkeep.ts'
import type { Upkeep } from './features/evidence/upkeep.ts'
import { prepareFirstUse } from './first-use.ts'
import { databaseProblem } from './platform/database/errors.ts'
import { migrate } from './platform/database/migrate.ts'
import { refuseMixedSessions } from './platform/database/pooler.ts'
import { runningRoleOf } from './platform/database/running-role.ts'
import { drainDeadlineMs } from './platform/http/limits.ts'
import type { JobDatabase } from './platform/jobs/connections.ts'
import type { JobWorker } from './platform/jobs/worker.ts'
import type { Logger } from './platform/log.ts'
import { saveMemoryWhenLarge } from './platform/memory-saver.ts'
import type { DatabaseAddresses } from './platform/postgres/embedded.ts'
import { composeServices } from './services.ts'
import type { Services } from './services.ts'

const databaseRetryMs = 1_000

/** The service on its database: listening, migrating, and then all that goes on beside the requests. */
export class Serving {
  readonly #config: Config
  readonly #addresses: DatabaseAddresses
  readonly #log: Logger
  readonly #services: Services
  #app: FastifyInstance | undefined
  #sealer: Sealer | undefined
  #checkpoints: Checkpoints | undefined
  #upkeep: Upkeep | undefined
  #jobs: JobWorker | undefined
  #isStopping = false

  constructor (config: Config, addresses: DatabaseAddresses, log: Logger) {
    this.#config = config
    this.#addresses = addresses
    this.#log = log
    const { sessionRole } = runningRoleOf(addresses)
    this.#services = composeServices({ config, databaseUrl: addresses.url, sessionRole, onDatabaseError: (error) => { log.warn({ err: error }, 'a database connection was lost') } })
  }

  /** Gives back what to tell whoever started it, if there is anything. */
  async start (): Promise<string | undefined> {
    const { host, port, databaseUrl, worker } = this.#config
    this.#app = await buildApp(this.#services, this.#log)
    await this.#app.listen({ host, port })
    await this.#migrateWhenPossible()
    if (this.#isStopping) return undefined
    if (databaseUrl !== undefined) await refuseMixedSessions(this.#services.database.pool)
    this.#sealer = startSealer(this.#services, this.#log)
    this.#checkpoints = startCheckpoints(this.#services, this.#log)
    if (worker === 'inline') this.#upkeep = startEvidenceUpkeep(this.#services, this.#log)
    const greeting = await prepareFirstUse(this.#services)
    this.#services.setReady('ready')
    saveMemoryWhenLarge()
    return greeting
  }

  /** Once requests are answered: the queue's library takes a quarter of a second to load. */
  async workJobs (): Promise<void> {
    const { startJobs } = await import('./jobs.ts')
    const database: JobDatabase = { url: this.#addresses.url, role: runningRoleOf(this.#addresses).sessionRole }
    if (!this.#isStopping) this.#jobs = startJobs(this.#services, database, this.#log)
  }

  /** Drains, then stops what was started, in the opposite order. */
  async stop (): Promise<void> {
    this.#isStopping = true
    this.#services.setReady('not ready')
    await Promise.all([this.#app === undefined ? undefined : drain(this.#app), this.#jobs?.stop()])
    await this.#sealer?.stop()
    await this.#checkpoints?.stop()
    await this.#upkeep?.stop()
    await this.#services.close()
  }

  /** A database that is not there yet is waited for: the process stays, answers 503, and becomes ready by itself. */
  async #migrateWhenPossible (): Promise<void> {
    const { runningRole } = runningRoleOf(this.#addresses)
    for (;;) {
      try {
        await migrate({ ownerUrl: this.#addresses.ownerUrl, runningRole })
        return
      } catch (error) {
        if (databaseProblem(error)?.code !== 'unavailable' || this.#isStopping) throw error
        this.#log.warn({ err: error }, 'the database cannot be reached yet')
        await pause(databaseRetryMs)
      }
    }
  }
}

/** Lets requests under way finish; idle or half-open sockets are closed when their time is up. */
async function drain (app: FastifyInstance): Promise<void> {
  const closed = app.close()
  const timer = setTimeout(() => { app.server.closeAllConnections() }, drainDeadlineMs)
  await closed
  clearTimeout(timer)
}
