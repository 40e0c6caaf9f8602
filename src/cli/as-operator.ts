import { randomUUID } from 'node:crypto'
import type { Config } from '../config.ts'
import { listPartnerships } from '../features/partnerships/queries.ts'
import type { PartnershipRow } from '../features/partnerships/queries.ts'
import { systemCaller } from '../features/system-caller.ts'
import { actAs } from '../features/work.ts'
import type { Work } from '../features/work.ts'
import { systemClock } from '../platform/clock.ts'
import { openDatabase } from '../platform/database/database.ts'
import type { Database } from '../platform/database/database.ts'
import { isMigrated } from '../platform/database/migrate.ts'
import { refuseMixedSessions } from '../platform/database/pooler.ts'
import { CommandError } from './command.ts'
import type { Option } from './command.ts'
import { reachDatabase } from './reach-database.ts'
import type { ReachedDatabase } from './reach-database.ts'

/** The option of every command that works in one partnership. */
export const partnershipOption: Option = { value: '<code>', description: 'Which partnership; needed when there are several.' }

/** Carries out a change as the operator, in the partnership of this code or in the only one. */
export async function inPartnership<Result> (config: Config, code: string | undefined, job: (work: Work) => Promise<Result>): Promise<Result> {
  return await withDatabase(config, async (database) => {
    const { id, timeZone } = chosen(await listPartnerships(database), code)
    return await asOperator(database, id, timeZone, job)
  })
}

/** Carries out a change as the operator, in a partnership that is there or is about to be. */
export async function asOperator<Result> (database: Database, partnershipId: string, timeZone: string, job: (work: Work) => Promise<Result>): Promise<Result> {
  const acting = { by: systemCaller(partnershipId), timeZone, requestId: `cli-${randomUUID()}` }
  return await actAs({ clock: systemClock, database }, acting, job)
}

// A caller of the API is told after a second to come again; who sits at a terminal would sooner wait for a machine that is busy.
const connectionWaitMs = 10_000

/** Opens the service's database for one command, and leaves it as it was found. */
export async function withDatabase<Result> (config: Config, job: (database: Database) => Promise<Result>): Promise<Result> {
  return await withOpen(config, ({ url, sessionRole }) => openDatabase({ url, role: sessionRole, connections: 2, connectionWaitMs }), job)
}

// Ten years of a large plan are taken away in one transaction.
const disposalMs = 10 * 60_000

/** The same as the owner of the tables, who alone can take away what has happened. */
export async function withOwnersDatabase<Result> (config: Config, job: (database: Database) => Promise<Result>): Promise<Result> {
  return await withOpen(config, ({ ownerUrl }) => openDatabase({ url: ownerUrl, connections: 2, connectionWaitMs, statementTimeoutMs: disposalMs, transactionTimeoutMs: disposalMs }), job)
}

async function withOpen<Result> (config: Config, open: (reached: ReachedDatabase) => Database, job: (database: Database) => Promise<Result>): Promise<Result> {
  const reached = await reachDatabase(config)
  const database = open(reached)
  try {
    await refuseMixedSessions(database.pool)
    if (!await isUpToDate(database)) throw new CommandError('The schema of the database is not that of this version: npm run cli -- migrate brings it up to date.')
    return await job(database)
  } finally {
    await database.close()
    await reached.leave()
  }
}

async function isUpToDate (database: Database): Promise<boolean> {
  try {
    return await isMigrated(database)
  } catch (error) {
    if (error instanceof Error && 'code' in error && neverMigrated.includes(String(error.code))) return false
    throw error
  }
}

// No such table, no such schema, no right to look: what PostgreSQL says of a database that is still empty.
const neverMigrated = ['42P01', '3F000', '42501']

/** The partnership of this code, or the only one. */
export function chosen (partnerships: readonly PartnershipRow[], code: string | undefined): PartnershipRow {
  const codes = partnerships.map((partnership) => partnership.code).join(', ')
  const [first, ...others] = partnerships
  if (first === undefined) throw new CommandError('There is no partnership yet: npm run cli -- partnership create makes the first.')
  if (code === undefined && others.length > 0) throw new CommandError(`There are several partnerships: name one with --partnership (${codes}).`, 2)
  const found = code === undefined ? first : partnerships.find((partnership) => partnership.code === code)
  if (found === undefined) throw new CommandError(`There is no partnership ${code}; there is ${codes}.`)
  return found
}
