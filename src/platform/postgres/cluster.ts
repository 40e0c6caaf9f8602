import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { chooseAccount, runnerFor } from './account.ts'
import type { Account } from './account.ts'
import { findBinaries } from './binaries.ts'
import { connectWhenReady } from './connect.ts'
import { createCluster } from './create-cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { freePort, launch } from './launch.ts'
import type { Launch, Launched } from './launch.ts'
import { findPostmaster, stopPostmaster } from './postmaster.ts'
import { exists } from './process-identity.ts'
import { ensureDatabase, ensureRoles } from './roles.ts'
import { addressOf, openSecrets, roles, writeSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import type { Settings } from './settings.ts'

export type LogLine = (message: string, fields?: object) => void

export interface ClusterOptions {
  readonly dataDir: string
  readonly log: LogLine
  readonly settings?: Settings
  /** Told whenever a program of PostgreSQL has begun and is waited for: the moment to do something else. */
  readonly atWork?: (() => void) | undefined
}

/** A running database server that someone must answer for: who opens it without the service's lock sees to it himself that nobody else does. */
export interface Cluster {
  readonly port: number
  readonly secrets: Secrets
  isRunning: () => boolean
  /** Starts it again on the same port, after it ended by itself. */
  relaunch: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts the database of a data folder, made first when new; one that a killed service left running is taken over. */
export async function openCluster (options: ClusterOptions): Promise<Cluster> {
  const { wanted, secrets } = await prepare(options)
  const server = await adopt(wanted, options.log) ?? await launch(wanted, async () => await freePort(secrets.port))
  await settle(server.client, secrets).finally(async () => { await server.client.end() })
  if (server.port !== secrets.port) writeSecrets(wanted.dataDir, { ...secrets, port: server.port })
  return supervise(wanted, server, secrets)
}

/** The folder of the database itself inside the data folder. */
export function clusterFolder (dataDir: string): string {
  return join(dataDir, 'postgres')
}

/** Makes the data folder where missing, for our eyes only, and gives its real path. */
export function openFolder (dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return realpathSync(dataDir)
  } catch (error) {
    throw new EmbeddedPostgresError(`The data folder ${dataDir} cannot be made (${error instanceof Error ? error.message : String(error)}).`, error)
  }
}

async function prepare (options: ClusterOptions): Promise<{ wanted: Launch, secrets: Secrets }> {
  const dataDir = openFolder(options.dataDir)
  const cluster = clusterFolder(dataDir)
  const isNew = !existsSync(cluster)
  const { settings = {}, atWork = () => {} } = options
  const binaries = await findBinaries()
  const account = chooseAccount(cluster, dataDir)
  admit(account, dataDir)
  const runAs = runnerFor(account, binaries.postgres, dataDir)
  const secrets = openSecrets(dataDir, !isNew)
  if (isNew) await createCluster({ dataDir, cluster, binaries, account, runAs, superuserPassword: secrets.superuserPassword, durable: settings['fsync'] !== 'off', atWork })
  const superUrl = (port: number): string => addressOf(roles.superuser, secrets.superuserPassword, port, 'postgres')
  return { wanted: { dataDir, cluster, postgres: binaries.postgres, runAs, settings, superUrl, atWork }, secrets }
}

// A private folder of root's becomes passable, not readable, for PostgreSQL's account alone.
function admit (account: Account | undefined, dataDir: string): void {
  const { uid, mode } = statSync(dataDir)
  if (account === undefined || uid === account.uid || (mode & 0o077) !== 0) return
  chownSync(dataDir, uid, account.gid)
  chmodSync(dataDir, 0o710)
}

const orphanSilenceMs = 4_000

async function adopt (wanted: Launch, log: LogLine): Promise<Launched | undefined> {
  const orphan = findPostmaster(wanted.cluster)
  if (orphan === undefined) return undefined
  try {
    const client = await connectWhenReady({ url: wanted.superUrl(orphan.port), isRunning: () => exists(orphan.pid), silenceMs: orphanSilenceMs })
    log('Took over the PostgreSQL that an earlier service left running', { pid: orphan.pid, port: orphan.port })
    return { ...orphan, client }
  } catch (error) {
    log('The PostgreSQL that an earlier service left running does not answer; starting it again', { pid: orphan.pid, reason: error instanceof Error ? error.message : String(error) })
    await stopPostmaster(orphan.pid)
    return undefined
  }
}

async function settle (client: Client, secrets: Secrets): Promise<void> {
  await ensureRoles(client, secrets)
  await ensureDatabase(client)
}

function supervise (wanted: Launch, server: Launched, secrets: Secrets): Cluster {
  let { pid } = server
  return {
    port: server.port,
    secrets,
    isRunning: () => exists(pid),
    relaunch: async () => {
      const again = await launch(wanted, async () => server.port)
      pid = again.pid
      await again.client.end()
    },
    stop: async () => { await stopPostmaster(pid) }
  }
}
