import { sql, SQL, StringChunk } from './drizzle.ts'
import type { InferInsertModel, InferSelectModel, SQLChunk } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { bareName, columnOf, writtenColumns } from './column-names.ts'
import { Insertion } from './insertion.ts'
import { render } from './render.ts'
import { plain } from './together.ts'

export { bareName } from './column-names.ts'
export { render } from './render.ts'

/** Every column of a table that is written, under its TypeScript name: `select ${columns(actions)} from ${actions}`. */
export function columns (table: PgTable): SQL {
  const known = selections.get(table)
  if (known !== undefined) return known
  const list = sql.join(writtenColumns(table).map(([key, column]) => aliased(column, key)), comma)
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
  return plain(new SQL([new Insertion(table, list)]), { table, kind: 'insert', count: list.length })
}

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
export function fromDomain (text: string, today: string | SQL): SQL {
  const [first = '', ...rest] = text.split(':today')
  return sql.fromList([new StringChunk(first), ...rest.flatMap((part) => [sql`${today}::date`, new StringChunk(part)])])
}

/**
 * Is the column one of these? One value is asked for by `=`: an index in the list's order can serve that,
 * and PostgreSQL, which takes a list of unknown length to be long, keeps its plan.
 */
export function isAnyOf (column: PgColumn, values: readonly string[]): SQL {
  const [only] = values
  return values.length === 1 ? sql`${column} = ${only}` : sql`${column} = any(${sql.param(values)})`
}

const selections = new Map<PgTable, SQL>()
const comma = sql`, `

function aliased (column: PgColumn, key: string): SQL {
  return sql`${column} as ${sql.identifier(key)}`
}

// Null is a value too: written out, each set of nulls would be another shape to prepare.
function parameter (table: PgTable, key: string, value: unknown): SQLChunk {
  return value === undefined ? defaultValue : sql.param(value, columnOf(table, key))
}

const defaultValue = sql`default`
