import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { loadMigrator, sql } from './drizzle.ts'
import pg from 'pg'
import type { Database } from './database.ts'
import { sqlState } from './errors.ts'
import { migrateJobs } from '../jobs/migrations.ts'
import { OperatorFault } from '../operator-fault.ts'
import { grantTo } from './grants.ts'
import { wallOff } from './row-security.ts'

const folder = new URL('../../../migrations/', import.meta.url)
// Any number, the same in every process: one migrates, the others wait for it.
const migrationLock = 7_317_202

export interface Migrating {
  /** The owner of the tables. */
  readonly ownerUrl: string
  /** The role that the service runs as; it owns nothing. */
  readonly runningRole: string
}

/** Why the schema cannot be brought up to date. */
export class MigrationFault extends OperatorFault {
  override readonly name = 'MigrationFault'
}

/** Brings the schema up to date, and gives the running role what it may do; tells how many migrations were applied. */
export async function migrate ({ ownerUrl, runningRole }: Migrating): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {}) // a connection lost in the middle also fails the statement under way
  await client.connect()
  try {
    await client.query("select pg_advisory_lock($1), set_config('app.partnership_id', '*', false)", [migrationLock]) // a migration may change the rows of all
    const before = await appliedCount(client)
    const wanted = await knownCount()
    if (before > wanted) throw new MigrationFault(`The database is of a newer version of this service: it has ${before} migrations, this version knows ${wanted}.`)
    if (before < wanted) await applyTo(client)
    await migrateJobs(client, ownerUrl)
    await wallOff(client)
    await grantTo(client, runningRole)
    return wanted - before
  } catch (error) {
    throw lackOfRight(error) ?? error
  } finally {
    await client.end()
  }
}

const insufficientPrivilege = '42501'

function lackOfRight (error: unknown): MigrationFault | undefined {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error // the migrator wraps what the database said
  if (!(said instanceof Error) || sqlState(said) !== insufficientPrivilege) return undefined
  return new MigrationFault(`The owner of the database lacks a right (${said.message}): it must be allowed to create schemas in its database and, where it is the only login, roles (alter role … createrole).`, { cause: error })
}

// The migrator is loaded when there is something to do: most starts find nothing.
async function applyTo (client: pg.Client): Promise<void> {
  const { drizzle, migrate } = loadMigrator()
  await migrate(drizzle(client), { migrationsFolder: fileURLToPath(folder) })
}

/** Is the schema the one that this version was written for? */
export async function isMigrated (database: Database): Promise<boolean> {
  const [row] = await database.rows<{ applied: number }>(sql`select count(*) as applied from drizzle.__drizzle_migrations`)
  return row?.applied === await knownCount()
}

async function appliedCount (client: pg.Client): Promise<number> {
  const { rows: [exists] } = await client.query<{ known: string | null }>("select to_regclass('drizzle.__drizzle_migrations') as known")
  if (exists?.known == null) return 0
  const { rows: [row] } = await client.query<{ applied: string }>('select count(*) as applied from drizzle.__drizzle_migrations')
  return Number(row?.applied ?? 0)
}

async function knownCount (): Promise<number> {
  const journal = JSON.parse(await readFile(new URL('meta/_journal.json', folder), 'utf8')) as { entries: unknown[] } // drizzle-kit's own form
  return journal.entries.length
}
