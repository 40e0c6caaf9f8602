import type { Test } from 'tap'
import { randomUUID } from 'node:crypto'
import { sql } from '../../src/platform/database/drizzle.ts'
import pg from 'pg'
import type { Client } from 'pg'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database, DatabaseOptions } from '../../src/platform/database/database.ts'
import { createDatabase, dropDatabase, testCluster } from './cluster.ts'
import { until } from './until.ts'

export { until }

export interface ScratchDatabase {
  readonly db: Database
  readonly url: string
  /** Another session, with every right: what it sees stands. */
  readonly witness: Client
}

/** An empty database with one table, `notes (id, text)`, and the service's own pool on it. */
export async function scratchDatabase (t: Test, options: Partial<DatabaseOptions> = {}): Promise<ScratchDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await createDatabase(name)
  const url = Object.assign(new URL((await testCluster()).superUrl), { pathname: `/${name}` }).href
  const witness = new pg.Client({ connectionString: url })
  await witness.connect()
  await witness.query('create table notes (id integer primary key, text text not null)')
  const db = openDatabase({ url, connections: 4, ...options })
  t.teardown(async () => {
    await db.close()
    await witness.end()
    await dropDatabase(name)
  })
  return { db, url, witness }
}

/** The notes that stand, as another session sees them. */
export async function notesOf (witness: Client): Promise<string[]> {
  const { rows } = await witness.query<{ text: string }>('select text from notes order by id')
  return rows.map(({ text }) => text)
}

export function note (id: number, text: string | null) {
  return sql`insert into notes (id, text) values (${id}, ${text})`
}

/** After every fault: no connection lost, none dirty, nothing listening that should not, and the next request served. */
export async function assertUnharmed (t: Test, { db: { pool }, witness }: Pick<ScratchDatabase, 'db' | 'witness'>): Promise<void> {
  await until(async () => {
    const { rows: [row] } = await witness.query<{ open: number }>(`select count(*)::int as open from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`)
    return row?.open === 0
  })
  await until(() => pool.totalCount === pool.idleCount && pool.waitingCount === 0)
  const clients = await Promise.all(Array.from({ length: pool.options.max }, async () => await pool.connect()))
  t.same(clients.map((client) => [client.listenerCount('error'), client.listenerCount('notice')]), clients.map(() => [1, 0]), 'nothing listens to a connection but its owner')
  t.ok(clients.every((client) => client.getTransactionStatus() === 'I'), 'every connection is clean')
  for (const client of clients) client.release()
}

/** 1, 2, … n */
export function range (n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1)
}
