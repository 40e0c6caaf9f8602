import t from 'tap'
import type { Test } from 'tap'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { deliveryStatuses } from '../../src/domain/action.ts'
import { testApp } from '../support/app.ts'
import { plantLargePlan } from '../support/large-plan.ts'

// The same figures in JSON, CSV and XLSX, read by others' parsers.
const planSize = 5_000
const app = await testApp(t)
const { address, send, tokens } = app
await plantLargePlan(app.db, app, planSize)

type Item = Record<string, unknown>
const flat = await everything('/v1/reports/actions-flat')

for (const path of ['/v1/reports/actions-flat', '/v1/actions']) {
  t.test(`${path} is the same in each format, cell by cell`, async (t) => {
    const items = path === '/v1/actions' ? await everything(path) : flat
    t.equal(items.length, planSize)
    await sameInEachFormat(t, path, items)
  })
}

t.test('the annual report is the same in each format, cell by cell', async (t) => {
  const path = '/v1/reports/annual'
  const { from, to, on, totals, recommendations } = (await send('GET', path)).body
  const lines = recommendations.flatMap(({ actions, measures, ...recommendation }: Item & { actions: Item[], measures: Item[] }) => [
    { line: 'recommendation', recommendation }, ...actions.map((action) => ({ line: 'action', recommendation, action })), ...measures.map((measure) => ({ line: 'measure', recommendation, measure }))
  ])
  const actions = new Set(flat.map(({ id }) => id))
  for (const { action } of lines) if (action !== undefined) actions.delete(action.id)
  t.equal(actions.size, 0, 'every action is in it')
  t.equal(totals.actions, planSize)
  await sameInEachFormat(t, path, [...lines, { line: 'total', totals }].map((line) => ({ from, to, on, ...line })))
})

for (const groupBy of ['agency', 'review', 'theme', 'recommendation']) {
  t.test(`the summary by ${groupBy} is the same in each format`, async (t) => {
    const path = `/v1/reports/summary?groupBy=${groupBy}`
    const { body } = await send('GET', path)
    const lines = [...body.groups.map((group: Item) => ({ groupBy, on: body.on, line: 'group', ...group })), { groupBy, on: body.on, line: 'total', key: null, ...body.totals }]
    const [names = [], ...rows] = await csvOf(path)
    t.strictSame(rows, lines.map((line) => names.map((name) => { const cell = cellOf(line, name); return cell === null ? '' : harmless(String(cell)) })))
    const [, ...sheet] = await sheetOf(path)
    t.strictSame(sheet.map((row) => row.map(told)), lines.map((line) => names.map((name) => name === 'on' ? Date.parse(body.on) : cellOf(line, name))))
  })
}

t.test('the summary counts what the rows show', async (t) => {
  const { totals } = (await send('GET', '/v1/reports/summary')).body
  const count = (fits: (item: Item) => boolean) => flat.filter(fits).length
  t.equal(totals.actions, planSize)
  t.equal(totals.overdue, count(({ overdue }) => overdue === true))
  for (const status of deliveryStatuses) t.equal(totals.byStatus[status], count((item) => item['status'] === status), status)
  for (const rag of Object.keys(totals.byRag)) t.equal(totals.byRag[rag], count((item) => item['rag'] === rag), rag)
})

async function sameInEachFormat (t: Test, path: string, items: Item[]): Promise<void> {
  const [names = [], ...rows] = await csvOf(path)
  const sheet = await sheetOf(path)
  t.strictSame(sheet[0], names)
  t.strictSame(rows.length, items.length)
  t.strictSame(sheet.length, items.length + 1)
  const kinds = names.map((name) => /On$|^(on|from|to)$/.test(name) ? 'day' : /At$/.test(name) ? 'instant' : 'other')
  for (const [place, item] of items.entries()) {
    const cells = names.map((name) => cellOf(item, name))
    const inCsv = cells.map((cell) => cell === null ? '' : harmless(String(cell)))
    const inSheet = cells.map((cell, column) => kinds[column] === 'other' || cell === null ? brokenAsInExcel(cell) : Date.parse(String(cell)))
    if (!same(rows[place], inCsv)) { t.strictSame(rows[place], inCsv, `row ${place} of the CSV`); return }
    if (!same(sheet[place + 1]?.map(told), inSheet)) { t.strictSame(sheet[place + 1]?.map(told), inSheet, `row ${place} of the workbook`); return }
  }
  t.pass('no cell differs')
}

async function everything (path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await send('GET', `${path}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)
    items.push(...body.data)
    cursor = body.nextCursor
  }
  return items
}

async function csvOf (path: string): Promise<string[][]> {
  return parse((await send('GET', path, undefined, { accept: 'text/csv' })).text, { bom: true, record_delimiter: '\r\n' })
}

async function sheetOf (path: string) {
  const response = await fetch(`${address}${path}${path.includes('?') ? '&' : '?'}format=xlsx`, { headers: { authorization: `Bearer ${tokens.coordinator}` } })
  const [sheet] = await readWorkbook(Buffer.from(await response.arrayBuffer()), { trim: false })
  return sheet?.data ?? []
}

/** The field of a column's name: `key.reference` lies within `key`. */
function cellOf (item: Item, name: string): string | number | boolean | null {
  const value = name.split('.').reduce<unknown>((inner, part) => (inner as Item | null | undefined)?.[part], item)
  if (Array.isArray(value)) return value.length === 0 ? null : value.some((each) => typeof each === 'object') ? JSON.stringify(value) : value.join('; ')
  return (value ?? null) as ReturnType<typeof cellOf> // as the schema has it
}

function harmless (text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
}

/** A cell of Excel breaks its lines by LF alone. */
function brokenAsInExcel<Cell> (cell: Cell): Cell | string {
  return typeof cell === 'string' ? cell.replaceAll('\r\n', '\n') : cell
}

function told (cell: unknown): unknown {
  return cell instanceof Date ? Math.round(cell.getTime()) : cell
}

function same (a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a?.length === b.length && b.every((each, place) => Object.is(each, a[place]) || isSameInstant(each, a[place]))
}

// Excel's days are fractions: a reader's arithmetic may miss the millisecond.
function isSameInstant (a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && a > Date.UTC(2000) && Math.abs(a - b) <= 1
}
