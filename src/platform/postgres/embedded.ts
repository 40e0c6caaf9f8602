import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { clusterFolder, openCluster, openFolder } from './cluster.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { connect } from './connect.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { keepRunning } from './keep-running.ts'
import { LockHeld, takeLock, withdrawClaim } from './lock.ts'
import type { Claim } from './lock.ts'
import { findPostmaster } from './postmaster.ts'
import { addressOf, databaseName, readSecrets, roles } from './secrets.ts'
import type { Secrets } from './secrets.ts'

export interface DatabaseAddresses {
  /** For the running service: a role that owns nothing. */
  readonly url: string
  /** For migrations: the role that owns the tables. */
  readonly ownerUrl: string
}

export interface EmbeddedPostgres extends DatabaseAddresses {
  stop: () => Promise<void>
}

/** Starts the service's own PostgreSQL, or takes over one that a killed service left; a second service on the same data folder is refused. */
export async function startEmbeddedPostgres (options: ClusterOptions): Promise<EmbeddedPostgres> {
  const dataDir = openFolder(options.dataDir)
  const lock = lockFile(dataDir)
  const claim = takeFolder(dataDir, lock)
  try {
    const cluster = await openCluster({ ...options, dataDir })
    return { ...addresses(cluster.secrets, cluster.port), stop: stopOnce(cluster, options, () => { withdrawClaim(lock, claim) }) }
  } catch (error) {
    withdrawClaim(lock, claim)
    throw error
  }
}

/** For a command beside a running service: where the running database of this data folder is. */
export async function findRunningPostgres (dataDir: string): Promise<DatabaseAddresses | undefined> {
  const secrets = readSecrets(dataDir)
  if (secrets === undefined) return undefined
  const postmaster = findPostmaster(clusterFolder(realpathSync(dataDir)))
  return postmaster?.isReady === true ? addresses(secrets, postmaster.port) : undefined
}

/** For a backup of a running database: its superuser, who is nobody else's business. */
export async function connectAsSuperuser (dataDir: string): Promise<Client> {
  const folder = realpathSync(dataDir)
  const [secrets, postmaster] = [readSecrets(folder), findPostmaster(clusterFolder(folder))]
  if (secrets === undefined || postmaster === undefined) throw new EmbeddedPostgresError(`No PostgreSQL runs on the data folder ${dataDir}.`)
  return await connect(addressOf(roles.superuser, secrets.superuserPassword, postmaster.port, databaseName))
}

function lockFile (dataDir: string): string {
  return join(dataDir, 'service.lock')
}

function takeFolder (dataDir: string, lock: string): Claim {
  try {
    return takeLock(lock)
  } catch (error) {
    if (error instanceof LockHeld) throw new EmbeddedPostgresError(`Another Follow-through service (process ${error.pid}) already uses the data folder ${dataDir}: stop it first, or give this one a folder of its own with DATA_DIR.`, error)
    throw new EmbeddedPostgresError(`The data folder ${dataDir} cannot be used (${error instanceof Error ? error.message : String(error)}).`, error)
  }
}

function addresses (secrets: Secrets, port: number): DatabaseAddresses {
  return {
    url: addressOf(roles.app, secrets.appPassword, port, databaseName),
    ownerUrl: addressOf(roles.owner, secrets.ownerPassword, port, databaseName)
  }
}

function stopOnce (cluster: Cluster, { log }: ClusterOptions, release: () => void): () => Promise<void> {
  const watch = keepRunning(cluster, log)
  let stopped: Promise<void> | undefined
  return async () => {
    stopped ??= watch.end().then(cluster.stop).finally(release)
    await stopped
  }
}
