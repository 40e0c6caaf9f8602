import t from 'tap'
import { createHash } from 'node:crypto'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'

const app = await testApp(t)
const { address, as, db, send } = app
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

async function contentOf (id: string, format: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${address}/v1/board-packs/${id}/content?format=${format}`, { headers: { authorization: `Bearer ${app.tokens.viewer}`, ...headers } })
  return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

t.test('a frozen report is the same to the bit, in every format, whatever happens to the plan', async (t) => {
  await buildAction(app)
  const before = (await as('viewer')('GET', '/v1/reports/annual')).body
  const { body: pack } = await send('POST', '/v1/board-packs', { report: 'annual', title: 'Executive group, March 2026' })
  const frozen = await Promise.all(['json', 'csv', 'xlsx'].map(async (format) => await contentOf(pack.id, format)))
  await buildAction(app)

  t.same(JSON.parse(Buffer.from(frozen[0]?.bytes ?? []).toString()), before, 'what the report said')
  for (const [place, { format, size, sha256 }] of pack.contents.entries()) {
    const { headers, bytes } = await contentOf(pack.id, format)
    const digest = digestOf(bytes)
    t.ok(Buffer.from(bytes).equals(frozen.find(({ bytes }) => digestOf(bytes).equals(digest))?.bytes ?? Buffer.alloc(0)), `${format} ${place}`)
    t.same([bytes.length, digest.toString('hex'), headers.get('etag')], [size, sha256, `"${sha256}"`])
    t.same([headers.get('repr-digest'), headers.get('content-digest')], Array(2).fill(`sha-256=:${digest.toString('base64')}:`))
  }
})

t.test('what was asked is told, with what was left to the report', async (t) => {
  const summary = (await send('POST', '/v1/board-packs', { report: 'summary' })).body
  const annual = (await send('POST', '/v1/board-packs', { report: 'annual', from: '2025-01-01' })).body

  t.match(summary, { title: null, parameters: { groupBy: 'agency' }, on: '2026-03-02', includesRestricted: false, by: { kind: 'person' } })
  t.match(annual.parameters, { from: '2025-01-01', to: '2025-12-31' })
  t.same((await as('viewer')('GET', `/v1/board-packs/${annual.id}`)).body, annual)
  t.same((await as('viewer')('GET', '/v1/board-packs?sort=-frozenAt&limit=200')).body.data.find(({ id }: { id: string }) => id === summary.id), summary)
  t.match((await as('viewer')('GET', '/v1/board-packs?format=csv')).text, new RegExp(summary.id))
})

t.test('a pack bears a tag, where it is made and where it is read', async (t) => {
  const { body: pack, headers } = await send('POST', '/v1/board-packs', { report: 'summary' })
  const path = `/v1/board-packs/${pack.id}`

  t.match(headers.get('etag'), /^"[^"]+"$/)
  t.equal(await etagOf(app, path).then((tag) => tag['if-match']), headers.get('etag'))
  t.equal((await send('GET', path, undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
})

t.test('freezing is an event, and the same request twice freezes once', async (t) => {
  const ask = async () => await send('POST', '/v1/board-packs', { report: 'summary', groupBy: 'theme' }, { 'idempotency-key': 'march' })
  const [{ body }, again] = [await ask(), await ask()]

  t.equal(again.body.id, body.id)
  t.match(await db.rows(sql`select type, after from events where subject_id = ${body.id}`), [{ type: 'board_pack.frozen', after: { report: 'summary', groupBy: 'theme', contents: body.contents } }])
})

t.test('who has the bytes already is not sent them, and a part is sent as one', async (t) => {
  const { body: { id, contents: [{ sha256 }] } } = await send('POST', '/v1/board-packs', { report: 'summary' })
  t.equal((await contentOf(id, 'csv', { 'if-none-match': `"${sha256}"` })).status, 304)
  const part = await contentOf(id, 'csv', { range: 'bytes=0-9' })
  t.same([part.status, part.bytes.length, part.headers.get('content-digest')], [206, 10, null])
})

t.test('restricted reviews are left out, unless asked for: then the pack is only for those who see them', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app, { restricted: true, text: 'Told to few.' })
  await buildAction(app, { recommendationIds: [recommendationId], ownerAgencyId: app.agencies.police })
  const open = (await send('POST', '/v1/board-packs', { report: 'annual' })).body
  const whole = (await send('POST', '/v1/board-packs', { report: 'annual', includeRestricted: true })).body

  t.notMatch((await send('GET', `/v1/board-packs/${open.id}/content`)).text, /Told to few/)
  t.match((await as('reviewer')('GET', `/v1/board-packs/${whole.id}/content`)).text, /Told to few/)
  for (const role of ['viewer', 'contributor'] as const) {
    for (const path of [`/v1/board-packs/${whole.id}`, `/v1/board-packs/${whole.id}/content`]) t.equal((await as(role)('GET', path)).status, 404, `${role} ${path}`)
    t.notOk((await as(role)('GET', '/v1/board-packs?limit=200')).body.data.some(({ id }: { id: string }) => id === whole.id))
  }
})

t.test('a review that is restricted later is hidden in old packs too', async (t) => {
  const { reviewId } = await buildRecommendation(app)
  const { id } = (await send('POST', '/v1/board-packs', { report: 'summary' })).body
  t.equal((await as('viewer')('GET', `/v1/board-packs/${id}`)).status, 200)
  await send('PATCH', `/v1/reviews/${reviewId}`, { restricted: true }, await etagOf(app, `/v1/reviews/${reviewId}`))

  t.equal((await as('viewer')('GET', `/v1/board-packs/${id}`)).status, 404)
  t.equal((await as('scrutineer')('GET', `/v1/board-packs/${id}`)).status, 200)
})

t.test('what belongs to another report, and what is no report, is refused', async (t) => {
  t.match(await send('POST', '/v1/board-packs', { report: 'annual', groupBy: 'theme' }), { status: 422, body: { errors: [{ pointer: '/groupBy' }] } })
  t.match(await send('POST', '/v1/board-packs', { report: 'summary', from: '2026-01-01' }), { status: 422, body: { errors: [{ pointer: '/from' }] } })
  for (const body of [{}, { report: 'weekly' }, { report: 'summary', colour: 'red' }, { report: 'summary', title: '' }, { report: 'summary', title: 'x'.repeat(201) }, { report: 'summary', title: 'a\0' }]) {
    t.equal((await send('POST', '/v1/board-packs', body)).status, 400, JSON.stringify(body).slice(0, 60))
  }
  t.equal((await as('reviewer')('POST', '/v1/board-packs', { report: 'summary' })).status, 403)
})

t.test('another partnership has no such pack, and nobody may alter one', async (t) => {
  const { id } = (await send('POST', '/v1/board-packs', { report: 'summary' })).body
  const stranger = (await app.anotherPartnership()).as('coordinator')
  for (const path of ['', '/content']) t.equal((await stranger('GET', `/v1/board-packs/${id}${path}`)).status, 404)
  for (const table of ['board_packs', 'board_pack_contents']) {
    t.match(await db.rows(sql`select has_table_privilege(current_user, ${table}, 'update') as changes, has_table_privilege(current_user, ${table}, 'delete') as deletes`), [{ changes: false, deletes: false }])
  }
})
