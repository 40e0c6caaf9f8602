import { createHash } from 'node:crypto'
import { realpathSync, statfsSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ClientBase, Pool } from 'pg'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { LockHeld, takeLock, withdrawClaim } from '../../src/platform/postgres/lock.ts'
import type { Claim } from '../../src/platform/postgres/lock.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { addressOf, readSecrets, roles } from '../../src/platform/postgres/secrets.ts'
import type { RolePasswords } from '../../src/platform/postgres/roles.ts'

/** The one PostgreSQL of the whole test run: TEST_DATABASE_URL, or the embedded one that cluster-start.ts started. */
export interface TestCluster {
  readonly superUrl: string
  readonly passwords: RolePasswords
  /** For the role that owns the tables. */
  ownerUrl: (database: string) => string
  /** For the role that the service runs with. */
  appUrl: (database: string) => string
}

// To copy the template is to make six hundred files: fifteen milliseconds in memory, a fifth of a second on a disk.
const memory = '/dev/shm'
const enoughBytes = 4 * 2 ** 30

/** Where temporary files lie otherwise: what is timed, or said to have reached a disk, is kept there. */
export const diskFolder = realpathSync(tmpdir())

// So are the files that a service in a test keeps, and the profile of a browser.
process.env['TMPDIR'] = quickFolder()

/** The data folder of the embedded test cluster: one for each copy of the repository and user. */
export const testFolder = join(quickFolder(), `follow-through-test-${digest(import.meta.dirname + userInfo().uid).slice(0, 12)}`)

/** Data folders that several tests begin with: prepared-folder.ts makes them; cluster-stop.ts takes them away, cluster-start.ts those of a run that crashed. */
export const preparedFolders = `${testFolder}-prepared`

/** openapi.yaml as JSON, which takes a hundredth of the time to read; made anew by cluster-start.ts. */
export const documentFile = join(testFolder, 'openapi.json')

/** The test runs that use the cluster now: the last one to end stops it. */
export const usersFile = join(testFolder, 'users.claims')

/** A superuser's address of a server to be used instead of the embedded one. */
export const givenUrl = process.env['TEST_DATABASE_URL']

/** Where the test databases are. */
export async function testCluster (): Promise<TestCluster> {
  const { superUrl, passwords } = givenUrl === undefined ? embeddedCluster() : givenCluster(givenUrl)
  return {
    superUrl,
    passwords,
    ownerUrl: (database) => withRole(superUrl, roles.owner, passwords.ownerPassword, database),
    appUrl: (database) => withRole(superUrl, roles.app, passwords.appPassword, database)
  }
}

/** Makes a database that the owner role owns, empty or as a copy of a template that nobody is connected to. */
export async function createDatabase (name: string, { template = 'template0' }: { template?: string } = {}): Promise<void> {
  await asSuperuser(async (client) => {
    const [database, source] = [name, template].map((word) => client.escapeIdentifier(word))
    await client.query(`create database ${database} owner ${roles.owner} template ${source} strategy file_copy`)
  })
}

/** In memory where the machine has a file system there that is large enough (a container's is small unless it is asked for), else where temporary files are. */
function quickFolder (): string {
  return isLargeEnough(memory) ? memory : realpathSync(tmpdir())
}

function isLargeEnough (folder: string): boolean {
  try {
    const { bsize, blocks } = statfsSync(folder)
    return bsize * blocks >= enoughBytes // not what is free: every process of a run must come to the same answer
  } catch {
    return false // as on macOS and Windows, which have none
  }
}

/** Drops a database whoever is still connected to it. */
export async function dropDatabase (name: string): Promise<void> {
  await asSuperuser(async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
  })
}

/** In a session with every right, of which a process keeps one or two: to begin one takes longer than what is done in it. */
export async function asSuperuser<Result> (work: (client: ClientBase) => Promise<Result>): Promise<Result> {
  superusers ??= new pg.Pool({ connectionString: (await testCluster()).superUrl, allowExitOnIdle: true }).on('error', () => {})
  const client = await superusers.connect()
  return await work(client).finally(() => { client.release() })
}

let superusers: Pool | undefined

/** Starting and stopping happen one at a time, also when two runs share the cluster. */
export async function alone (work: () => Promise<void>): Promise<void> {
  const claim = await waitForLock()
  await work().finally(() => { withdrawClaim(startOrStopLock, claim) })
}

function embeddedCluster (): Pick<TestCluster, 'superUrl' | 'passwords'> {
  const passwords = readSecrets(testFolder)
  const postmaster = findPostmaster(clusterFolder(testFolder))
  if (passwords === undefined || postmaster === undefined) throw new Error('The test cluster is not running: node test/support/cluster-start.ts starts it, tap does so by itself.')
  return { superUrl: addressOf(roles.superuser, passwords.superuserPassword, postmaster.port, 'postgres'), passwords }
}

// Its roles get passwords that every test process can work out for itself.
function givenCluster (superUrl: string): Pick<TestCluster, 'superUrl' | 'passwords'> {
  return { superUrl, passwords: { ownerPassword: digest(`owner ${superUrl}`), appPassword: digest(`app ${superUrl}`) } }
}

function withRole (url: string, username: string, password: string, database: string): string {
  return Object.assign(new URL(url), { username, password, pathname: `/${database}` }).href
}

function digest (text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const startOrStopLock = join(testFolder, 'start-or-stop.lock')

async function waitForLock (): Promise<Claim> {
  for (;;) {
    try {
      return takeLock(startOrStopLock)
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error
      await pause(20)
    }
  }
}
