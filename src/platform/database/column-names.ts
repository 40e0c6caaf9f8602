import type { InferSelectModel } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { CasingCache, getTableColumns, getTableName, sql } from './drizzle.ts'
import type { PgColumn, SQL } from './drizzle.ts'

/** The names of the tables' columns: camelCase here, snake_case in the database. */
export const casing = new CasingCache('snake_case')

/** The name of a column as it stands in the database, without its table. */
export function bareName (column: PgColumn): SQL {
  const known = bareNames.get(column)
  if (known !== undefined) return known
  const name = sql.identifier(casing.getColumnCasing(column)).getSQL()
  bareNames.set(column, name)
  return name
}

export function columnOf (table: PgTable, key: string): PgColumn {
  const column = getTableColumns(table)[key]
  if (column === undefined) throw new Error(`Table ${getTableName(table)} has no column ${key}.`)
  return column
}

/** A row as it is written and read; not what the database makes of it for itself. */
export type RowOf<T extends PgTable> = {
  [Key in keyof InferSelectModel<T> as T['_']['columns'][Key & string]['_']['generated'] extends undefined ? Key : never]: InferSelectModel<T>[Key]
}

/** The columns of such a row. */
export function writtenColumns (table: PgTable): Array<[key: string, column: PgColumn]> {
  return Object.entries(getTableColumns(table)).filter(([, { generated }]) => generated === undefined)
}

const bareNames = new Map<PgColumn, SQL>()
