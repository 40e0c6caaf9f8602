import pg from 'pg'
import type { Pool, PoolClient, QueryResult } from 'pg'
import type { Statement } from './render.ts'

/**
 * Asks short questions over a few connections: beyond those, a question joins
 * the connection that has fewest under way, and PostgreSQL answers in turn. Many
 * at once cost both sides half as much so (test/bench). Each question stands by
 * itself: one that fails spoils no other. Only for what an index answers at once,
 * since whoever joins a slow one waits for it.
 */
export function shareConnections (pool: Pool, most: number): (statement: Statement) => Promise<QueryResult> {
  const inUse = new Set<SharedConnection>()
  return async (statement) => await (leastBusy(inUse, most) ?? new SharedConnection(pool, inUse)).ask(statement)
}

function leastBusy (inUse: ReadonlySet<SharedConnection>, most: number): SharedConnection | undefined {
  if (inUse.size < most) return undefined
  let chosen: SharedConnection | undefined
  for (const connection of inUse) if (chosen === undefined || connection.underWay < chosen.underWay) chosen = connection
  return chosen
}

// Under load that never ends a connection would never come back: now and then it must, to be renewed by the pool.
const mostQuestions = 10_000

/** Taken from the pool with the first question, given back with the last answer. */
class SharedConnection {
  underWay = 0
  #asked = 0
  #fault: Error | undefined
  readonly #client: Promise<PoolClient>
  readonly #inUse: Set<SharedConnection>

  constructor (pool: Pool, inUse: Set<SharedConnection>) {
    this.#client = pool.connect()
    this.#inUse = inUse.add(this)
  }

  async ask (statement: Statement): Promise<QueryResult> {
    this.underWay++
    if (++this.#asked === mostQuestions) this.#inUse.delete(this)
    try {
      const client = await this.#client
      return await client.query(statement)
    } catch (error) {
      if (isOfConnection(error)) this.#spoil(error)
      throw error
    } finally {
      if (--this.underWay === 0) this.#giveBack()
    }
  }

  /** Nobody joins any more; whoever is under way learns his own fate. */
  #spoil (error: Error): void {
    this.#fault ??= error
    this.#inUse.delete(this)
  }

  #giveBack (): void {
    this.#inUse.delete(this)
    this.#client.then((client) => { client.release(this.#fault) }, () => {}) // there was none to give back
  }
}

// The server does not have the statement (26000), its plan was aged by a migration (0A000), or the server is going (57P01 and the like).
function isOfConnection (error: unknown): error is Error {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error
  return error.code === '26000' || error.code === '0A000' || error.code?.startsWith('57P') === true
}
