import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** What only this data folder knows: the passwords of its database, and the port it had last. */
export interface Secrets {
  readonly superuserPassword: string
  readonly ownerPassword: string
  readonly appPassword: string
  readonly port: number | undefined
}

/** The three roles: one to set up, one to own the tables, one to run with. */
export const roles = { superuser: 'postgres', owner: 'follow_through_owner', app: 'follow_through_app' } as const

export const databaseName = 'follow_through'

/** Reads the passwords, or makes them when the data folder is new. */
export function openSecrets (dataDir: string, hasCluster: boolean): Secrets {
  const found = readSecrets(dataDir)
  if (found !== undefined) return found
  if (hasCluster) throw new EmbeddedPostgresError(`${fileOf(dataDir)} is missing; it holds the passwords of the database beside it: put it back from your copy of the folder.`)
  const made = { superuserPassword: password(), ownerPassword: password(), appPassword: password(), port: undefined }
  writeSecrets(dataDir, made)
  return made
}

export function readSecrets (dataDir: string): Secrets | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new EmbeddedPostgresError(`${fileOf(dataDir)} cannot be read (${error instanceof Error ? error.message : String(error)}).`, error)
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
export function writeSecrets (dataDir: string, secrets: Secrets): void {
  const file = openSync(`${fileOf(dataDir)}.new`, 'w', 0o600)
  writeSync(file, JSON.stringify(secrets, null, 2) + '\n')
  fsyncSync(file)
  closeSync(file)
  renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
}

export function addressOf (user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
}

function fileOf (dataDir: string): string {
  return join(dataDir, 'postgres.json')
}

function password (): string {
  return randomBytes(32).toString('hex')
}
