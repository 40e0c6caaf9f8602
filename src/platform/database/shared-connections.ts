import pg from 'pg'
import type { Pool, PoolClient, QueryResult } from 'pg'
import { wireOf } from './driver.ts'
import { fly } from './flight.ts'
import type { Question } from './flight.ts'
import type { Statement } from './render.ts'
import { currentScope } from './tenancy.ts'

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
  #client: PoolClient | undefined
  readonly #connecting: Promise<PoolClient>
  readonly #inUse: Set<SharedConnection>

  constructor (pool: Pool, inUse: Set<SharedConnection>) {
    this.#inUse = inUse.add(this)
    this.#connecting = pool.connect()
  }

  ask (statement: Statement): Promise<QueryResult> {
    this.underWay++
    if (++this.#asked === mostQuestions) this.#inUse.delete(this)
    const scope = currentScope()
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        this.#settle(error)
        reject(error)
      }
      const question = { statement, reject: fail, resolve: (result: QueryResult) => { this.#settle(); resolve(result) } }
      if (this.#client !== undefined) this.#send(this.#client, scope, question)
      else this.#connecting.then((client) => { this.#send(this.#client = client, scope, question) }).catch(fail)
    })
  }

  // Of 32 callers several ask in one turn of the event loop: one packet takes all of their questions.
  #send (client: PoolClient, scope: string, question: Question): void {
    const { stream } = wireOf(client)
    stream.cork()
    setImmediate(() => { stream.uncork() })
    fly(client, scope, [question])
  }

  /** In the very call of the driver that brings the answer: what comes right behind it must not meet us still here. */
  #settle (error?: Error): void {
    if (error !== undefined && isOfConnection(error)) {
      this.#fault ??= error
      this.#inUse.delete(this) // nobody joins any more; whoever is under way learns his own fate
    }
    if (--this.underWay > 0) return
    this.#inUse.delete(this)
    this.#client?.release(this.#fault)
  }
}

// The server does not have the statement (26000), its plan was aged by a migration (0A000), or the server is going (57P01 and the like).
function isOfConnection (error: Error): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  return error.code === '26000' || error.code === '0A000' || error.code?.startsWith('57P') === true
}
