import t from 'tap'
import { testApp } from '../support/app.ts'
import { importPlan, planOf } from '../support/imports.ts'
import { range } from '../support/scratch-database.ts'
import { rowOf, workbookOf, zipOf } from '../support/workbooks.ts'

const app = await testApp(t)
const check = async (content: string | Uint8Array<ArrayBuffer>) => await importPlan(app, content, '?dryRun=true')

const headings = ['Number', 'Review', 'Review title', 'Review kind', 'Rec no', 'Recommendation', 'Action', 'Owner', 'Priority', 'Due date']
const cells = ['1', 'PLAN', 'A review', 'SCR', 'R1', 'Do better.', 'Name a lead', 'csc', 'high', '2026-11-22']
const plan = [headings, cells].map((row) => row.join(','))
const bytes = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding))
const swapped = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())

const understood: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'UTF-8 with a mark': `\ufeff${plan.join('\r\n')}`,
  'UTF-16 of Windows': bytes(`\ufeff${plan.join('\r\n')}`, 'utf16le'),
  'UTF-16 the other way round, without a mark': swapped(plan.join('\n')),
  'Windows-1252': bytes(plan.join('\r\n').replace('Name a lead', 'Name the child\x92s lead'), 'latin1'),
  semicolons: plan.join('\n').replaceAll(',', ';'),
  'a delimiter that is named': `sep=;\n${plan.join('\n').replaceAll(',', ';')}`,
  tabs: plan.join('\r\n').replaceAll(',', '\t'),
  'the line ends of old Macs': plan.join('\r'),
  'a line end within a cell': plan.join('\n').replace('Name a lead', '"Name\na lead, soon"'),
  'a title above the headings': `Plan of Child O,,,\n\n${plan.join('\n')}\n,,,,\n`,
  'headings in two rows': [',Review,,,Recommendation,,Action,,,', 'Number,Reference,Title,Kind,Reference,Text,Title,Owner,Priority,Due date', plan[1]].join('\n'),
  'a line separator that came with a pasted text': plan.join('\n').replace('Name a lead', 'Name\u2028a\u2029lead'),
  'a cell that our exports guard': plan.join('\n').replace('Name a lead', "'=Name a lead"),
  'a date of Excel': plan.join('\n').replace('2026-11-22', '46348')
}

for (const [name, content] of Object.entries(understood)) {
  t.test(`${name} is understood`, async (t) => {
    const { body } = await check(content)
    t.match(body, { state: 'checked', added: 1, rows: { data: [{ faults: [] }] } })
  })
}

const refused: Record<string, readonly [string | Uint8Array<ArrayBuffer>, RegExp]> = {
  'a quotation mark that is never closed': [`${plan[0]}\n${plan[1]}\n2,"PLAN,x\n`, /Row 3: .*never closed/],
  'a quotation mark within a cell': [`${plan[0]}\n1,PL"AN,x\n`, /Row 2: .*doubled/],
  '201 columns': [`${plan[0]}${','.repeat(192)}x\n`, /200 are read/],
  'a cell of more than 32,767 characters': [`${plan[0]}\n${'x'.repeat(40_000)}\n`, /Row 2, column 1/],
  'an empty file': [' ', /no rows|headings/],
  'headings alone': [plan[0] ?? '', /no row below/],
  'NUL bytes': [bytes(`${plan.join('\n')}\0\0`, 'latin1'), /NUL/],
  'a workbook of an old Excel': [bytes('d0cf11e0a1b11ae1', 'hex'), /save it as \.xlsx/],
  'a ZIP that is no workbook': [await zipOf({ 'a.txt': 'x' }), /lacks its part/],
  'a damaged workbook': [(await workbookOf({ sheets: [rowOf(1, headings)] })).slice(0, -30), /damaged/],
  'a way out of the folder': [bytes(Buffer.from(await zipOf({ 'xl/aa/entry': 'x' })).toString('latin1').replaceAll('xl/aa/entry', '../../entry'), 'latin1'), /damaged/],
  'a thousand parts': [await zipOf(Object.fromEntries(range(300).map((number) => [`part${number}`, 'x']))), /parts/],
  'a bomb of 49 MB': [await workbookOf({ sheets: [], parts: { 'xl/big.xml': Buffer.alloc(49_000_000, 'a') } }), /100 times/],
  'a bomb of texts': [await workbookOf({ sheets: [rowOf(1, headings)], sharedStrings: '<si><t>x</t></si>'.repeat(1_000_001), parts: { noise: Buffer.from(range(200_000).map((number) => (number * 2_654_435_761) % 256)) } }), /more text|100 times/],
  'a document type': [await workbookOf({ sheets: [], parts: { 'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>' } }), /document type/],
  'openings without an end': [await workbookOf({ sheets: ['<a>'.repeat(1_000)] }), /nested/],
  'a formula without its result': [await workbookOf({ sheets: [rowOf(1, headings) + '<row r="2"><c r="A2"><f>1+1</f></c></row>'] }), /Row 2, column 1, holds a formula/]
}

for (const [name, [content, detail]] of Object.entries(refused)) {
  t.test(`${name} is refused with a line that says so`, async (t) => {
    t.match(await check(content), { status: 422, body: { detail } })
  })
}

t.test('a workbook of another program is understood: shared and rich texts, results of formulas, days since 1904, the sheet after a cover', async (t) => {
  const texts = ['Children’s', ...cells.slice(1)].map((text) => `<si><r><t>${text}</t></r><rPh><t>nothing</t></rPh></si>`).join('')
  const shared = (column: string, index: number) => `<c r="${column}3" t="s"><v>${index}</v></c>`
  const row = `<row r="3"><c r="A3"><f>1+1</f><v>2</v></c>${['B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'].map((column, index) => shared(column, index + 1)).join('')}<c r="J3"><v>${46_348 - 1_462}</v></c></row>`
  const { body } = await importPlan(app, await workbookOf({ sheets: [rowOf(1, ['A cover']), rowOf(2, headings) + row], sharedStrings: texts, properties: 'date1904="1"' }))

  t.match(body, { state: 'imported', added: 1, sheet: 'sheet2', rows: { data: [{ row: 3 }] } })
  t.match((await app.send('GET', `/v1/actions/${body.rows.data[0].actionId}`)).body, { dueOn: '2026-11-22', externalReference: '2', reference: 'PLAN/R1/A1' })
})

t.test('a cell under no heading is told', async (t) => {
  t.match((await check(`${plan[0]}\n${plan[1]},stray\n`)).body.rows.data[0].faults, [{ column: null, detail: /column K/ }])
})

t.test('a plan comes as the body too, and as nothing but a table', async (t) => {
  const asCsv = { 'content-type': 'text/csv' }
  const first = await app.send('POST', '/v1/imports?dryRun=true', planOf({}), { ...asCsv, 'idempotency-key': 'a-plan' })
  t.match(first, { status: 202, body: { state: 'waiting', format: 'csv' } })
  t.match(await app.send('POST', '/v1/imports?dryRun=true', planOf({}), { ...asCsv, 'idempotency-key': 'a-plan' }), { status: 202, body: { id: first.body.id } }, 'the same key is the same import')
  t.equal((await app.send('POST', '/v1/imports', {})).status, 415)
  t.match(await app.send('POST', '/v1/imports', 'x'.repeat(10 * 1024 * 1024 + 1), asCsv), { status: 413, body: { detail: /10 MiB/ } })
})
