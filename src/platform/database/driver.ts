import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import type { ClientBase, QueryResult } from 'pg'

/*
 * What the driver has beside its published types, as a flight uses it: of pg 8.23.1,
 * and held to it by test/platform/flight.test.ts.
 */

export interface Result extends QueryResult {
  _parsers: unknown
  _prebuiltEmptyResultObject: unknown
  addFields: (fields: unknown) => void
  parseRow: (texts: unknown) => object
  addCommandComplete: (message: object) => void
}

/** How a result makes an object of the texts of a row. */
export type Columns = Pick<Result, 'fields' | '_parsers' | '_prebuiltEmptyResultObject'>

/** A connection, by the messages that it sends; which statements PostgreSQL has parsed on it, and which are under way to it. */
export interface Wire {
  readonly stream: Duplex
  readonly parsedStatements: Record<string, string>
  readonly submittedNamedStatements: Record<string, string>
  parse: (statement: { name: string, text: string }) => void
  bind: (portal: { statement: string, values: readonly unknown[], valueMapper: (value: unknown) => unknown }) => void
  describe: (what: { type: 'P', name: string }) => void
  execute: (portal: { portal: string }) => void
  sync: () => void
}

/** A query, by the messages that come for it. Under its name and text the driver notes that a statement has been parsed. */
declare class Query implements pg.Submittable {
  name: string | undefined
  text: string
  readonly _result: { readonly _types: unknown }
  submit (wire: object): void
  handleRowDescription (message: { fields: unknown }): void
  handleDataRow (message: { fields: unknown }): void
  handleCommandComplete (message: object, wire: Wire): void
  handleError (error: Error, wire: Wire): void
  handleReadyForQuery (wire: Wire): void
}

export const DriversQuery = pg.Query as unknown as new (text: string, callback: () => void) => Query
export const { Result: DriversResult } = pg as unknown as { Result: new (rowMode: undefined, types: unknown) => Result }

/** The text, or the bytes, by which the driver sends a value; fails for one that has none. */
export const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as { prepareValue: (value: unknown) => unknown }

/** The connection of a client, which the published types do not show. */
export function wireOf (client: ClientBase): Wire {
  return (client as ClientBase & { connection: Wire }).connection
}
