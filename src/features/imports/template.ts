import { planColumns } from '../../domain/plan-column.ts'
import type { Column, Table } from '../../platform/formats/table.ts'

/** What to fill in: headings, and an example that is known by its number and never imported. */
export const templateSheet: Table = {
  name: 'Plan',
  columns: planColumns.map(({ key, title }): Column => ({ key, title, kind: 'text' })),
  rows: [planColumns.map(({ example }) => example)]
}

/** What each column is, for whoever fills it in. */
export const columnsSheet: Table = {
  name: 'Columns',
  columns: ['Heading', 'Needed', 'What it is', 'Other headings that are understood'].map((title) => ({ key: title, title, kind: 'text' })),
  rows: planColumns.map(({ title, required, description, aliases }) => [title, required ? 'yes' : '', description.replaceAll('`', ''), aliases.join('; ')])
}
