import t from 'tap'
import { createHash } from 'node:crypto'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { docx, jpeg, pdf, pdfOf, png, xlsx } from '../support/files.ts'
import { storedFiles, waitingFiles } from '../support/store-folder.ts'

const app = await testApp(t)
const { send, as, db, agencies, partnershipId } = app
const contributor = as('contributor')
const { path } = await buildStarted(app)
const largest = 25 * 1024 * 1024

t.test('a file is handed in with its name, type, size and digest, and is in the store', async (t) => {
  const { status, headers, body } = await contributor('POST', `${path}/evidence`, form({}, { description: 'Signed' }))

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/evidence/${body.id}`)
  t.match(body, { form: 'file', fileName: 'minutes.pdf', mediaType: 'application/pdf', size: pdf.length, scan: 'skipped', description: 'Signed', url: null, statement: null })
  t.equal(body.sha256, createHash('sha256').update(pdf).digest('hex'))
  t.ok((await storedFiles(app)).includes(`${partnershipId}/${body.id}`))
  t.same(await waitingFiles(app), [])
  t.same(await eventTypesOf(db, body.id), ['evidence.added'])
})

t.test('each type that is taken is known by its content', async (t) => {
  const files = [
    { content: docx, name: 'plan.docx', type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
    { content: xlsx, name: 'figures.xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    { content: png(), name: 'chart.png', type: 'image/png' },
    { content: jpeg(), name: 'photo.JPG', type: 'image/jpeg' },
    { content: Buffer.from('Month,Held\n2026-01,12\n'), name: 'figures.csv', type: 'text/csv' },
    { content: Buffer.from('Seen and agreed.\n'), name: 'note.txt', type: 'text/plain' }
  ]
  for (const file of files) t.match(await contributor('POST', `${path}/evidence`, form({ ...file, type: 'application/octet-stream' })), { status: 201, body: { mediaType: file.type } }, file.name)
})

t.test('what is not taken by its content is 415, whatever it is called', async (t) => {
  const program = Buffer.from('4d5a90000300000004000000ffff0000', 'hex')
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')

  for (const content of [program, svg, Buffer.from('<html></html>'), Buffer.from('PK\u0003\u0004nothing')]) {
    t.match(await contributor('POST', `${path}/evidence`, form({ content })), { status: 415, body: { type: '/problems/unsupported-media-type' } })
  }
})

t.test('the name of a file is screened like any other text, and nothing of it stays when it is refused', async (t) => {
  const file = form({ name: '943 476 5919 minutes.pdf' })
  const before = await storedFiles(app)

  t.match(await contributor('POST', `${path}/evidence`, file), { status: 422, body: { type: '/problems/personal-data-suspected', errors: [{ pointer: '/file', detail: 'looks like it holds an NHS number' }] } })
  t.same(await waitingFiles(app), [])
  t.match(await contributor('POST', `${path}/evidence`, file, { 'privacy-override': 'The number is made up' }), { status: 201, body: { fileName: '943 476 5919 minutes.pdf' } })
  t.ok((await storedFiles(app)).length > before.length)
})

t.test('a name or type that belongs to something else is 422', async (t) => {
  for (const sent of [{ name: 'minutes.png' }, { name: 'minutes.pdf.exe' }, { type: 'image/png' }, { content: png(60_000, 60_000), name: 'a.png', type: 'image/png' }]) {
    t.match(await contributor('POST', `${path}/evidence`, form(sent)), { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/file' }] } }, JSON.stringify(sent.name))
  }
})

t.test('an empty file is 422, one byte too many 413, and the largest is taken', async (t) => {
  t.match(await contributor('POST', `${path}/evidence`, form({ content: Buffer.alloc(0) })), { status: 422, body: { detail: /empty/ } })
  t.match(await contributor('POST', `${path}/evidence`, form({ content: pdfOf(largest + 1) })), { status: 413, body: { type: '/problems/payload-too-large', detail: /25 MiB/ } })
  t.match(await contributor('POST', `${path}/evidence`, form({ content: pdfOf(largest) })), { status: 201, body: { size: largest } })
})

t.test('a form is held to the same rules as JSON, and has one file', async (t) => {
  const without = form()
  without.delete('file')
  const twice = form()
  twice.append('title', 'Again')
  const two = form()
  two.append('file', new Blob(['x']), 'b.txt')
  const asText = form()
  asText.set('file', 'f'.repeat(64))

  t.match(await contributor('POST', `${path}/evidence`, without), { status: 400, body: { errors: [{ pointer: '/file', detail: 'is required' }] } })
  t.match(await contributor('POST', `${path}/evidence`, form({}, { colour: 'red' })), { status: 400, body: { errors: [{ pointer: '/colour' }] } })
  t.match(await contributor('POST', `${path}/evidence`, form({}, { kind: 'hearsay' })), { status: 400, body: { errors: [{ pointer: '/kind' }] } })
  t.match(await contributor('POST', `${path}/evidence`, twice), { status: 400, body: { errors: [{ pointer: '/title' }] } })
  t.match(await contributor('POST', `${path}/evidence`, two), { status: 400, body: { errors: [{ pointer: '/file', detail: 'is given more than once' }] } })
  t.match(await contributor('POST', `${path}/evidence`, asText), { status: 400, body: { errors: [{ pointer: '/file' }] } })
})

t.test('a form with a thousand parts, or a name without end, is refused', async (t) => {
  const many = form()
  for (let i = 0; i < 1000; i++) many.append(`field${i}`, 'x')

  t.equal((await contributor('POST', `${path}/evidence`, many)).status, 413)
  t.equal((await contributor('POST', `${path}/evidence`, form({}, { ['x'.repeat(100_000)]: 'x' }))).status, 400)
  t.match(await contributor('POST', `${path}/evidence`, form({}, { title: 'x'.repeat(100_000) })), { status: 400, body: { errors: [{ pointer: '/title' }] } })
  t.equal((await contributor('POST', `${path}/evidence`, form({}, { title: 'x'.repeat(300_000) }))).status, 413)
  t.equal((await contributor('POST', `${path}/evidence`, form({}, { title: 'a\0b' }))).status, 400)
})

t.test('a form that is not one is 400', async (t) => {
  for (const [type, body] of [['multipart/form-data', 'x'], ['multipart/form-data; boundary=a', 'x'], ['multipart/form-data; boundary=a', '--a\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'], ['multipart/form-data; boundary=a', '']] as const) {
    t.equal((await contributor('POST', `${path}/evidence`, body, { 'content-type': type })).status, 400, body)
  }
})

t.test('hostile names become harmless ones, and stay apart', async (t) => {
  const names = ['../../etc/minutes.pdf', 'CON', 'a.pdf\r\nX-Injected: 1', `${'n'.repeat(300)}.pdf`, 'min\u202Efdp.pdf', 'minutes.pdf', 'minutes.pdf', 'Gweddïau "1".pdf']
  for (const name of names) {
    const { status, body } = await contributor('POST', `${path}/evidence`, form({ name }))
    t.equal(status, 201, name)
    // eslint-disable-next-line no-control-regex
    t.notMatch(body.fileName, /[/\\\u0000-\u001f\u202e]|^\./)
    const download = await contributor('GET', `/v1/evidence/${body.id}/content`)
    t.match(download.headers.get('content-disposition'), /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9!._~%-]+$/)
    t.equal(download.headers.get('x-injected'), null)
  }
})

t.test('who may not add here is told before a file is received', async (t) => {
  const others = await buildStarted(app, { ownerAgencyId: agencies.housing })
  const before = (await storedFiles(app)).length

  t.equal((await contributor('POST', `${others.path}/evidence`, form({ content: pdfOf(largest) }))).status, 403)
  t.equal((await as('viewer')('POST', `${path}/evidence`, form())).status, 403)
  t.equal((await send('POST', '/v1/actions/019c8f6e-0c00-7000-8000-000000000000/evidence', form())).status, 404)
  t.equal((await send('POST', '/v1/actions/no-uuid/evidence', form())).status, 400)
  t.equal((await storedFiles(app)).length, before)
})

t.test('a repeated upload with one key stores one file; another file under that key is refused', async (t) => {
  const before = (await storedFiles(app)).length
  const key = { 'idempotency-key': 'upload-1' }
  const first = await contributor('POST', `${path}/evidence`, form(), key)
  const again = await contributor('POST', `${path}/evidence`, form(), key)

  t.match(again, { status: 201, body: { id: first.body.id } })
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.match(await contributor('POST', `${path}/evidence`, form({ content: Buffer.from('%PDF-1.7 another') }), key), { status: 422, body: { type: '/problems/idempotency-key-reused' } })
  t.equal((await storedFiles(app)).length, before + 1)
})

t.test('whatever was refused, nothing of it stays', async (t) => {
  t.same(await waitingFiles(app), [])
})
