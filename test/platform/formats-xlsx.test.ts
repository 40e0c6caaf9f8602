import t from 'tap'
import { buffer } from 'node:stream/consumers'
import readWorkbook from 'read-excel-file/node'
import { writeXlsx } from '../../src/platform/formats/xlsx.ts'
import { escapeXml, sheetNames } from '../../src/platform/formats/xlsx-parts.ts'
import type { Cell, Column } from '../../src/platform/formats/table.ts'

const columns: readonly Column[] = [
  { key: 'title', title: 'Title', kind: 'text' },
  { key: 'count', title: 'Count', kind: 'number' },
  { key: 'dueOn', title: 'Due on', kind: 'date' },
  { key: 'at', title: 'At', kind: 'instant' },
  { key: 'overdue', title: 'Overdue', kind: 'boolean' }
]

const table = (rows: Iterable<Cell[]> | AsyncIterable<Cell[]>, name = 'Actions') => ({ name, columns, rows })

t.test('texts, numbers, days, instants and truths are read as what they are', async (t) => {
  const rows: Cell[][] = [['Zoë <&> "Ø"', -1.5, '2026-06-30', '2026-03-02T09:00:00.000Z', true], [null, 0, null, null, false]]
  t.strictSame(await readWorkbook(await buffer(writeXlsx(table(rows)))), [{
    sheet: 'Actions', data: [
      ['Title', 'Count', 'Due on', 'At', 'Overdue'],
      ['Zoë <&> "Ø"', -1.5, new Date('2026-06-30'), new Date('2026-03-02T09:00:00.000Z'), true],
      [null, 0, null, null, false]
    ]
  }])
})

t.test('a text that looks like a formula stays a text, as it was written', async (t) => {
  const rows: Cell[][] = [['=1+1', 1, null, null, null], ['-5', 2, null, null, null], ['  kept  ', 3, null, null, null], ['two\r\nlines', 4, null, null, null]]
  const [sheet] = await readWorkbook(await buffer(writeXlsx(table(rows))), { trim: false })
  t.strictSame(sheet?.data.slice(1).map(([title]) => title), ['=1+1', '-5', '  kept  ', 'two\nlines'])
})

t.test('tables become sheets, with names that Excel allows', async (t) => {
  const sheets = await readWorkbook(await buffer(writeXlsx(table([], 'By agency'), table([], 'By agency'))))
  t.strictSame(sheets.map(({ sheet }) => sheet), ['By agency', 'By agency 2'])
  t.strictSame(sheetNames(["'a/b:c'", 'x'.repeat(40), '[]']), ['a b c', 'x'.repeat(31), 'Sheet'])
})

t.test('what XML cannot hold is written in Excel’s way', (t) => {
  t.equal(escapeXml('a\u0007b\r\n_x0041_ \ud800'), 'a_x0007_b_x000D_\n_x005F_x0041_ \ufffd')
  t.end()
})

t.test('the same rows give the same bytes', async (t) => {
  const [once, again] = await Promise.all([1, 2].map(async () => await buffer(writeXlsx(table([['a', 1, null, null, true]])))))
  t.strictSame(once, again)
})

t.test('a day that Excel cannot count is written in words', async (t) => {
  const [sheet] = await readWorkbook(await buffer(writeXlsx(table([['old', 1, '1900-02-28', null, null], ['new', 1, '1900-03-01', null, null]]))))
  t.strictSame(sheet?.data.slice(1).map((row) => row[2]), ['1900-02-28', new Date('1900-03-01')])
})

t.test('a text longer than a cell holds is cut where one can see it', async (t) => {
  const [sheet] = await readWorkbook(await buffer(writeXlsx(table([['x'.repeat(40_000), 1, null, null, null]]))))
  t.equal(sheet?.data[1]?.[0], 'x'.repeat(32_766) + '…')
})

t.test('a fault among the rows breaks the file off', async (t) => {
  async function * broken (): AsyncGenerator<Cell[]> {
    yield ['first', 1, null, null, true]
    throw new Error('the second page failed')
  }
  await t.rejects(buffer(writeXlsx(table(broken()))), { message: 'the second page failed' })
})

t.test('who stops reading is given no more rows', async (t) => {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  async function * endless (): AsyncGenerator<Cell[]> {
    try { for (;;) yield ['again', 1, null, null, true] } finally { resolve() }
  }
  const file = writeXlsx(table(endless()))
  let size = 0
  for await (const chunk of file as AsyncIterable<Buffer>) if ((size += chunk.length) > 50_000) break
  await t.resolves(ended)
})
