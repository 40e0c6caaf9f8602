import { sql } from './drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { bareName, casing, columnOf, writtenColumns } from './column-names.ts'
import type { RowOf } from './column-names.ts'

/**
 * Rows by the hundreds in one statement of one value: its text is the same however many
 * there are, so that it is prepared once, and no row costs its forty parameters.
 */
export function insertEach<T extends PgTable> (table: T, rows: ReadonlyArray<RowOf<T>>): SQL {
  const names = sql.join(writtenColumns(table).map(([, column]) => bareName(column)), sql`, `)
  return sql`insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, ${inJson(table, rows)}::jsonb)`
}

/** Gives rows of a partnership their new values in the columns named, each by its id. */
export function updateEach<T extends PgTable> (table: T, partnershipId: string, rows: ReadonlyArray<Partial<RowOf<T>>>, keys: ReadonlyArray<keyof RowOf<T> & string>): SQL {
  const assignments = keys.map((key) => sql`${bareName(columnOf(table, key))} = given.${bareName(columnOf(table, key))}`)
  return sql`update ${table} set ${sql.join(assignments, sql`, `)} from jsonb_populate_recordset(null::${table}, ${inJson(table, rows)}::jsonb) as given
    where ${columnOf(table, 'partnershipId')} = ${partnershipId} and ${columnOf(table, 'id')} = given.id`
}

function inJson (table: PgTable, rows: readonly object[]): string {
  const names = new Map(writtenColumns(table).map(([key, column]) => [key, casing.getColumnCasing(column)]))
  return JSON.stringify(rows.map((row) => Object.fromEntries(Object.entries(row).flatMap(([key, value]) => names.has(key) ? [[names.get(key), value]] : []))))
}
