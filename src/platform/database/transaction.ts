import type { SQL } from 'drizzle-orm'
import type { Pool } from 'pg'
import type { Queryable } from './database.ts'
import type { Statement } from './render.ts'
import { Session } from './session.ts'

/** One open transaction. What is asked and written reaches PostgreSQL in the order of the calls. */
export interface Transaction extends Queryable {
  /** Asks; several asked at once share a round trip, the first of them that of `begin`. A function that changes data is for `write`. */
  rows: <Row>(query: SQL | Statement) => Promise<Row[]>
  /** Writes; need not be awaited: the commit follows in the same flight and fails when a write did. */
  write: (query: SQL | Statement) => Promise<number>
}

/** The commit was sent and its fate is not known: the caller is told to ask again with the same key, never that it failed. */
export class UnknownOutcome extends Error {
  constructor (cause: unknown) {
    super('The outcome of the commit is not known.', { cause })
    this.name = 'UnknownOutcome'
  }
}

/**
 * The only way to open a transaction. The driver's and the ORM's own wrappers
 * hand out dirty connections, leak them, or report a rolled-back transaction as
 * committed (RELIABILITY M1–M6, M18; test/platform/transaction*.test.ts has each).
 */
export async function withTransaction<T> (pool: Pool, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const session = new Session(await pool.connect())
  try {
    const result = await body(session)
    await session.commit()
    return result
  } catch (error) {
    await session.abandon(error)
    throw session.commitIsUnanswered ? new UnknownOutcome(error) : session.causeOf(error)
  } finally {
    session.release()
  }
}
