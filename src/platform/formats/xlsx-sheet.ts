import { mightRun } from './table.ts'
import type { Cell, Column, ColumnKind, Table } from './table.ts'
import { cellStyles, escapeXml } from './xlsx-parts.ts'

/** Rows of a sheet, the heading among them: Excel opens no more. */
export const mostRows = 1_048_576

/** The XML of a sheet, a piece at a time; the heading stays in sight when one scrolls. */
export async function * sheetOf ({ name, columns, rows }: Table, isFirst: boolean): AsyncGenerator<string> {
  const letters = columns.map((_, index) => columnLetters(index))
  yield opening(columns, isFirst)
  let piece = rowOf(1, columns.map(({ title }, index) => textCell(`${letters[index]}1`, title, cellStyles.heading)))
  let number = 1
  for await (const row of rows) {
    if (++number > mostRows) throw new RangeError(`${name} has more rows than a sheet of Excel holds.`)
    piece += rowOf(number, columns.map(({ kind }, index) => cellOf(`${letters[index]}${number}`, kind, row[index] ?? null)))
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield `${piece}</sheetData></worksheet>`
}

// In characters: a chunk of a stream.
const pieceLength = 32_768

function opening (columns: readonly Column[], isFirst: boolean): string {
  const widths = columns.map(({ kind, title }, index) => `<col min="${index + 1}" max="${index + 1}" width="${widthOf(kind, title)}" customWidth="1"/>`)
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    `<sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
}

// In characters of the standard font: what the kind takes, or the heading where it is longer.
const usualWidth: Record<ColumnKind, number> = { text: 24, number: 10, date: 12, instant: 20, boolean: 8 }

function widthOf (kind: ColumnKind, title: string): number {
  return Math.min(60, Math.max(usualWidth[kind], title.length + 2))
}

function rowOf (number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`
}

function cellOf (place: string, kind: ColumnKind, cell: Cell): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${place}"><v>${cell}</v></c>` : ''
  const serial = kind === 'date' || kind === 'instant' ? serialOf(cell) : undefined
  if (serial !== undefined) return `<c r="${place}" s="${cellStyles[kind === 'date' ? 'day' : 'instant']}"><v>${serial}</v></c>`
  return textCell(place, cell, mightRun(cell) ? cellStyles.literal : cellStyles.plain)
}

// The most characters of a cell; Excel calls a file with more in one damaged.
const longestText = 32_767

function textCell (place: string, text: string, style: number): string {
  const shown = text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text
  const lines = shown.replaceAll('\r\n', '\n') // as Excel itself breaks a line within a cell
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(lines)}</t></is></c>`
}

const dayMs = 86_400_000
// Of 1 January 1970, where Excel's days begin; before March 1900 it counts a day that never was.
const serialOfEpoch = 25_569
const firstTrueSerial = 61

/** Days since Excel's beginning; undefined for what it cannot count. An instant is told in UTC. */
function serialOf (text: string): number | undefined {
  const serial = Date.parse(text) / dayMs + serialOfEpoch
  return serial >= firstTrueSerial ? serial : undefined
}

/** 0 is A, 25 is Z, 26 is AA. */
function columnLetters (index: number): string {
  const before = index < 26 ? '' : columnLetters(Math.floor(index / 26) - 1)
  return before + String.fromCharCode(65 + index % 26)
}
