import type { XlsxPackage } from './xlsx-package.ts'
import { readXml } from './xlsx-xml.ts'
import { textReader } from './xlsx-workbook.ts'
import { tableLimits, UnreadableFile } from './unreadable-file.ts'
import type { FileRow } from './unreadable-file.ts'

interface CellUnderWay { column: number, type: string, value: string, hasValue: boolean, isFormula: boolean }

/** Reads the rows of a sheet; `take` is given some at a time, and says whether it has enough. Formulas count by the result that is stored with them. */
export async function readRows (zip: XlsxPackage, part: string, texts: readonly string[], take: (rows: FileRow[]) => Promise<boolean>): Promise<void> {
  let rows: FileRow[] = []
  const reader = rowReader(texts, (row) => { rows.push(row) })
  const flush = async (): Promise<boolean> => {
    if (rows.length === 0) return false
    const some = rows
    rows = []
    return await take(some)
  }
  let isEnough = false
  await readXml(await zip.open(part), { ...reader, pause: async () => { isEnough = await flush(); return isEnough } })
  if (!isEnough) await flush()
}

function rowReader (texts: readonly string[], found: (row: FileRow) => void) {
  let number = 0
  let cells: string[] = []
  let cell: CellUnderWay | undefined
  let takes: 'v' | undefined
  const inline = textReader('is', (text) => { if (cell !== undefined) Object.assign(cell, { value: text, hasValue: true }) })
  return {
    opened: (name: string, attributes: Readonly<Record<string, string>>) => {
      inline.opened(name)
      takes = name === 'v' ? 'v' : undefined
      if (name === 'row') [number, cells] = [Number(attributes['r'] ?? number + 1), []]
      else if (name === 'c') cell = cellAt(attributes, cells.length, number)
      else if (name === 'f' && cell !== undefined) cell.isFormula = true
    },
    closed: (name: string) => {
      inline.closed(name)
      takes = undefined
      if (name === 'c' && cell !== undefined) {
        while (cells.length < cell.column) cells.push('')
        cells[cell.column] = textOf(cell, texts, number)
        cell = undefined
      } else if (name === 'row') found({ number, cells })
    },
    text: (text: string) => {
      inline.text(text)
      if (takes === undefined || cell === undefined) return
      cell.value += text
      cell.hasValue = true
    }
  }
}

function cellAt ({ r: place, t: type = 'n' }: Readonly<Record<string, string>>, next: number, row: number): CellUnderWay {
  const column = place === undefined ? next : columnOf(place)
  if (column >= tableLimits.columns) throw new UnreadableFile(`Row ${row} has more than ${tableLimits.columns} columns, which is as many as are read.`)
  return { column, type, value: '', hasValue: false, isFormula: false }
}

/** A is 0, Z is 25, AA is 26. */
function columnOf (place: string): number {
  let column = 0
  for (const letter of place.slice(0, 4)) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column - 1
}

function textOf ({ column, type, value, hasValue, isFormula }: CellUnderWay, texts: readonly string[], row: number): string {
  if (isFormula && !hasValue) throw new UnreadableFile(`Row ${row}, column ${column + 1}, holds a formula whose result is not stored: open the file in Excel and save it again, or put in the value.`)
  if (type === 's') return texts[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  // 1.1 may be stored as 1.1000000000000001, and 46348 as 4.6348E4.
  return type === 'n' && value !== '' && Number.isFinite(Number(value)) ? String(Number(Number(value).toPrecision(15))) : value
}
