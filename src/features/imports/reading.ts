import { createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { mostImportRows } from '../../domain/import.ts'
import { mostRowsAboveData, planColumns, readHeader } from '../../domain/plan-column.ts'
import type { PlanColumnKey, PlanHeader } from '../../domain/plan-column.ts'
import type { PlanCells } from '../../domain/plan-row.ts'
import { Refusal } from '../../domain/refusal.ts'
import { linesOfFile } from '../../platform/files/lines.ts'
import type { ReceivedFile } from '../../platform/files/received-file.ts'
import { readCsv } from '../../platform/formats/csv-reading.ts'
import { refuseOversized, UnreadableFile } from '../../platform/formats/unreadable-file.ts'
import type { FileRow } from '../../platform/formats/unreadable-file.ts'
import { readXlsx } from '../../platform/formats/xlsx-reading.ts'
import type { SheetBegin } from '../../platform/formats/xlsx-reading.ts'
import { strayCells } from './judging.ts'

export type NumberedCells = readonly [row: number, cells: PlanCells]

/** A file that was read to its end and understood as a table; its rows wait on the disk. */
export interface ReadPlan {
  readonly format: 'csv' | 'xlsx'
  readonly sheet: string | null
  readonly columns: readonly PlanColumnKey[]
  readonly rowCount: number
  rows: () => AsyncGenerator<NumberedCells>
  discard: () => Promise<void>
}

/**
 * Reads a whole file before anything is written, and refuses what cannot be read or has columns that are not
 * understood. Its rows go to the disk, so that the transaction that takes them in waits for no unpacking.
 */
export async function readPlan (file: ReceivedFile, ignored: readonly string[]): Promise<ReadPlan> {
  const beginning = await beginningOf(file.path)
  const format = formatOf(beginning)
  const path = `${file.path}.rows`
  const found: Found = { sheet: null, columns: [], rowCount: 0 }
  try {
    await pipeline(linesOf(understood(format === 'csv' ? readCsv(file.path, beginning) : readXlsx(file.path, file.size), ignored, found)), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await rm(path, { force: true })
    throw error instanceof UnreadableFile ? new Refusal('file-not-readable', error.message, { errors: [{ pointer: '/file', detail: error.message }] }) : error
  }
  return { format, ...found, rows: () => rowsIn(path), discard: async () => { await rm(path, { force: true }) } }
}

interface Found { sheet: string | null, columns: PlanColumnKey[], rowCount: number }

async function beginningOf (path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Files are known by their content. */
function formatOf (beginning: Buffer): ReadPlan['format'] {
  if (beginning.length === 0) throw unreadable('The file is empty.')
  const signature = beginning.subarray(0, 4).toString('hex')
  if (signature === '504b0304') return 'xlsx'
  if (signature === 'd0cf11e0') throw unreadable('The file is a workbook of an old Excel, or one with a password: save it as .xlsx without one.')
  return 'csv'
}

function unreadable (detail: string): Refusal {
  return new Refusal('file-not-readable', detail, { errors: [{ pointer: '/file', detail }] })
}

/** The rows below the headings, by the columns that the headings stand for; of a workbook, those of the first sheet that has headings. */
async function * understood (source: AsyncIterable<SheetBegin | FileRow>, ignored: readonly string[], found: Found): AsyncGenerator<NumberedCells> {
  let sheet = new SheetReader(ignored, 'from 1900')
  let first: SheetReader | undefined
  for await (const each of source) {
    if ('sheet' in each) {
      yield * counted(sheet.finish(), found)
      if (sheet.isUnderstood) break
      first ??= sheet.header === undefined ? undefined : sheet
      sheet = new SheetReader(ignored, each.from1904 ? 'from 1904' : 'from 1900')
      found.sheet = each.sheet
    } else {
      refuseOversized(each)
      yield * counted(sheet.take(each), found)
    }
  }
  yield * counted(sheet.finish(), found)
  if (!sheet.isUnderstood) throw notUnderstood((first ?? sheet).header)
  if (found.rowCount === 0) throw new UnreadableFile('The file has headings, and no row below them.')
  found.columns = sheet.header?.columns.filter((key) => key != null) ?? []
}

function counted (rows: readonly NumberedCells[], found: Found): readonly NumberedCells[] {
  found.rowCount += rows.length
  if (found.rowCount > mostImportRows) throw new UnreadableFile(`The file has more than ${mostImportRows} rows: divide it.`)
  return rows
}

type DaysCounted = 'from 1900' | 'from 1904'

/** Rows wait until it is known which of them has the headings. */
class SheetReader {
  header: PlanHeader | undefined
  readonly #ignored: readonly string[]
  readonly #days: DaysCounted
  #waiting: FileRow[] = []

  constructor (ignored: readonly string[], days: DaysCounted) {
    this.#ignored = ignored
    this.#days = days
  }

  get isUnderstood (): boolean {
    return this.header !== undefined && isUnderstood(this.header)
  }

  take (row: FileRow): NumberedCells[] {
    if (this.header !== undefined) return this.#below([row])
    return this.#waiting.push(row) < mostRowsAboveData ? [] : this.finish()
  }

  finish (): NumberedCells[] {
    const waiting = this.#waiting
    this.#waiting = []
    if (this.header !== undefined || waiting.length === 0) return []
    this.header = readHeader(waiting.map(({ cells }) => cells), this.#ignored)
    return this.#below(waiting.slice(this.header.place + 1))
  }

  #below (rows: readonly FileRow[]): NumberedCells[] {
    const { header } = this
    if (header === undefined || !isUnderstood(header)) return []
    return rows.flatMap(({ number, cells }) => {
      const named = cellsOf(header.columns, cells, this.#days)
      return Object.keys(named).length === 0 ? [] : [[number, named] as const]
    })
  }
}

function isUnderstood ({ unknown, missing, repeated }: PlanHeader): boolean {
  return unknown.length + missing.length + repeated.length === 0
}

const dayColumns = new Set<PlanColumnKey>(planColumns.filter(({ kind }) => kind === 'day').map(({ key }) => key))
const daysFrom1900To1904 = 1_462

/** What is in the cells of a row; empty ones are not there. Those under a heading that is left alone are, too, and those under none are told. */
function cellsOf (columns: PlanHeader['columns'], cells: readonly string[], days: DaysCounted): PlanCells {
  const named: Record<string, string> = {}
  for (const [index, cell] of cells.entries()) {
    const text = cell.trim()
    const column = columns[index]
    if (text === '' || column === null) continue
    if (column === undefined) named[strayCells] ??= lettersOf(index)
    else named[column] = days === 'from 1904' && dayColumns.has(column) && /^\d{5}(\.\d+)?$/.test(text) ? String(Number(text) + daysFrom1900To1904) : text
  }
  return named
}

/** As a spreadsheet names its columns: 0 is A, 26 is AA. */
function lettersOf (index: number): string {
  return (index < 26 ? '' : lettersOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + index % 26)
}

function notUnderstood (header: PlanHeader | undefined): Refusal {
  if (header === undefined) return unreadable('The file holds no rows.')
  const { unknown, missing, repeated } = header
  const said = [
    ...unknown.slice(0, 20).map(({ heading, near }) => `“${heading.slice(0, 60)}” is no column of a plan${near.length === 0 ? '' : ` (did you mean ${near.map((name) => `“${name}”`).join(' or ')}?)`}`),
    ...repeated.slice(0, 20).map((heading) => `“${heading.slice(0, 60)}” means the same as a column before it`),
    ...missing.map((title) => `there is no column “${title}”`)
  ]
  return new Refusal('columns-not-understood', `In the headings: ${said.join('; ')}. Correct them, or leave columns alone with ignoreColumns.`, {
    unknown: unknown.slice(0, 200).map(({ heading, near }) => ({ heading: heading.slice(0, 200), near })), missing, repeated: repeated.map((heading) => heading.slice(0, 200))
  })
}

async function * linesOf (rows: AsyncIterable<NumberedCells>): AsyncGenerator<string> {
  let piece = ''
  for await (const row of rows) {
    piece += `${JSON.stringify(row)}\n`
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}

const pieceLength = 65_536

async function * rowsIn (path: string): AsyncGenerator<NumberedCells> {
  for await (const line of linesOfFile(path)) yield JSON.parse(line) as NumberedCells // as written above
}
