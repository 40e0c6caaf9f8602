import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { mightRun } from './table.ts'
import type { Cell, Column, Table } from './table.ts'

export const csvType = 'text/csv; charset=utf-8; header=present'

/**
 * A table as CSV (RFC 4180), for programs and for a double click: with the mark by which Excel
 * knows UTF-8, and with nothing in it that a spreadsheet would run. Reads rows as fast as it is read.
 */
export function writeCsv (table: Table): Readable {
  const written = stringify({
    bom: true,
    record_delimiter: '\r\n',
    header: true,
    columns: table.columns.map(({ key, title }) => ({ key, header: harmless(title) })),
    cast: { boolean: String },
    // What was made harmless, and what holds another country's delimiter, would come apart without quotes.
    quoted_match: /^'|[;\t]/
  })
  pipeline(Readable.from(linesOf(table)), written, () => {}) // whoever reads meets the error there
  return written
}

async function * linesOf ({ columns, rows }: Table): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield columns.map((column, index) => cellOf(column, row[index] ?? null))
}

// A number is one, and -5 is no formula; in a column of texts it would be, to a spreadsheet.
function cellOf ({ kind }: Column, cell: Cell): Cell {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  if (typeof cell !== 'string') return cell
  return kind === 'number' && plainNumber.test(cell) ? cell : harmless(cell)
}

const plainNumber = /^-?\d+(\.\d+)?$/

function harmless (text: string): string {
  return (mightRun(text) ? `'${text}` : text).toWellFormed()
}
