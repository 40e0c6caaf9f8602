import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'
import { badLines, readCalendar } from '../support/calendar.ts'

const app = await testApp(t)
const { send, as, withToken, db, clock, agencies, people, logLines, anotherPartnership } = app
const nobody = withToken(undefined)

async function buildFeed (by = as('contributor')): Promise<{ id: string, path: string, token: string }> {
  const { status, body } = await by('POST', '/v1/calendar-feeds', { name: 'My telephone' })
  if (status !== 201) throw new Error(`The address was answered ${status}: ${JSON.stringify(body)}`)
  const path = new URL(body.url).pathname
  return { id: body.id, path, token: path.slice('/calendar/'.length, -'.ics'.length) }
}

t.test('an address is made with a token of 256 bits that is kept hashed, and recorded', async (t) => {
  const { status, body } = await as('contributor')('POST', '/v1/calendar-feeds', { name: 'My telephone' })
  const token = /^http:\/\/127\.0\.0\.1:3000\/calendar\/([\w-]{43})\.ics$/.exec(body.url)?.[1] ?? ''

  t.equal(status, 201)
  t.match(body, { personId: people.contributor, name: 'My telephone', lastFour: token.slice(-4), createdAt: clock.now, revokedAt: null })
  const kept = await db.rows(sql`select * from calendar_feeds where id = ${body.id}`)
  t.notOk(JSON.stringify(kept).includes(token))
  t.strictSame(await eventTypesOf(db, body.id), ['calendar_feed.created'])
})

t.test('a repeated request makes no second address, and does not tell the first again', async (t) => {
  const once = { 'idempotency-key': newId() }
  const first = await send('POST', '/v1/calendar-feeds', { name: 'x' }, once)
  const again = await send('POST', '/v1/calendar-feeds', { name: 'x' }, once)

  t.equal(again.status, 201)
  t.strictSame(again.body, { ...first.body, url: null })
})

t.test('the address needs no other key, and tells days and links, no more', async (t) => {
  const title = 'Visit Child Q weekly'
  const { id } = await buildAction(app, { title, dueOn: '2026-03-29' })
  await send('POST', `/v1/actions/${id}/milestones`, { title, dueOn: '2026-03-20' })
  const { path } = await buildFeed()

  const { status, text, headers } = await nobody('GET', path)

  t.equal(status, 200)
  t.match(headers.get('content-type'), 'text/calendar; charset=utf-8')
  t.equal(headers.get('cache-control'), 'private, max-age=300')
  t.match(readCalendar(text).entries, [{ title: 'A milestone is due', day: '2026-03-20' }, { title: 'An action is due', day: '2026-03-29', end: '2026-03-30', url: `http://127.0.0.1:3000/actions/${id}` }])
  t.notMatch(text, /Child Q|REVIEW|csc|A1/)
  t.strictSame(badLines(text), [])
})

t.test('nothing restricted is at an address, not even its day', async (t) => {
  const recommendationIds = [(await buildRecommendation(app, { restricted: true })).id]
  const { id } = await buildAction(app, { recommendationIds })

  for (const by of [send, as('contributor')]) t.notOk((await nobody('GET', (await buildFeed(by)).path)).text.includes(id))
})

t.test('a coordinator’s address has every agency’s dates, another’s those of their agency', async (t) => {
  const { id } = await buildAction(app, { ownerAgencyId: agencies.housing })
  const has = async (by = send) => (await nobody('GET', (await buildFeed(by)).path)).text.includes(id)

  t.ok(await has())
  for (const role of ['contributor', 'viewer'] as const) t.notOk(await has(as(role)), role)
})

t.test('a program that has the calendar is told so', async (t) => {
  const { path } = await buildFeed()
  const { headers } = await nobody('GET', path)

  const again = await nobody('GET', path, undefined, { 'if-none-match': headers.get('etag') ?? '' })

  t.match(again, { status: 304, text: '' })
  t.equal(again.headers.get('cache-control'), 'private, max-age=300')
})

t.test('two programs may use one address', async (t) => {
  const { path } = await buildFeed()

  t.strictSame((await Promise.all([nobody('GET', path), nobody('GET', path)])).map(({ status }) => status), [200, 200])
})

t.test('an address is dead once revoked, and says no more than one that never was', async (t) => {
  const { id, path, token } = await buildFeed()
  const contributor = as('contributor')

  t.equal((await contributor('DELETE', `/v1/calendar-feeds/${id}`)).status, 204)
  t.equal((await contributor('DELETE', `/v1/calendar-feeds/${id}`)).status, 204)
  const answers = [await nobody('GET', path), await nobody('GET', `/calendar/${token.replace(/./, (first) => first === 'A' ? 'B' : 'A')}.ics`), await nobody('GET', '/calendar/x.ics')]
  const [dead] = answers.map(({ status, body }) => ({ status, body: { ...body, instance: '' } }))
  t.match(dead, { status: 404, body: { type: '/problems/not-found' } })
  for (const { status, body } of answers) t.strictSame({ status, body: { ...body, instance: '' } }, dead)
  t.strictSame(await eventTypesOf(db, id), ['calendar_feed.created', 'calendar_feed.revoked'])
})

