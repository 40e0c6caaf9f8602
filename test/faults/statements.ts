import type { Pool } from 'pg'

/** Counts what is asked through a pool from now on. */
export function countStatements (pool: Pool): () => number {
  const counted = new WeakSet()
  let statements = 0
  pool.on('acquire', (client) => {
    if (counted.has(client)) return
    counted.add(client)
    const { query } = client
    client.query = ((...given: unknown[]) => { statements++; return Reflect.apply(query, client, given) }) as typeof query // the same but for the counting
  })
  return () => statements
}
