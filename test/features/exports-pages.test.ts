import t from 'tap'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { parse as parseYaml } from 'yaml'
import { testApp } from '../support/app.ts'
import { plantLargePlan } from '../support/large-plan.ts'

// What the pages for Power BI, Excel and Grafana say is asked of a service, as they say it.
const app = await testApp(t)
const { address, as, tokens } = app
await plantLargePlan(app.db, app, 600) // more than a page of an export

const published = 'https://follow-through.example.gov.uk'
const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8')
const blocks = (name: string, language: string) => [...page(name).matchAll(new RegExp('```' + language + '\\n(.*?)```', 'gs'))].map(([, text = '']) => text)
const parametersOf = (record: string) => new URLSearchParams(Object.fromEntries([...record.matchAll(/(\w+) = "([^"]*)"/g)].map(([, name, value]) => [name, value])))
const tableOf = (csv: string) => parse(csv, { bom: true, columns: true }) as Array<Record<string, string>>

const typesOfM: Readonly<Record<string, RegExp>> = {
  'type date': /^(\d{4}-\d\d-\d\d)?$/,
  'type datetimezone': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  'type logical': /^(true|false)$/,
  'Int64.Type': /^\d+$/
}

t.test('Power BI: the query names an address, a header and columns that are there, of the types that it says', async (t) => {
  const [query = ''] = blocks('power-bi', 'm')
  const [, path] = /RelativePath = "([^"]+)"/.exec(query) ?? []
  const parameters = parametersOf(/Query = \[([^\]]*)\]/.exec(query)?.[1] ?? '')
  t.match(query, 'Headers = [Authorization = "Bearer " & Key]')

  const answer = await as('viewer')('GET', `/${path}?${parameters.toString()}`)
  t.match(answer.headers.get('content-type'), /^text\/csv; charset=utf-8/)
  const rows = tableOf(answer.text)
  t.equal(rows.length, 600)
  const columns = [...query.matchAll(/\{"(\w+)", ([\w. ]+)\}/g)]
  t.ok(columns.length > 20)
  for (const [, name = '', type = ''] of columns) t.ok(rows.every((row) => typesOfM[type]?.test(row[name] ?? 'missing')), `${name} is ${type}`)
})

t.test('Power BI: the other queries that the page speaks of are answered', async (t) => {
  const others = [...page('power-bi').matchAll(/`(?:(v1[\w/-]+)` with `)?Query = \[([^\]]+)\]`/g)].map(([, path = 'v1/reports/actions-flat', query = '']) =>
    `/${path}?${parametersOf(query).toString()}`)
  t.strictSame(others, ['/v1/reports/actions-flat?format=csv&overdue=true', '/v1/reports/summary?groupBy=agency&format=csv'])
  for (const path of others) t.match(await as('viewer')('GET', path), { status: 200, text: /^\ufeff?\w+,/ }, path)
})

t.test('Excel: both addresses of the page are answered, the workbook under the name that it gives', async (t) => {
  const [workbookPath = ''] = /\/v1\/[^"`]*format=xlsx/.exec(page('excel')) ?? []
  const workbook = await fetch(`${address}${workbookPath}`, { headers: { authorization: `Bearer ${tokens.viewer}` } })
  t.match(workbook.headers.get('content-disposition'), 'filename="actions-flat-2026-03-02.xlsx"')
  t.match(page('excel'), '`actions-flat-2026-03-02.xlsx`')
  const [sheet] = await readWorkbook(Buffer.from(await workbook.arrayBuffer()))
  t.equal(sheet?.data.length, 601)

  const [csvPath = ''] = /\/v1\/[^"`]*format=csv/.exec(page('excel')) ?? []
  const { text } = await as('viewer')('GET', csvPath, undefined, { accept: '*/*' })
  t.equal(tableOf(text).length, 600)
})

interface Panel { type: string, url: string, url_options: { params: Array<{ key: string, value: string }> }, root_selector?: string, columns: Array<{ selector: string, type: string }>, datasource: { type: string, uid: string } }

t.test('Grafana: the data source and the panels agree with each other, and with what the service answers', async (t) => {
  const [source] = parseYaml(blocks('grafana', 'yaml')[0] ?? '').datasources
  t.match(source, { type: 'yesoreyeram-infinity-datasource', url: published, jsonData: { auth_method: 'bearerToken', allowedHosts: [published] } })
  const panels = blocks('grafana', 'json').map((text) => JSON.parse(text) as Panel)
  t.equal(panels.length, 2)
  for (const panel of panels) {
    t.strictSame(panel.datasource, { type: source.type, uid: source.uid })
    const parameters = new URLSearchParams(Object.fromEntries(panel.url_options.params.map(({ key, value }) => [key, value])))
    const answer = await as('viewer')('GET', `${panel.url}?${parameters.toString()}`, undefined, { accept: panel.type === 'csv' ? 'text/csv; charset=utf-8' : 'application/json;q=0.9,text/plain' })
    const rows: unknown[] = panel.type === 'csv' ? tableOf(answer.text) : answer.body[panel.root_selector ?? '']
    t.ok(rows.length > 2, `${panel.url} has rows`)
    for (const { selector, type } of panel.columns) t.ok(rows.every((row) => isOf(type, valueAt(row, selector))), `${selector} is a ${type}`)
  }
})

function valueAt (row: unknown, selector: string): unknown {
  return selector.split('.').reduce((value, name) => (value as Record<string, unknown> | null)?.[name], row)
}

function isOf (type: string, value: unknown): boolean {
  if (type === 'number') return value === null || Number.isFinite(Number(value))
  return typeof value === 'string' && (type !== 'timestamp' || !Number.isNaN(Date.parse(value)))
}
