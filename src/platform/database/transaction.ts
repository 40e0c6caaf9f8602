import type { SQL } from 'drizzle-orm'
import type { Pool, PoolClient } from 'pg'
import type { Queryable } from './database.ts'
import { render } from './sql.ts'

/** One open transaction. */
export interface Transaction extends Queryable {
  /** Asks; several asked at once share a round trip, the first of them with `begin`. */
  rows: <Row>(query: SQL) => Promise<Row[]>
  /** Writes; need not be awaited: the commit follows in the same flight and fails when a write did. */
  write: (query: SQL) => Promise<number>
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
 * committed (RELIABILITY M1–M6, M18; test/platform/transaction.test.ts has each).
 */
export async function withTransaction<T> (pool: Pool, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const session = new Session(client)
  try {
    const result = await body(session)
    await session.commit()
    return result
  } catch (error) {
    await session.abandon(error)
    throw session.commitWasSent ? new UnknownOutcome(error) : error
  } finally {
    session.release()
  }
}

class Session implements Transaction {
  readonly #client: PoolClient
  readonly #begun: Promise<unknown>
  readonly #writes: Array<Promise<number>> = []
  #phase: 'begin' | 'body' | 'commit' = 'begin'
  #broken: Error | undefined
  #standbyUnconfirmed = false
  commitWasSent = false

  constructor (client: PoolClient) {
    this.#client = client
    client.on('error', this.#onError)
    client.on('notice', this.#onNotice)
    this.#begun = client.query('begin').then(() => { this.#phase = 'body' })
    this.#begun.catch(() => {}) // its failure is met where it is awaited
  }

  /**
   * Questions may travel with `begin`: had it failed, the worst is a question
   * answered outside a transaction whose answer is then thrown away.
   */
  async rows<Row> (query: SQL): Promise<Row[]> {
    const answer = this.#client.query(render(query))
    const [{ rows }] = await Promise.all([answer, this.#begun])
    return rows
  }

  /** A write waits until `begin` is known to have worked: outside a transaction it would stand at once. */
  async write (query: SQL): Promise<number> {
    const written = this.#begun.then(async () => (await this.#client.query(render(query))).rowCount ?? 0)
    written.catch(() => {}) // awaited in commit(), whether or not the caller does
    this.#writes.push(written)
    return await written
  }

  async commit (): Promise<void> {
    await this.#begun
    if (this.#broken !== undefined) throw this.#broken
    this.#phase = 'commit'
    // Sent behind the last writes: when one of them fails, PostgreSQL turns this commit into a rollback.
    const done = this.#client.query('commit')
    const outcomes = await Promise.allSettled([...this.#writes, done])
    const failedWrite = outcomes.slice(0, -1).find((outcome) => outcome.status === 'rejected')
    if (failedWrite !== undefined) await this.#refuseWrite(failedWrite.reason, done)
    await this.#confirm(done)
  }

  // The write failed and the commit behind it was answered: nothing stands, and the client is clean.
  async #refuseWrite (reason: unknown, done: Promise<{ command: string }>): Promise<never> {
    const answer = await done.catch((error: Error) => { this.#broken ??= error; return undefined })
    if (answer === undefined || answer.command === 'COMMIT') this.commitWasSent = true
    else this.#phase = 'body'
    throw reason
  }

  async #confirm (done: Promise<{ command: string }>): Promise<void> {
    try {
      const { command } = await done
      if (command !== 'COMMIT') { // a swallowed error in the body (M4)
        this.#phase = 'body'
        throw new Error(`The commit became a ${command.toLowerCase()}: an error inside the transaction was swallowed.`)
      }
      if (this.#standbyUnconfirmed) throw new Error('The commit was not confirmed by a standby.') // M6
    } catch (error) {
      this.commitWasSent = this.#phase === 'commit'
      throw error
    }
  }

  /** A client whose begin or commit failed is destroyed: `begin` may still run later on it (M18). */
  async abandon (error: unknown): Promise<void> {
    await Promise.allSettled([this.#begun, ...this.#writes])
    if (this.#phase !== 'body') this.#broken ??= error instanceof Error ? error : new Error(String(error))
    else if (this.#broken === undefined) await this.#rollback()
  }

  async #rollback (): Promise<void> {
    try {
      await this.#client.query('rollback')
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(String(error))
    }
  }

  release (): void {
    this.#client.off('error', this.#onError)
    this.#client.off('notice', this.#onNotice)
    const dirty = this.#client.getTransactionStatus() !== 'I'
    this.#client.release(this.#broken ?? (dirty ? new Error('The transaction was left open.') : undefined))
  }

  // Without a listener of its own, a connection lost while checked out ends the process (M3).
  readonly #onError = (error: Error): void => { this.#broken ??= error }

  readonly #onNotice = (notice: { message?: string | undefined }): void => {
    if (notice.message?.includes('synchronous replication') === true) this.#standbyUnconfirmed = true
  }
}
