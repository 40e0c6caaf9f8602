import type { Pool, PoolClient } from 'pg'
import { OperatorFault } from '../operator-fault.ts'

const mostTries = 5

export class MixedSessions extends OperatorFault {
  override readonly name = 'MixedSessions'

  constructor () {
    super('DATABASE_URL leads through a pooler that gives each transaction another session (in PgBouncer: pool_mode = transaction). What keeps partnerships apart is told to a session: use session mode, or PostgreSQL itself (docs/operations.md).')
  }
}

export async function refuseMixedSessions (pool: Pool): Promise<void> {
  if (await mixesSessions(pool)) throw new MixedSessions()
}

/**
 * Does something between us and PostgreSQL, such as PgBouncer in transaction mode,
 * give each transaction another session? Then what a session was told (whose rows
 * it may see, its deadlines, its statements) is heard by strangers. While a second
 * connection holds a transaction, the first is asked twice who answers.
 */
async function mixesSessions (pool: Pool): Promise<boolean> {
  return await borrowing(pool, async (first) => {
    if (await answering(first) === idOf(first)) return false // PostgreSQL itself greeted us
    return await borrowing(pool, async (second) => await isAnsweredByAnother(first, second))
  })
}

/** A connection is not given back: whatever went wrong in between, nobody else begins in the middle of it. */
async function borrowing<Result> (pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  return await work(client).finally(() => { client.release(true) })
}

async function isAnsweredByAnother (first: PoolClient, second: PoolClient): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await answering(first)
    await second.query('begin')
    await second.query('select 1')
    const now = await answering(first)
    await second.query('rollback')
    if (now !== before) return true
  }
  return false
}

async function answering (client: PoolClient): Promise<number> {
  const { rows: [row] } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return row?.pid ?? 0
}

/** The process that greeted this connection; not in the driver's published types. */
function idOf (client: PoolClient): number | null {
  return (client as PoolClient & { processID: number | null }).processID
}
