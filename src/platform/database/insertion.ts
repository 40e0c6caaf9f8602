import type { SQLWrapper } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { bareName, casing, columnOf } from './column-names.ts'
import { getTableName, sql } from './drizzle.ts'
import type { PgColumn, SQL } from './drizzle.ts'
import type { Statement } from './render.ts'

type Row = Readonly<Record<string, unknown>>

/** Rows to be inserted, which write themselves into a statement: made of the ORM's chunks, they took half the time of a change. */
export class Insertion implements SQLWrapper {
  readonly #table: PgTable
  readonly #rows: readonly Row[]
  readonly #head: Head

  constructor (table: PgTable, rows: readonly Row[]) {
    this.#table = table
    this.#rows = rows
    const [only] = rows
    this.#head = headOf(table, rows.length === 1 && only !== undefined ? namedIn(only) : [...new Set(rows.flatMap(namedIn))])
  }

  appendTo (to: Statement): void {
    to.text += this.#head.text
    for (const [index, row] of this.#rows.entries()) {
      to.text += index === 0 ? '(' : ', ('
      this.#head.columns.forEach(([key, column], place) => {
        if (place > 0) to.text += ', '
        appendValue(to, column, row[key])
      })
      to.text += ')'
    }
  }

  /** Where the ORM renders, it puts no brackets around it: rows are no subquery. */
  shouldOmitSQLParens (): boolean {
    return true
  }

  /** The same as the ORM has it, for wherever the ORM itself renders. */
  getSQL (): SQL {
    const { columns } = this.#head
    const names = sql.join(columns.map(([, column]) => bareName(column)), sql`, `)
    const rows = this.#rows.map((row) => sql`(${sql.join(columns.map(([key, column]) => row[key] === undefined ? sql`default` : sql.param(row[key], column)), sql`, `)})`)
    return sql`insert into ${this.#table} (${names}) values ${sql.join(rows, sql`, `)}`
  }
}

function namedIn (row: Row): string[] {
  return Object.keys(row).filter((key) => row[key] !== undefined)
}

// Null is a value too: written out, each set of nulls would be another shape to prepare.
function appendValue (to: Statement, column: PgColumn, value: unknown): void {
  if (value === undefined) {
    to.text += 'default'
  } else {
    to.values.push(value === null ? null : column.mapToDriverValue(value))
    to.text += `$${to.values.length}`
  }
}

interface Head { readonly text: string, readonly columns: ReadonlyArray<readonly [key: string, column: PgColumn]> }

const heads = new WeakMap<PgTable, Map<string, Head>>()

/** Written once for each set of columns: most inserts are of the same few. */
function headOf (table: PgTable, keys: readonly string[]): Head {
  const ofTable = heads.get(table) ?? new Map<string, Head>()
  const known = ofTable.get(keys.join())
  if (known !== undefined) return known
  const columns = keys.map((key) => [key, columnOf(table, key)] as const)
  const names = columns.map(([, column]) => quoted(casing.getColumnCasing(column)))
  const head = { text: `insert into ${quoted(getTableName(table))} (${names.join(', ')}) values `, columns }
  heads.set(table, ofTable.set(keys.join(), head))
  return head
}

/** Names of our own tables and columns: constants of the code. */
function quoted (name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
