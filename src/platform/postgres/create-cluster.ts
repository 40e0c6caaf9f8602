import { spawn } from 'node:child_process'
import { chownSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Account, RunAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { roles } from './secrets.ts'
import { programEnvironment } from './settings.ts'

export interface NewCluster {
  readonly dataDir: string
  readonly cluster: string
  readonly binaries: Binaries
  readonly account: Account | undefined
  readonly runAs: RunAs
  readonly superuserPassword: string
  readonly durable: boolean
  readonly atWork: () => void
}

/** Makes the database's folder beside its place and moves it there when it is whole: a crash in the middle leaves nothing half made. */
export async function createCluster (wanted: NewCluster): Promise<void> {
  await sweep(wanted.dataDir)
  const workshop = makeWorkshop(wanted)
  await initialise(wanted, workshop)
  // initdb's own pass over the files follows the last write only when it runs on its own.
  if (wanted.durable) await initdb(wanted, ['--pgdata', join(workshop, 'cluster'), '--sync-only'])
  renameSync(join(workshop, 'cluster'), wanted.cluster)
  if (wanted.durable) await syncFolder(wanted.dataDir)
  await rm(workshop, { recursive: true, force: true })
}

const workshopPrefix = 'postgres.new-'

// An initdb that outlived its starter may still write there: what cannot be removed now goes next time.
async function sweep (dataDir: string): Promise<void> {
  const left = (await readdir(dataDir)).filter((name) => name.startsWith(workshopPrefix))
  await Promise.all(left.map(async (name) => { await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => {}) }))
}

// A folder of mode 0700 that belongs to whoever initdb runs as; the password file in it is his to read.
function makeWorkshop ({ dataDir, account, superuserPassword }: NewCluster): string {
  const workshop = mkdtempSync(join(dataDir, workshopPrefix))
  const passwordFile = join(workshop, 'password')
  writeFileSync(passwordFile, superuserPassword + '\n', { mode: 0o600 })
  if (account !== undefined) for (const path of [passwordFile, workshop]) chownSync(path, account.uid, account.gid)
  return workshop
}

async function initialise (wanted: NewCluster, workshop: string): Promise<void> {
  const common = ['--pgdata', join(workshop, 'cluster'), '--username', roles.superuser, '--pwfile', join(workshop, 'password'),
    '--auth=scram-sha-256', '--encoding=UTF8', '--no-sync', '--no-instructions']
  await initdb(wanted, [...common, '--locale=C.UTF-8']).catch(async (error: Error) => {
    // A machine without that locale: PostgreSQL brings its own of the same name.
    if (!/invalid locale name/.test(error.message)) throw error
    await initdb(wanted, [...common, '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'])
  })
}

async function initdb ({ binaries, runAs, atWork }: NewCluster, args: readonly string[]): Promise<void> {
  const command = runAs(binaries.initdb, args)
  const child = spawn(command.program, command.args, { ...command.account, cwd: '/', env: programEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] })
  atWork()
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => { resolve(code ?? signal) })
  })
  const [complaint, outcome] = await Promise.all([text(child.stderr), ended])
    .catch((error: Error) => [error.message, 'not started'] as const)
  if (outcome !== 0) throw new EmbeddedPostgresError(`PostgreSQL could not prepare its data folder (${outcome}): ${complaint.trim().replaceAll(/\s*\n\s*/g, '; ')}`)
}

async function syncFolder (folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(async () => { await handle.close() })
}
