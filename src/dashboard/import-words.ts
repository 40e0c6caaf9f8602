import type { CellRemark, ImportState, RowVerdict } from '../domain/import.ts'
import { planColumns } from '../domain/plan-column.ts'

export const importStateWords = {
  waiting: 'Waiting to begin', checking: 'Being checked', writing: 'Being taken over', checked: 'Checked: every row is well', imported: 'Taken over', refused: 'Some rows have to be put right', failed: 'Failed'
} as const satisfies Record<ImportState, string>

/** What a row comes to. */
export const verdictWords = {
  added: 'New', changed: 'Changed', unchanged: 'No change', repeated: 'Said already by a row above', skipped: 'The template’s example: left out', refused: 'To be put right'
} as const satisfies Record<RowVerdict, string>

const titles = new Map<string, string>(planColumns.map(({ key, title }) => [key, title]))

/** "Due date, “31/02/2026”: is no date". */
export function remarkInWords ({ column, value, detail }: CellRemark): { readonly where: string, readonly value: string | null, readonly detail: string } {
  return { where: column === null ? 'The row' : titles.get(column) ?? column, value, detail }
}
