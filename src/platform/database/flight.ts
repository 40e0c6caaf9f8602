import type { ClientBase, QueryResult } from 'pg'
import { DriversQuery, DriversResult, prepareValue } from './driver.ts'
import type { Columns, Result, Wire } from './driver.ts'
import type { Statement } from './render.ts'
import { tell } from './tenancy.ts'

/** A statement, and who hears what became of it. */
export interface Question {
  readonly statement: Statement
  readonly resolve: (result: QueryResult) => void
  readonly reject: (error: Error) => void
}

/** Sends questions over a connection that is ours at the moment, within a partnership or everywhere (tenancy.ts). */
export function fly (client: ClientBase, scope: string, questions: readonly Question[]): void {
  const { told, said } = tell(client, scope)
  // In a flight of its own: inside a transaction, a rollback would take back what was told.
  if (said !== undefined) client.query(new Flight([{ statement: said, resolve: () => {}, reject: (error) => { told.fault = error } }]))
  client.query(new Flight(questions.map(({ statement, resolve, reject }) => ({
    statement,
    // What was asked where it should not have been is not answered; that it could not be told is the cause of what fails behind it.
    resolve: (result) => { if (told.fault === undefined) resolve(result); else reject(told.fault) },
    reject: (error) => { reject(told.fault ?? error) }
  }))))
}

/**
 * Questions under one `Sync`. The driver gives each question its own, upon which
 * PostgreSQL sends what it has to say: six packets for a new action, and Node woken
 * for each. Under one it answers once, and when a question fails it passes over
 * those behind it, a commit among them.
 *
 * Also spared: the driver has the columns of every answer described, which for an
 * action is more than the action itself. Here they are described once for each
 * connection and statement. Should a migration alter them, PostgreSQL refuses the
 * statement (0A000), and the connection is renewed.
 */
class Flight extends DriversQuery {
  #questions: readonly Question[]
  readonly #results: Result[] = []
  readonly #unreadable: Error[] = []
  #answered = 0
  #unsent: Error | undefined

  constructor (questions: readonly Question[]) {
    super('', () => {}) // the driver winds its deadline around the callback
    this.#questions = questions
  }

  override submit (wire: Wire): void {
    this.#attend()
    wire.stream.cork()
    try {
      for (const { statement } of this.#questions) this.#send(statement, wire)
    } catch (error) {
      this.#unsent = error as Error // a value that has no text; what is behind it stays here too
    }
    wire.sync()
    wire.stream.uncork()
  }

  #send ({ name, text, values }: Statement, wire: Wire): void {
    const result = new DriversResult(undefined, this._result._types)
    this.#results.push(result)
    if (!isParsed(name, wire)) parse({ name, text }, wire)
    wire.bind({ statement: name ?? '', values, valueMapper: prepareValue })
    const columns = columnsOf(name, wire)
    if (columns === undefined) wire.describe({ type: 'P', name: '' })
    else Object.assign(result, columns)
    wire.execute({ portal: '' })
  }

  override handleRowDescription ({ fields }: { fields: unknown }): void {
    this.#results[this.#answered]?.addFields(fields)
  }

  override handleDataRow ({ fields }: { fields: unknown }): void {
    try {
      const result = this.#results[this.#answered]
      result?.rows.push(result.parseRow(fields))
    } catch (error) {
      this.#unreadable[this.#answered] = error as Error // of a column's parser
    }
  }

  override handleCommandComplete (message: object, wire: Wire): void {
    const result = this.#results[this.#answered]
    result?.addCommandComplete(message)
    if (result !== undefined) keepColumns(this.name, result, wire)
    this.#answered++
    this.#attend()
  }

  override handleError (error: Error, wire: Wire): void {
    for (const { statement } of this.#questions.slice(this.#answered)) forgetParsing(statement.name, wire)
    this.#tell(error)
    super.handleError(error, wire)
  }

  // Not earlier: whoever is answered may give the connection back, and what state it is in comes with the answer to `Sync`.
  override handleReadyForQuery (wire: Wire): void {
    this.#tell(this.#unsent ?? new Error('PostgreSQL left a question unanswered.'))
    super.handleReadyForQuery(wire)
  }

  #attend (): void {
    const { name, text = '' } = this.#questions[this.#answered]?.statement ?? {}
    this.name = name
    this.text = text
  }

  /** Once. What was answered before the failure stands; what failed, and all behind it, does not. */
  #tell (failure: Error): void {
    const questions = this.#questions
    this.#questions = []
    for (const [index, { resolve, reject }] of questions.entries()) {
      const result = this.#results[index]
      const fault = index < this.#answered ? this.#unreadable[index] : failure
      if (fault !== undefined || result === undefined) reject(fault ?? failure)
      else resolve(result)
    }
  }
}

function isParsed (name: string | undefined, wire: Wire): boolean {
  return name !== undefined && (wire.parsedStatements[name] ?? wire.submittedNamedStatements[name]) !== undefined
}

function parse ({ name, text }: Pick<Statement, 'text'> & { name: string | undefined }, wire: Wire): void {
  wire.parse({ name: name ?? '', text })
  if (name !== undefined) wire.submittedNamedStatements[name] = text
}

// What PostgreSQL passed over is parsed at its next use.
function forgetParsing (name: string | undefined, wire: Wire): void {
  if (name !== undefined) delete wire.submittedNamedStatements[name]
}

const columnsByWire = new WeakMap<Wire, Map<string, Columns>>()

function columnsOf (name: string | undefined, wire: Wire): Columns | undefined {
  return name === undefined ? undefined : columnsByWire.get(wire)?.get(name)
}

function keepColumns (name: string | undefined, { fields, _parsers, _prebuiltEmptyResultObject }: Result, wire: Wire): void {
  if (name === undefined || columnsOf(name, wire) !== undefined) return
  const known = columnsByWire.get(wire) ?? new Map<string, Columns>()
  columnsByWire.set(wire, known.set(name, { fields, _parsers, _prebuiltEmptyResultObject }))
}
