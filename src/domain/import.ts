/** How far an import has come. A dry run ends as `checked`; nothing is written before `imported`. */
export const importStates = ['waiting', 'checking', 'writing', 'checked', 'imported', 'refused', 'failed'] as const

export type ImportState = typeof importStates[number]

/** Somebody waits for these; a partnership has one at a time. */
export const importStatesUnderWay = ['waiting', 'checking', 'writing'] as const satisfies readonly ImportState[]

/** What a row of the file comes to: of a dry run and of what was refused, what it would come to. */
export const rowVerdicts = ['added', 'changed', 'unchanged', 'repeated', 'skipped', 'refused'] as const

export type RowVerdict = typeof rowVerdicts[number]

/** Largest file that is taken. */
export const largestImportBytes = 10 * 1024 * 1024

/** Rows of one file, headings not counted. */
export const mostImportRows = 50_000

/** What is said of one cell. */
export interface CellRemark {
  /** Key of the column; null: the row as a whole. */
  readonly column: string | null
  readonly value: string | null
  readonly detail: string
}
