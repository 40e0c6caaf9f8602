import { getTableColumns, getTableName, sql, StringChunk } from './drizzle.ts'
import type { InferInsertModel, InferSelectModel, SQL, SQLChunk } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { casing, render } from './render.ts'

export { render } from './render.ts'

/** Every column of a table under its TypeScript name: `select ${columns(actions)} from ${actions}`. */
export function columns (table: PgTable): SQL {
  const known = selections.get(table)
  if (known !== undefined) return known
  const list = sql.join(Object.entries(getTableColumns(table)).map(([key, column]) => aliased(column, key)), comma)
  const written = new StringChunk(render(list).text).getSQL() // once: it is long, and in most questions
  selections.set(table, written)
  return written
}

/** Some columns of a table under their TypeScript names. */
export function pick<T extends PgTable> (table: T, ...keys: Array<keyof InferSelectModel<T> & string>): SQL {
  return sql.join(keys.map((key) => aliased(columnOf(table, key), key)), comma)
}

/** `insert into table (…) values (…), (…)`; what a row leaves undefined takes the column's default. */
export function insertInto<T extends PgTable> (table: T, rows: InferInsertModel<T> | ReadonlyArray<InferInsertModel<T>>): SQL {
  const list: ReadonlyArray<Record<string, unknown>> = Array.isArray(rows) ? rows : [rows]
  const keys = [...new Set(list.flatMap((row) => Object.keys(row).filter((key) => row[key] !== undefined)))]
  const chunks = list.flatMap((row, index) => [
    index === 0 ? headOf(table, keys) : nextRow,
    ...keys.flatMap((key, place) => place === 0 ? parameter(table, key, row[key]) : [comma, parameter(table, key, row[key])])
  ])
  return sql.fromList([...chunks, closing])
}

const comma = new StringChunk(', ')
const nextRow = new StringChunk('), (')
const closing = new StringChunk(')')

/** Written once for each set of columns: most inserts are of the same few. */
function headOf (table: PgTable, keys: readonly string[]): StringChunk {
  const ofTable = heads.get(table) ?? new Map<string, StringChunk>()
  const known = ofTable.get(keys.join())
  if (known !== undefined) return known
  const names = sql.join(keys.map((key) => bareName(columnOf(table, key))), comma)
  const head = new StringChunk(render(sql`insert into ${table} (${names}) values (`).text)
  heads.set(table, ofTable.set(keys.join(), head))
  return head
}

const heads = new WeakMap<PgTable, Map<string, StringChunk>>()

/** `update table set …` without its where; undefined values are left alone. */
export function updateSet<T extends PgTable> (table: T, changes: Partial<InferInsertModel<T>>): SQL {
  const values: Record<string, unknown> = changes
  const assignments = Object.keys(values).filter((key) => values[key] !== undefined)
    .map((key) => sql`${bareName(columnOf(table, key))} = ${parameter(table, key, values[key])}`)
  return sql`update ${table} set ${sql.join(assignments, comma)}`
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
  const known = bareNames.get(column)
  if (known !== undefined) return known
  const name = sql.identifier(casing.getColumnCasing(column)).getSQL()
  bareNames.set(column, name)
  return name
}

const selections = new Map<PgTable, SQL>()
const bareNames = new Map<PgColumn, SQL>()

function aliased (column: PgColumn, key: string): SQL {
  return sql`${column} as ${sql.identifier(key)}`
}

function columnOf (table: PgTable, key: string): PgColumn {
  const column = getTableColumns(table)[key]
  if (column === undefined) throw new Error(`Table ${getTableName(table)} has no column ${key}.`)
  return column
}

// Null is a value too: written out, each set of nulls would be another shape to prepare.
function parameter (table: PgTable, key: string, value: unknown): SQLChunk {
  return value === undefined ? defaultValue : sql.param(value, columnOf(table, key))
}

const defaultValue = sql`default`
