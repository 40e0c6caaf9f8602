import pg from 'pg'
import type { SQL } from 'drizzle-orm'
import type { PoolClient, QueryResult } from 'pg'
import { fly } from './flight.ts'
import type { Question } from './flight.ts'
import { render } from './render.ts'
import type { Statement } from './render.ts'
import { currentScope } from './tenancy.ts'
import { plainWriteOf, Together } from './together.ts'
import type { PlainWrite } from './together.ts'
import type { Transaction } from './transaction.ts'

/** One use of one connection, from `begin` to its release: what was sent, what was answered, what that leaves behind. */
export class Session implements Transaction {
  readonly #client: PoolClient
  readonly #scope = currentScope()
  readonly #begun: Promise<void>
  readonly #failures: Error[] = []
  #phase: 'beginning' | 'open' | 'committing' | 'over' = 'beginning'
  #closed = false
  #flight: Question[] | undefined
  #hasFlown = false
  #held = 0
  #together: Together | undefined
  #broken: Error | undefined
  #standbyUnconfirmed = false

  constructor (client: PoolClient) {
    this.#client = client
    client.on('error', this.#onError)
    client.on('notice', this.#onNotice)
    this.#begun = this.#send({ name: 'opening', text: 'begin', values: [] }).then(() => { this.#phase = 'open' })
    this.#begun.catch(() => {}) // its failure is met where it is awaited
  }

  rows<Row> (query: SQL | Statement): Promise<Row[]> {
    return noticed(this.#ask(query, ({ rows }) => rows))
  }

  write (query: SQL | Statement): Promise<number> {
    const plainWrite = plainWriteOf(query)
    if (plainWrite !== undefined) return noticed(this.#gather(query as SQL, plainWrite)) // a plain write is never rendered yet
    return noticed(this.#ask(query, ({ rowCount }) => rowCount ?? 0))
  }

  /** Keeps a plain write back for those that come in the same breath; whatever else is sent, is sent behind it. */
  async #gather (query: SQL, write: PlainWrite): Promise<number> {
    if (this.#together?.admits(write) === false) this.#sendGathered()
    if (this.#together === undefined) {
      this.#together = new Together()
      process.nextTick(() => { this.#sendGathered() })
    }
    this.#together.add(query, write)
    await this.#together.answered
    return write.count
  }

  #sendGathered (): void {
    const together = this.#together
    if (together === undefined) return
    this.#together = undefined
    this.#ask(together.statement, () => {}).then(together.resolve, together.reject)
  }

  /** Sent behind the last writes, in their flight: when one of them fails, PostgreSQL passes over this commit. */
  async commit (): Promise<void> {
    this.#sendGathered()
    await this.#begun
    this.#closed = true
    if (this.#broken !== undefined) throw this.#broken
    this.#phase = 'committing'
    const { command } = await this.#send({ name: 'closing', text: 'commit', values: [] })
    if (this.#standbyUnconfirmed) {
      this.#broken = new Error('The commit was not confirmed by a standby.') // M6
      throw this.#broken
    }
    this.#phase = 'over'
    if (command !== 'COMMIT') throw this.#failures[0] ?? new Error('The commit became a rollback.') // M4
  }

  /**
   * Leaves nothing open. A client whose `begin` failed is destroyed: it may
   * still run later (M18). A commit that was refused is known to be void once
   * the same connection has answered again.
   */
  async abandon (error: unknown): Promise<void> {
    this.#closed = true
    await this.#begun.catch(() => {})
    if (this.#phase === 'beginning') this.#broken ??= asError(error)
    else if (this.#phase !== 'over' && this.#broken === undefined) await this.#rollBack()
  }

  /** Was the commit sent, and is it not known what became of it? */
  get commitIsUnanswered (): boolean {
    return this.#phase === 'committing'
  }

  /** The first failure is the cause; those behind it only say that the transaction was aborted. */
  causeOf (error: unknown): unknown {
    return this.#failures.some((failure) => failure === error) ? this.#failures[0] : error
  }

  release (): void {
    this.#client.off('error', this.#onError)
    this.#client.off('notice', this.#onNotice)
    const dirty = this.#client.getTransactionStatus() !== 'I'
    this.#client.release(this.#broken ?? (dirty ? new Error('The transaction was left open.') : undefined))
  }

  // What is asked too late would stand by itself: a branch of a Promise.all goes on when its twin has failed.
  async #ask<Answer> (query: SQL | Statement, read: (result: QueryResult) => Answer): Promise<Answer> {
    if (this.#closed) throw new Error('The transaction is over: this was asked after its end.')
    this.#sendGathered()
    return read(await this.#inOrder(this.#rendered(query)))
  }

  /** What leaves with `begin` is passed over when that fails. What is asked later waits until it has worked, or it might stand by itself. */
  #inOrder (statement: Statement): Promise<QueryResult> {
    if (this.#held === 0 && (this.#phase === 'open' || !this.#hasFlown)) return this.#send(statement)
    this.#held++
    return this.#begun.then(() => {
      this.#held--
      return this.#send(statement)
    })
  }

  /** What is sent in one breath leaves in one flight. A failure is noted in the order of the answers, before anything behind it is judged. */
  #send (statement: Statement): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      if (this.#flight === undefined) process.nextTick(() => { this.#leave() })
      this.#flight ??= []
      this.#flight.push({ statement, resolve, reject: (error) => { reject(this.#note(error)) } })
    })
  }

  #leave (): void {
    this.#sendGathered()
    const questions = this.#flight ?? []
    this.#flight = undefined
    this.#hasFlown = true
    fly(this.#client, this.#scope, questions)
  }

  #rendered (query: SQL | Statement): Statement {
    try {
      return render(query)
    } catch (error) {
      throw this.#note(asError(error))
    }
  }

  async #rollBack (): Promise<void> {
    try {
      await this.#send({ name: 'undoing', text: 'rollback', values: [] })
      this.#phase = 'over'
    } catch (error) {
      this.#broken ??= asError(error)
    }
  }

  // What PostgreSQL did not say itself leaves the client in doubt: a timeout, a lost connection, a value that could not be sent.
  #note (error: Error): Error {
    const isFirst = this.#failures.push(error) === 1
    if (!(error instanceof pg.DatabaseError) || (isFirst && isStaleStatement(error))) this.#broken ??= error
    return error
  }

  // Without a listener of its own, a connection lost while checked out ends the process (M3).
  readonly #onError = (error: Error): void => { this.#broken ??= this.#note(error) }

  // The message is in the server's language; the file is not (M6).
  readonly #onNotice = (notice: { file?: string | undefined }): void => {
    if (notice.file === 'syncrep.c') this.#standbyUnconfirmed = true
  }
}

// The server does not have the statement (26000), or its plan was aged by a migration (0A000): a new connection will do.
function isStaleStatement ({ code }: pg.DatabaseError): boolean {
  return code === '26000' || code === '0A000'
}

// Not awaiting a failed question must not end the process; commit() and abandon() know of it.
function noticed<Answer> (answer: Promise<Answer>): Promise<Answer> {
  answer.catch(() => {})
  return answer
}

function asError (error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
