import t from 'tap'
import { truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildEvidence, buildStarted, form } from '../support/evidence.ts'
import { storeFolder } from '../support/store-folder.ts'

const app = await testApp(t)
const { as, address, agencies, tokens, db, partnershipId, logLines } = app
const { id: actionId, path } = await buildStarted(app)
const text = 'Month,Held\n2026-01,12\n2026-02,14\n'

async function upload () {
  return (await as('contributor')('POST', `${path}/evidence`, form({ content: Buffer.from(text), name: 'figures.csv', type: 'text/csv' }))).body
}

async function get (id: string, headers: Record<string, string> = {}) {
  return await as('reviewer')('GET', `/v1/evidence/${id}/content`, undefined, headers)
}

t.test('a file is given out for saving, and never to be run', async (t) => {
  const { id, sha256 } = await upload()

  const { status, headers, text: got } = await get(id)

  t.equal(status, 200)
  t.equal(got, text)
  t.match(Object.fromEntries(headers), {
    'content-type': 'text/csv',
    'content-length': String(text.length),
    'content-disposition': "attachment; filename=\"figures.csv\"; filename*=UTF-8''figures.csv",
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    etag: `"${sha256}"`
  })
})

t.test('a part of a file is given out', async (t) => {
  const { id } = await upload()

  for (const [range, part, said] of [['bytes=0-4', 'Month', '0-4'], ['bytes=11-', text.slice(11), '11-32'], ['bytes=-3', '14\n', '30-32'], ['bytes=30-99', '14\n', '30-32']] as const) {
    const { status, headers, text: got } = await get(id, { range })
    t.same([status, got, headers.get('content-range'), headers.get('content-length')], [206, part, `bytes ${said}/33`, String(part.length)], range)
  }
})

t.test('several ranges, or none that is understood, are answered with all of it', async (t) => {
  const { id } = await upload()

  for (const range of ['bytes=0-1,4-5', 'lines=1-2', 'bytes=4-2']) t.match(await get(id, { range }), { status: 200, text }, range)
})

t.test('a range outside the file is refused, with its length', async (t) => {
  const { id } = await upload()

  const { status, headers, body } = await get(id, { range: 'bytes=33-' })

  t.equal(status, 416)
  t.equal(headers.get('content-range'), 'bytes */33')
  t.match(body, { type: '/problems/range-not-satisfiable' })
})

t.test('a part is given only of the content that the caller began with', async (t) => {
  const { id, sha256 } = await upload()

  t.equal((await get(id, { range: 'bytes=0-4', 'if-range': `"${sha256}"` })).status, 206)
  t.match(await get(id, { range: 'bytes=0-4', 'if-range': '"another"' }), { status: 200, text })
})

t.test('who has it already is not sent it again, and is authorised all the same', async (t) => {
  const { id, sha256 } = await upload()

  t.match(await get(id, { 'if-none-match': `"${sha256}"` }), { status: 304, text: '' })
  t.equal((await as('viewer')('GET', `/v1/evidence/${id}/content`, undefined, { 'if-none-match': `"${sha256}"` })).status, 403)
})

t.test('an address that was passed on opens nothing, and neither does one whose action was hidden meanwhile', async (t) => {
  const { id } = await upload()

  t.equal((await fetch(`${address}/v1/evidence/${id}/content`)).status, 401)
  await db.rows(sql`update actions set restricted = true, owner_agency_id = ${agencies.housing} where id = ${actionId}`)
  t.equal((await as('contributor')('GET', `/v1/evidence/${id}/content`)).status, 404)
  t.equal((await get(id)).status, 200)
  await db.rows(sql`update actions set restricted = false, owner_agency_id = ${agencies.csc} where id = ${actionId}`)
})

t.test('a statement is given out the same way', async (t) => {
  const { id } = await buildEvidence(app, path, { statement: 'Gwelwyd: £5' })

  const { status, headers, text: got } = await get(id)
  t.same([status, got, headers.get('content-type'), headers.get('content-length')], [200, 'Gwelwyd: £5', 'text/plain; charset=utf-8', '12'])
  t.match(headers.get('content-disposition'), /^attachment; filename="statement.txt"/)
  t.match(await get(id, { range: 'bytes=0-6' }), { status: 206, text: 'Gwelwyd' })
})

t.test('HEAD tells of it without giving it', async (t) => {
  const { id } = await upload()

  const response = await fetch(`${address}/v1/evidence/${id}/content`, { method: 'HEAD', headers: { authorization: `Bearer ${tokens.reviewer}` } })

  t.same([response.status, response.headers.get('content-length'), await response.text()], [200, '33', ''])
})

t.test('a file that is gone or cut is a fault of the store: told, logged, and no part of it given out', async (t) => {
  const [gone, cut] = [await upload(), await upload()]
  await unlink(join(storeFolder(app), partnershipId, gone.id))
  await truncate(join(storeFolder(app), partnershipId, cut.id), 10)

  for (const { id } of [gone, cut]) {
    t.match(await get(id), { status: 404, body: { type: '/problems/content-missing' } })
    t.ok(logLines.some((line) => line.includes(id) && line.includes('"level":"error"') && line.includes('missing or not whole')))
    t.equal((await as('reviewer')('GET', `/v1/evidence/${id}`)).status, 200)
  }
  t.equal((await as('reviewer')('GET', `${path}/evidence`)).status, 200)
})
