import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openCluster } from '../../src/platform/postgres/cluster.ts'
import { connect } from '../../src/platform/postgres/connect.ts'
import { ensureRoles } from '../../src/platform/postgres/roles.ts'
import { addressOf, roles } from '../../src/platform/postgres/secrets.ts'
import type { Options } from './options.ts'
import { seed } from './seed.ts'

export interface Server {
  readonly version: string
  superUrl: (database: string) => string
  ownerUrl: (database: string) => string
  appUrl: (database: string) => string
  close: () => Promise<void>
}

/** A PostgreSQL with the settings that the service gives its own, durable writes among them; or the one that is given. */
export async function openServer (options: Options): Promise<Server> {
  const { superUrl, passwords, close } = options.databaseUrl === undefined ? await embedded(options) : await given(options.databaseUrl)
  const at = (username: string, password: string) => (database: string) => Object.assign(new URL(superUrl), { username, password, pathname: `/${database}` }).href
  return {
    version: await versionOf(superUrl),
    superUrl: (database) => Object.assign(new URL(superUrl), { pathname: `/${database}` }).href,
    ownerUrl: at(roles.owner, passwords.ownerPassword),
    appUrl: at(roles.app, passwords.appPassword),
    close
  }
}

/** A migrated database with one partnership of so many actions; the one of an earlier run where it was kept. */
export async function seededDatabase (server: Server, actions: number): Promise<string> {
  const name = `bench_${actions}`
  if (await isSeeded(server, name)) {
    // The load begins with the versions that were seeded.
    await withClient(server.superUrl(name), async (client) => { await client.query('update actions set version = 1 where version > 1') })
    return name
  }
  await withClient(server.superUrl('postgres'), async (client) => {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name} owner ${roles.owner} template template0`)
  })
  await migrate({ ownerUrl: server.ownerUrl(name), runningRole: roles.app })
  await withClient(server.superUrl(name), async (client) => {
    await seed(client, actions)
    await client.query(`comment on database ${name} is 'seeded'`)
  })
  return name
}

export async function withClient<Result> (url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await connect(url)
  return await work(client).finally(async () => { await client.end() })
}

interface Opened { superUrl: string, passwords: { ownerPassword: string, appPassword: string }, close: () => Promise<void> }

async function embedded ({ dataDir }: Options): Promise<Opened> {
  const folder = dataDir ?? temporaryFolder()
  // Room for three services and three floors at once; all else is as in production.
  const cluster = await openCluster({ dataDir: folder, log: () => {}, settings: { max_connections: '120' } })
  return {
    superUrl: addressOf(roles.superuser, cluster.secrets.superuserPassword, cluster.port, 'postgres'),
    passwords: cluster.secrets,
    close: async () => {
      await cluster.stop()
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true })
    }
  }
}

function temporaryFolder (): string {
  const folder = mkdtempSync(join(tmpdir(), 'follow-through-bench-'))
  chmodSync(folder, 0o700)
  return folder
}

async function given (superUrl: string): Promise<Opened> {
  const passwords = { ownerPassword: digest(`owner ${superUrl}`), appPassword: digest(`app ${superUrl}`) }
  await withClient(superUrl, async (client) => {
    await ensureRoles(client, passwords)
    await client.query(`alter role ${roles.owner} password ${client.escapeLiteral(passwords.ownerPassword)}`)
    await client.query(`alter role ${roles.app} password ${client.escapeLiteral(passwords.appPassword)}`)
  })
  return { superUrl, passwords, close: async () => {} }
}

async function versionOf (url: string): Promise<string> {
  return await withClient(url, async (client) => (await client.query<{ server_version: string }>('show server_version')).rows[0]?.server_version ?? '')
}

async function isSeeded (server: Server, name: string): Promise<boolean> {
  return await withClient(server.superUrl('postgres'), async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1 and shobj_description(oid, 'pg_database') = 'seeded'", [name])
    return rowCount === 1
  })
}

function digest (text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
