import t from 'tap'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { parse } from 'csv-parse/sync'
import { writeCsv } from '../../src/platform/formats/csv.ts'
import type { Cell, Column } from '../../src/platform/formats/table.ts'

const columns: readonly Column[] = [
  { key: 'title', title: 'Title', kind: 'text' },
  { key: 'count', title: 'Count', kind: 'number' },
  { key: 'dueOn', title: 'Due on', kind: 'date' },
  { key: 'overdue', title: 'Overdue', kind: 'boolean' }
]

async function written (rows: readonly Cell[][]): Promise<string> {
  return await text(writeCsv({ name: 'actions', columns, rows }).setEncoding('utf8'))
}

t.test('a file begins with the mark of UTF-8, ends its lines as Windows does, and has its heading even when empty', async (t) => {
  t.equal(await written([]), '\ufeffTitle,Count,Due on,Overdue\r\n')
})

t.test('numbers, days and truths stand as in JSON, and nothing as nothing', async (t) => {
  t.equal(await written([['Zoë “Ø”', -1.5, '2026-06-30', false], [null, null, null, null]]),
    '\ufeffTitle,Count,Due on,Overdue\r\nZoë “Ø”,-1.5,2026-06-30,false\r\n,,,\r\n')
})

t.test('a text that a spreadsheet would run is made harmless, wherever it stands', async (t) => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) {
    const [, row] = parse(await written([[`${start}1+1`, 1, null, true]]), { bom: true }) as string[][]
    t.equal(row?.[0], `'${start}1+1`, JSON.stringify(start))
  }
  t.match(await written([['=HYPERLINK("http://x")', 1, null, true]]), '"\'=HYPERLINK(""http://x"")",1,')
})

t.test('a negative number is a number in a column of numbers, and a text elsewhere', async (t) => {
  const [, row] = parse(await written([['-5', '-5', null, null]]), { bom: true }) as string[][]
  t.strictSame(row, ["'-5", '-5', '', ''])
  const [, text] = parse(await written([['x', '-5+1', null, null]]), { bom: true }) as string[][]
  t.strictSame(text, ['x', "'-5+1", '', ''])
})

t.test('delimiters, quotes and line breaks come back as they were', async (t) => {
  const title = 'a, "b"; c\r\nd\te'
  const [, row] = parse(await written([[title, 1, null, true]]), { bom: true, record_delimiter: '\r\n' }) as string[][]
  t.equal(row?.[0], title)
})

t.test('a fault among the rows breaks the file off', async (t) => {
  async function * broken () {
    yield ['first', 1, null, true]
    throw new Error('the second page failed')
  }
  await t.rejects(text(writeCsv({ name: 'actions', columns, rows: broken() })), { message: 'the second page failed' })
})

t.test('who stops reading is given no more rows', async (t) => {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  async function * endless () {
    try { for (;;) yield ['again', 1, null, true] } finally { resolve() }
  }
  const file = writeCsv({ name: 'actions', columns, rows: endless() })
  await once(file, 'data')
  file.destroy()
  await t.resolves(ended)
})