t.test('an address is dead while its person is not active', async (t) => {
  const { path } = await buildFeed(as('viewer'))
  const person = `/v1/people/${people.viewer}`

  await send('PATCH', person, { active: false }, await etagOf(app, person))

  t.equal((await nobody('GET', path)).status, 404)
})

t.test('an address is dead from the day after its agency has ended', async (t) => {
  const its = await anotherPartnership()
  const { path } = await buildFeed(its.as('contributor'))
  const statuses = []
  for (const validTo of ['2026-03-02', '2026-03-01']) {
    await db.rows(sql`update agencies set valid_to = ${validTo} where id = ${its.agencies.csc}`)
    statuses.push((await nobody('GET', path)).status)
  }

  t.strictSame(statuses, [200, 404])
})

t.test('the token is in no line of the log', async (t) => {
  const { path, token, id } = await buildFeed()
  const before = logLines.length
  for (const address of [path, `/calendar/${token}`, `/calendar/${token}.ics/x`, `${path}?a=%00`]) await nobody('GET', address)
  await nobody('POST', path)
  await as('contributor')('DELETE', `/v1/calendar-feeds/${id}`)
  await nobody('GET', path)

  t.ok(logLines.length > before)
  t.notOk(logLines.some((line) => line.includes(token)))
})

t.test('everyone sees and ends their own addresses, a coordinator everybody’s', async (t) => {
  const its = await anotherPartnership()
  const mine = await buildFeed(its.as('contributor'))
  const theirs = await buildFeed(its.as('reviewer'))
  const idsFor = async (role: 'contributor' | 'coordinator', query = '') => (await its.as(role)('GET', `/v1/calendar-feeds${query}`)).body.data.map(({ id }: { id: string }) => id)

  t.strictSame([await idsFor('contributor'), await idsFor('coordinator')], [[mine.id], [mine.id, theirs.id]])
  t.strictSame([await idsFor('coordinator', `?personId=${its.people.reviewer}`), await idsFor('contributor', `?personId=${its.people.reviewer}`)], [[theirs.id], []])
  t.match(await its.as('contributor')('DELETE', `/v1/calendar-feeds/${theirs.id}`), { status: 404 })
  t.match(await its.as('coordinator')('DELETE', `/v1/calendar-feeds/${theirs.id}`), { status: 204 })
  t.equal((await send('DELETE', `/v1/calendar-feeds/${mine.id}`)).status, 404)
  t.equal((await nobody('GET', mine.path)).status, 200)
})

t.test('addresses are listed page by page, and never with their token', async (t) => {
  const its = (await anotherPartnership()).as('contributor')
  const made = [await buildFeed(its), await buildFeed(its), await buildFeed(its)]
  const first = await its('GET', '/v1/calendar-feeds?limit=2&count=true')
  const rest = await its('GET', `/v1/calendar-feeds?limit=2&cursor=${first.body.nextCursor}`)

  t.strictSame([...first.body.data, ...rest.body.data].map(({ id }) => id), made.map(({ id }) => id))
  t.match([first.body.total, rest.body.nextCursor], [3, null])
  for (const { token } of made) t.notOk(first.text.includes(token) || rest.text.includes(token))
})

t.test('a service’s key has no address, and reads the calendar itself', async (t) => {
  const { body } = await send('POST', '/v1/api-keys', { name: 'A dashboard', role: 'viewer', agencyId: agencies.csc, expiresOn: '2026-06-30' })
  const service = withToken(body.token)

  t.match(await service('POST', '/v1/calendar-feeds', { name: 'x' }), { status: 403, body: { type: '/problems/forbidden' } })
  t.strictSame((await service('GET', '/v1/calendar-feeds')).body.data, [])
  t.equal((await service('GET', '/v1/calendar.ics')).status, 200)
})

t.test('nobody has more than 20 addresses that work, even when asking for two at once', async (t) => {
  const its = (await anotherPartnership()).as('contributor')
  const made = []
  for (let count = 0; count < 19; count++) made.push(await buildFeed(its))
  const ask = async () => (await its('POST', '/v1/calendar-feeds', { name: 'x' })).status

  t.strictSame((await Promise.all([ask(), ask()])).sort(), [201, 422])
  await its('DELETE', `/v1/calendar-feeds/${made[0]?.id}`)
  t.equal(await ask(), 201)
})

t.test('an address is made as documented or not at all', async (t) => {
  for (const body of [{}, { name: '' }, { name: 'x', personId: people.viewer }, { name: 'x'.repeat(201) }]) t.equal((await send('POST', '/v1/calendar-feeds', body)).status, 400)
})
