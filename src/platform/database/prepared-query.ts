import pg from 'pg'
import type { ClientBase, QueryResult } from 'pg'
import type { Statement } from './render.ts'
import { tell } from './tenancy.ts'

type Callback = (error: Error | null, result: QueryResult) => void

/** Asks over a connection that is ours at the moment, within a partnership or everywhere (tenancy.ts). */
export function ask (client: ClientBase, statement: Statement, scope: string, callback: Callback): void {
  const { told, said } = tell(client, scope)
  if (said !== undefined) send(client, said, (error) => { if (error !== null) told.fault = error })
  // What was asked where it should not have been is not answered; that it could not be told is the cause of what fails behind it.
  send(client, statement, (error, result) => { callback(told.fault ?? error, result) })
}

function send (client: ClientBase, statement: Statement, callback: Callback): void {
  const { name, text, values } = statement
  if (name !== undefined) client.query(Object.assign(new PreparedQuery(text), { name, values, callback }))
  else if (values.length === 0) client.query(Object.assign(new pg.Query(text), { callback }))
  else client.query(statement, callback)
}

/** How the driver's result makes an object of the texts of a row. */
interface Columns { fields: unknown, _parsers: unknown, _prebuiltEmptyResultObject: unknown }

/** What the driver's query has beside its published type; of pg 8.23.1 (test/platform/prepared-query.test.ts). */
declare class Internals implements pg.Submittable {
  constructor (text: string)
  readonly name: string
  readonly _result: Columns
  _accumulateRows: boolean
  submit (connection: pg.Connection): void
  prepare (connection: Describing): void
  handleRowDescription (message: object): void
  handleCommandComplete (message: object, connection: Describing): void
}

interface Describing extends pg.Connection { describe: (what: object) => void }

const DriversQuery = pg.Query as unknown as new (text: string) => Internals // see there

/**
 * A question of a prepared statement. The driver has the columns described with
 * every answer; for an action that is more than the action itself, and reading it
 * was a tenth of the time of a busy process. Here they are described once for each
 * connection and statement. Should a migration alter them, PostgreSQL refuses the
 * statement (0A000), and the connection is renewed.
 */
class PreparedQuery extends DriversQuery {
  #describedBy: Describing | undefined

  override prepare (connection: Describing): void {
    const columns = described.get(connection)?.get(this.name)
    if (columns === undefined) {
      this.#describedBy = connection
      super.prepare(connection)
    } else {
      Object.assign(this._result, columns)
      this._accumulateRows = true
      super.prepare(withoutDescribing(connection))
    }
  }

  override handleRowDescription (message: object): void {
    super.handleRowDescription(message)
    this.#remember(this._result)
  }

  override handleCommandComplete (message: object, connection: Describing): void {
    this.#remember(this._result) // no description came before the end: it has no columns
    super.handleCommandComplete(message, connection)
  }

  #remember ({ fields, _parsers, _prebuiltEmptyResultObject }: Columns): void {
    if (this.#describedBy === undefined) return
    const known = described.get(this.#describedBy) ?? new Map<string, Columns>()
    described.set(this.#describedBy, known.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject }))
    this.#describedBy = undefined
  }
}

const described = new WeakMap<pg.Connection, Map<string, Columns>>()
const silent = new WeakMap<pg.Connection, Describing>()

/** The same connection, but for what it says to `describe`. */
function withoutDescribing (connection: Describing): Describing {
  const known = silent.get(connection)
  if (known !== undefined) return known
  const made: Describing = Object.create(connection, { describe: { value: () => {} } })
  silent.set(connection, made)
  return made
}
