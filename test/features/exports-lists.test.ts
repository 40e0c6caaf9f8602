import t from 'tap'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { testApp } from '../support/app.ts'
import { buildAction, buildMeasure } from '../support/build.ts'
import { planForm, planOf } from '../support/imports.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { address, as, agencies, send, tokens } = app
const action = await buildAction(app, { title: '=1+1', themes: ['housing', 'pre-birth planning'] })
const measure = await buildMeasure(app)
await send('PUT', `/v1/measures/${measure.id}/observations/2026-01`, { value: 3 })

// Of what lists hang on.
const subjects: Record<string, string> = { actions: action.id, measures: measure.id }

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const table = (csv: string) => parse(csv, { bom: true, columns: true }) as Array<Record<string, string>>

interface Document { paths: Record<string, { get?: { operationId: string, parameters?: Array<{ name: string }> } }> }
const document = (await (await fetch(`${address}/openapi.json`)).json()) as Document
const taking = (parameter: string) => Object.entries(document.paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === parameter))
// What a board pack holds was made a file when it was frozen (board-packs.test.ts).
const exportable = taking('format').filter(([path]) => path !== '/v1/board-packs/{id}/content')

if ('/v1/webhook-endpoints' in document.paths) {
  subjects['webhook-endpoints'] = (await send('POST', '/v1/webhook-endpoints', { url: 'https://systems.agency.example/follow-through', types: ['*'] })).body.id
}

subjects['imports'] = (await send('POST', '/v1/imports?dryRun=true', planForm(planOf({})))).body.id

t.test('every list is given out as CSV and as a workbook, with its own columns', async (t) => {
  t.ok(exportable.length > 20)
  for (const [path, { get }] of exportable) {
    const address = path.replace(/([a-z-]+)\/\{id\}/, (_, noun: string) => `${noun}/${subjects[noun] ?? 'unknown'}`)
    const csv = await send('GET', `${address}?format=csv`)
    t.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8; header=present', `${get?.operationId} as CSV`)
    t.match(csv.headers.get('content-disposition'), /^attachment; filename="[a-z-]+-2026-03-02\.csv"/, `${get?.operationId} is a dated file`)
    const workbook = await send('GET', address, undefined, { accept: xlsx })
    t.equal(workbook.headers.get('content-type'), xlsx, `${get?.operationId} as a workbook`)
  }
})

t.test('every list that is paged is among them', async (t) => {
  const paths = exportable.map(([path]) => path)
  const endless = '/v1/events/stream'
  t.strictSame([...taking('cursor'), ...taking('after')].map(([path]) => path).filter((path) => ![...paths, endless].includes(path)), [])
})

t.test('a text that a spreadsheet would run is made harmless in CSV, and is a text in a workbook', async (t) => {
  const [row] = table((await send('GET', '/v1/actions?format=csv')).text)
  t.match(row, { title: "'=1+1", themes: 'housing; pre-birth planning', daysOverdue: '0', overdue: 'false', 'evidenceCounts.submitted': '0' })
  const response = await fetch(`${address}/v1/actions?format=xlsx`, { headers: { authorization: `Bearer ${tokens.coordinator}` } })
  const [sheet] = await readWorkbook(Buffer.from(await response.arrayBuffer()))
  t.equal(sheet?.data[1]?.[sheet.data[0]?.indexOf('title') ?? -1], '=1+1')
})

t.test('filters and order hold for the file, and limit does not', async (t) => {
  const csv = await send('GET', '/v1/agencies?sort=-code&limit=1&kind=police,housing', undefined, { accept: 'text/csv' })
  t.strictSame(table(csv.text).map(({ code }) => code), ['police', 'housing'])
  t.strictSame(table((await send('GET', '/v1/actions?format=csv&overdue=true')).text), [])
})

t.test('a file begins where a cursor says', async (t) => {
  const { body } = await send('GET', '/v1/agencies?sort=code&limit=3')
  const rest = table((await send('GET', `/v1/agencies?sort=code&format=csv&cursor=${body.nextCursor}`)).text)
  t.strictSame([...body.data, ...rest].map(({ code }) => code), ['csc', 'housing', 'independent', 'police', 'unit'])
})

t.test('format wins over Accept', async (t) => {
  const json = await send('GET', '/v1/agencies?format=json', undefined, { accept: 'text/csv' })
  t.equal(json.body.data.length, 5)
})

t.test('an export asks for the same permission, and tells no more', async (t) => {
  t.equal((await as('viewer')('GET', '/v1/people?format=csv')).status, 403)
  t.equal((await send('GET', '/v1/agencies?format=pdf')).status, 400)
  t.equal((await send('GET', '/v1/agencies?format=csv&cursor=x')).status, 400)
  const { as: outside } = await app.anotherPartnership()
  t.strictSame(table((await outside('coordinator')('GET', '/v1/actions?format=csv')).text), [])
  t.equal((await outside('coordinator')('GET', `/v1/actions/${action.id}/comments?format=csv`)).status, 404)
})

t.test('small counts are held back in every file, whoever asks: it may be passed on', async (t) => {
  const counted = await buildMeasure(app, { unit: 'percent' })
  await send('PUT', `/v1/measures/${counted.id}/observations/2026-01`, { numerator: 2, denominator: 40 })
  const path = `/v1/measures/${counted.id}/observations?format=csv`
  for (const ask of [as('viewer'), as('reviewer'), send]) {
    t.match(table((await ask('GET', path)).text), [{ period: '2026-01', value: '', numerator: '', denominator: '', suppressed: 'true' }])
    const listed = table((await ask('GET', '/v1/measures?format=csv')).text).find(({ id }) => id === counted.id)
    t.match(listed, { 'latest.value': '', 'latest.suppressed': 'true', attainment: '' })
  }
  t.match((await send('GET', `/v1/measures/${counted.id}/observations`)).body.data, [{ value: 5, numerator: 2, suppressed: false }])
})

t.test('who asks only for the head is told that it would be a file', async (t) => {
  const response = await fetch(`${address}/v1/agencies?format=csv`, { method: 'HEAD', headers: { authorization: `Bearer ${tokens.viewer}` } })
  t.equal(response.status, 200)
  t.match(response.headers.get('content-disposition'), 'agencies-2026-03-02.csv')
})

t.test('the history is a file too, from any place in it on', async (t) => {
  await send('GET', '/v1/events?format=csv') // an event itself, and no other for a minute
  await sealed(app, app)
  const all = table((await send('GET', '/v1/events?format=csv')).text)
  const { body } = await send('GET', '/v1/events?limit=2')
  t.strictSame(all.map(({ sequence }) => Number(sequence)), all.map((_, place) => place + 1))
  t.match(all[0], { type: body.data[0].type, hash: body.data[0].hash, before: '', after: JSON.stringify(body.data[0].after) })
  t.strictSame(table((await send('GET', `/v1/events?format=csv&after=${body.nextCursor}`)).text), all.slice(2))
  t.ok(table((await send('GET', '/v1/events?format=csv&type=review.created')).text).every(({ type }) => type === 'review.created'))
})

t.test('agencies come with the figures of their JSON', async (t) => {
  const { body } = await send('GET', `/v1/agencies/${agencies.csc}`)
  const row = table((await send('GET', '/v1/agencies?format=csv')).text).find(({ id }) => id === agencies.csc)
  t.strictSame(row, Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === null ? '' : String(value)])))
})
