import { getTableColumns, getTableName, sql, StringChunk } from 'drizzle-orm'
import type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { CasingCache } from 'drizzle-orm/casing'
import { createHash } from 'node:crypto'

const dialect = new PgDialect({ casing: 'snake_case' })
const casing = new CasingCache('snake_case')
const names = new Map<string, string>()

// A list with every filter of its own is some hundred shapes; past this, a shape is simply not prepared.
const mostPreparedShapes = 1_000

export interface Statement { name?: string, text: string, values: unknown[] }

/** The text and values of a query; the name makes PostgreSQL plan each shape once a connection. */
export function render (query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  const name = nameOf(text)
  return name === undefined ? { text, values: params } : { name, text, values: params }
}

/** Every column of a table under its TypeScript name: `select ${columns(actions)} from ${actions}`. */
export function columns (table: PgTable): SQL {
  const known = selections.get(table)
  if (known !== undefined) return known
  const list = sql.join(Object.entries(getTableColumns(table)).map(([key, column]) => aliased(column, key)), sql`, `)
  selections.set(table, list)
  return list
}

/** Some columns of a table under their TypeScript names. */
export function pick<T extends PgTable> (table: T, ...keys: Array<keyof InferSelectModel<T> & string>): SQL {
  return sql.join(keys.map((key) => aliased(columnOf(table, key), key)), sql`, `)
}

/** `insert into table (…) values (…), (…)`; what a row leaves undefined takes the column's default. */
export function insertInto<T extends PgTable> (table: T, rows: InferInsertModel<T> | ReadonlyArray<InferInsertModel<T>>): SQL {
  const list: ReadonlyArray<Record<string, unknown>> = Array.isArray(rows) ? rows : [rows]
  const keys = [...new Set(list.flatMap((row) => Object.keys(row).filter((key) => row[key] !== undefined)))]
  const values = list.map((row) => sql`(${sql.join(keys.map((key) => parameter(table, key, row[key])), sql`, `)})`)
  return sql`insert into ${table} (${sql.join(keys.map((key) => bareName(columnOf(table, key))), sql`, `)}) values ${sql.join(values, sql`, `)}`
}

/** `update table set …` without its where; undefined values are left alone. */
export function updateSet<T extends PgTable> (table: T, changes: Partial<InferInsertModel<T>>): SQL {
  const values: Record<string, unknown> = changes
  const assignments = Object.keys(values).filter((key) => values[key] !== undefined)
    .map((key) => sql`${bareName(columnOf(table, key))} = ${parameter(table, key, values[key])}`)
  return sql`update ${table} set ${sql.join(assignments, sql`, `)}`
}

/**
 * A condition that the domain states as text over fixed column names, with its `:today`.
 * The text is a constant of the code: nothing a caller says ever reaches it.
 */
export function fromDomain (text: string, today: string): SQL {
  const [first = '', ...rest] = text.split(':today')
  return sql.fromList([new StringChunk(first), ...rest.flatMap((part) => [sql`${today}::date`, new StringChunk(part)])])
}

/** The name of a column as it stands in the database, without its table. */
export function bareName (column: PgColumn): SQL {
  return sql`${sql.identifier(casing.getColumnCasing(column))}`
}

const selections = new Map<PgTable, SQL>()

function nameOf (text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= mostPreparedShapes) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  names.set(text, name)
  return name
}

function aliased (column: PgColumn, key: string): SQL {
  return sql`${column} as ${sql.identifier(key)}`
}

function columnOf (table: PgTable, key: string): PgColumn {
  const column = getTableColumns(table)[key]
  if (column === undefined) throw new Error(`Table ${getTableName(table)} has no column ${key}.`)
  return column
}

function parameter (table: PgTable, key: string, value: unknown): SQL {
  if (value === undefined) return sql`default`
  return sql`${sql.param(value, columnOf(table, key))}` // null too: written out, each set of nulls would be a shape to prepare
}
