import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Options } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { decoded, encodingOf } from './text-encoding.ts'
import { UnreadableFile } from './unreadable-file.ts'
import type { FileRow } from './unreadable-file.ts'

/** What separates the cells, in the order of likelihood; Excel writes semicolons where the comma is the decimal mark. */
const delimiters = [',', ';', '\t', '|'] as const

// A row of a plan has some thousand characters. A quotation mark that is never closed would make the whole file one cell.
const longestRow = 262_144

/**
 * The rows of a CSV file, read as it is decoded: whatever its encoding, its line ends and its delimiter, which
 * is the one by which most rows fall into the same number of cells. Each row counts, empty ones too, so that
 * the numbers are those of the spreadsheet.
 */
export async function * readCsv (path: string, beginning: Buffer): AsyncGenerator<FileRow> {
  const encoding = await encodingOf(path, beginning)
  const sample = new TextDecoder(encoding).decode(beginning)
  const delimiter = delimiterOf(sample)
  const text = Readable.from(decoded(path, encoding), { objectMode: true })
  const rows = text.pipe(parse({ ...form, delimiter, max_record_size: longestRow }))
  text.once('error', (error) => { rows.destroy(error) })
  let number = 0
  try {
    for await (const cells of rows as AsyncIterable<string[]>) {
      if (++number === 1 && isDelimiterLine(cells)) continue
      yield { number, cells: cells.map(withoutGuard) }
    }
  } catch (error) {
    throw error instanceof CsvError ? plainly(error) : error
  } finally {
    text.destroy()
  }
}

const form: Options = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: false }

function delimiterOf (sample: string): string {
  const named = /^sep=(.)\r?\n/i.exec(sample)?.[1]
  if (named !== undefined) return named
  const scored = delimiters.map((delimiter) => ({ delimiter, score: evenness(sample, delimiter) }))
  return scored.sort((a, b) => b.score - a.score)[0]?.delimiter ?? ','
}

const sampledRows = 25

/** How many cells the first rows have beyond one each, as far as they agree with the widest of them. */
function evenness (sample: string, delimiter: string): number {
  const rows: string[][] = parseAtOnce(sample, { ...form, delimiter, relax_quotes: true, to: sampledRows, skip_records_with_error: true })
  const widths = rows.map((row) => row.length)
  const widest = Math.max(1, ...widths)
  return widest === 1 ? 0 : widths.filter((width) => width === widest).length * (widest - 1)
}

function isDelimiterLine (cells: readonly string[]): boolean {
  return /^sep=/i.test(cells[0] ?? '') && cells.length <= 2
}

/** What our own exports put before a text that a spreadsheet would run. */
function withoutGuard (cell: string): string {
  return /^'[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell
}

const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a cell is opened with a quotation mark that is never closed',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in the middle of a cell: the whole cell has to be in quotation marks, and those within it doubled',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quotation mark: quotation marks within a cell have to be doubled',
  CSV_MAX_RECORD_SIZE: `a row is longer than ${longestRow / 1024} KiB, most likely because a quotation mark is never closed`
}

/** Told by the row in which it began: the line in which a quotation mark is missed is the file’s last. */
function plainly (error: CsvError): UnreadableFile {
  const { records } = error as CsvError & { records?: number } // the state of the parser is copied into its errors
  return new UnreadableFile(`Row ${records === undefined ? '?' : records + 1}: ${faults[error.code] ?? 'the file is not well-formed CSV'}.`)
}
