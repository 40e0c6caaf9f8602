/** What a column holds, so that a spreadsheet may reckon with it. */
export type ColumnKind = 'text' | 'number' | 'date' | 'instant' | 'boolean'

/** A day is `YYYY-MM-DD`, an instant RFC 3339 in UTC; null is an empty cell. */
export type Cell = string | number | boolean | null

export interface Column {
  /** Its name for programs; stays the same. */
  readonly key: string
  /** What stands at its head. */
  readonly title: string
  readonly kind: ColumnKind
}

/** What every tabular format is written from: rows that come one after the other, however many they are. */
export interface Table {
  /** Names the sheet of a workbook. */
  readonly name: string
  readonly columns: readonly Column[]
  /** Cells in the order of the columns. */
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>
}

/** What spreadsheets would take for a formula: ASVS 1.2.10, with the full-width twins and the line feed that some read over. */
const looksLikeFormula = /^[=+\-@\t\r\n\0＝＋－＠]/

/** Would a program that opens the file run this text, rather than show it? */
export function mightRun (text: string): boolean {
  return looksLikeFormula.test(text)
}
