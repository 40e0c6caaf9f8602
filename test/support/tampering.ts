import type { Test } from 'tap'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testCluster } from './cluster.ts'

/** A superuser's only session on the database of another, in which no foreign key is minded: whoever has it can alter everything. */
export async function intruder (t: Test, db: Database): Promise<Database> {
  const [{ name } = { name: '' }] = await db.rows<{ name: string }>(sql`select current_database() as name`)
  const url = Object.assign(new URL((await testCluster()).superUrl), { pathname: `/${name}` }).href
  const session = openDatabase({ url, connections: 1, connectionWaitMs: 20_000 })
  t.teardown(async () => { await session.close() })
  await session.rows(sql`set session_replication_role = replica`)
  return session
}

/** Does something and looks at what came of it, as if it had never been. */
export async function undone<Result> (session: Database, work: () => Promise<Result>): Promise<Result> {
  await session.rows(sql`begin`)
  return await work().finally(async () => await session.rows(sql`rollback`))
}
