import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { Client, Pool } from 'pg'
import type { Queryable } from '../../src/platform/database/database.ts'

export const ownBackend = sql`select pg_backend_pid() as pid`

/** The process of PostgreSQL that serves this transaction. */
export async function backendOf (tx: Queryable): Promise<number> {
  const [row] = await tx.rows<{ pid: number }>(ownBackend)
  return row?.pid ?? NaN
}

/** Opens every connection of the pool, and tells who serves them. */
export async function backendsOf (pool: Pool): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: pool.options.max }, async () => await pool.connect()))
  const found = await Promise.all(clients.map(async (client) => await client.query<{ pid: number }>('select pg_backend_pid() as pid')))
  for (const client of clients) client.release()
  return found.flatMap(({ rows }) => rows.map(({ pid }) => pid))
}

/** Makes the backends stand still until they may go on; a test that fails lets them go too. */
export function stopBackends (t: Test, pids: readonly number[]): { goOn: () => void } {
  const standing = new Set(pids)
  const goOn = () => {
    for (const pid of standing) process.kill(pid, 'SIGCONT')
    standing.clear()
  }
  for (const pid of standing) process.kill(pid, 'SIGSTOP')
  t.teardown(goOn)
  return { goOn }
}

export async function terminate (witness: Client, pid: number): Promise<void> {
  await witness.query('select pg_terminate_backend($1)', [pid])
}

/** Comes to pass when the next connection handed out has noticed that its backend is gone. */
export async function lossOfNext (pool: Pool): Promise<void> {
  await new Promise<void>((resolve) => {
    pool.once('acquire', (client) => { client.once('end', resolve) })
  })
}
