/** A file that cannot be read as a table; the message tells whoever made it what is wrong, where, and what would be right. */
export class UnreadableFile extends Error {
  constructor (message: string) {
    super(message)
    this.name = 'UnreadableFile'
  }
}

/** A row of a file, with its number as a spreadsheet shows it. */
export interface FileRow {
  readonly number: number
  readonly cells: readonly string[]
}

/** What every table that comes in is held to, whatever its format. A row is cut short nowhere: what is too long is refused. */
export const tableLimits = { columns: 200, cellCharacters: 32_767 } as const

/** Refuses what no spreadsheet would hold, and what no database could. */
export function refuseOversized ({ number, cells }: FileRow): void {
  if (cells.length > tableLimits.columns) throw new UnreadableFile(`Row ${number} has ${cells.length} columns; ${tableLimits.columns} are read at most.`)
  for (const [index, cell] of cells.entries()) {
    if (cell.length > tableLimits.cellCharacters) throw new UnreadableFile(`Row ${number}, column ${index + 1}, holds more than ${tableLimits.cellCharacters} characters.`)
    if (cell.includes('\0')) throw new UnreadableFile(`Row ${number}, column ${index + 1}, holds a NUL character: the file is no text, or was damaged.`)
  }
}
