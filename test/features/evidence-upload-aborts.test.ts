import t from 'tap'
import { request } from 'node:http'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { pdfOf } from '../support/files.ts'
import { range, until } from '../support/scratch-database.ts'
import { storedFiles, waitingFiles } from '../support/store-folder.ts'

const app = await testApp(t)
const { address, tokens, db, as } = app
const { path } = await buildStarted(app)

t.test('a hundred uploads cut off in the middle leave nothing, and the next one is served', async (t) => {
  const half = await halfOf(form({ content: pdfOf(1024 * 1024) }))

  for (let round = 0; round < 5; round++) await Promise.all(range(20).map(async () => { await cutOff(half) }))

  await until(async () => (await waitingFiles(app)).length === 0)
  t.same(await storedFiles(app), [])
  t.same(await db.rows(sql`select from evidence`), [])
  t.equal((await as('contributor')('POST', `${path}/evidence`, form())).status, 201)
})

t.test('an upload that ends before its announced length is no upload', async (t) => {
  const whole = await wholeOf(form())
  const asked = request(`${address}${path}/evidence`, { method: 'POST', headers: { ...whole.headers, 'content-length': whole.bytes.length + 10 } })
  asked.on('error', () => {})
  asked.write(whole.bytes)
  await until(async () => (await waitingFiles(app)).length === 1)
  asked.destroy()

  await until(async () => (await waitingFiles(app)).length === 0)
  t.equal((await storedFiles(app)).length, 1)
})

interface Sent { readonly headers: Record<string, string | number>, readonly bytes: Buffer }

async function wholeOf (data: FormData): Promise<Sent> {
  const encoded = new Response(data)
  const bytes = Buffer.from(await encoded.arrayBuffer())
  return { headers: { authorization: `Bearer ${tokens.contributor}`, 'content-type': encoded.headers.get('content-type') ?? '', 'content-length': bytes.length }, bytes }
}

async function halfOf (data: FormData): Promise<Sent> {
  const { headers, bytes } = await wholeOf(data)
  return { headers, bytes: bytes.subarray(0, bytes.length / 2) }
}

/** Sends what there is, and hangs up once the service has begun to keep it. */
async function cutOff ({ headers, bytes }: Sent): Promise<void> {
  const asked = request(`${address}${path}/evidence`, { method: 'POST', headers })
  asked.on('error', () => {})
  await new Promise((resolve) => { asked.write(bytes, resolve) })
  asked.destroy()
}
