import t from 'tap'
import type { ServerResponse } from 'node:http'
import { later, leaseSeconds } from '../../src/domain/webhook.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf } from '../support/app.ts'
import { buildRecommendation } from '../support/build.ts'
import { hold, verified } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { hook, hookedApp, sealed } from '../support/webhooks.ts'

const app = await hookedApp(t)
const { receiver, clock, db } = app

t.test('an event is told by ids, a type and its time, and signed as the specification has it', async (t) => {
  const { endpoint, path, happen, settled, send } = await hook(app)
  await happen()
  await settled('delivered')

  const [arrived] = receiver.at(path)
  const { data: [event] } = (await send('GET', '/v1/events?type=agency.created')).body
  t.strictSame(arrived && verified(endpoint.secret, arrived), {
    type: 'agency.created', timestamp: event.occurredAt, data: { eventId: event.id, sequence: event.sequence, subjectType: 'agency', subjectId: event.subjectId }
  })
  t.match(arrived?.headers, { 'content-type': 'application/json', 'user-agent': 'Follow-through webhooks' })
})

t.test('what was altered on the way, or is older than five minutes, is not what was signed', async (t) => {
  const { endpoint, path, happen, settled } = await hook(app)
  await happen()
  await settled('delivered')
  const [arrived] = receiver.at(path)
  if (arrived === undefined) return t.fail('nothing arrived')

  t.throws(() => verified(endpoint.secret, { ...arrived, body: `${arrived.body} ` }))
  t.throws(() => verified(endpoint.secret, { ...arrived, id: arrived.id.replace(/.$/, 'x') }))
  t.throws(() => verified(endpoint.secret, { ...arrived, timestamp: String(Number(arrived.timestamp) - 301) }))
})

t.test('an endpoint is told of what it subscribed to, and of that once', async (t) => {
  const { happen, settled, deliveries, partnershipId, send } = await hook(app, ['agency.created', 'partnership.*'])
  await send('POST', '/v1/calendar-feeds', { name: 'A telephone' })
  for (let times = 0; times < 3; times++) await happen()
  await settled('delivered', 'delivered', 'delivered')
  await until(async () => (await db.rows(sql`select from webhook_endpoints where partnership_id = ${partnershipId} and fanned_out_to = (select max(sequence) from event_seals where partnership_id = ${partnershipId})`)).length === 1)

  t.strictSame((await deliveries()).map(({ type }) => type), ['agency.created', 'agency.created', 'agency.created'])
})

t.test('all attempts bear one id, each its own time; a failure is a word and a status', async (t) => {
  const { path, happen, settled, deliveries, due } = await hook(app)
  receiver.behave = ({ path: at }, answer) => { if (at === path && receiver.at(path).length < 3) answer.writeHead(503).end() }
  await happen()
  for (const failures of [1, 2]) {
    await until(async () => (await deliveries())[0]?.['attempts'] === failures && (await deliveries())[0]?.['state'] === 'waiting')
    t.match(await deliveries(), [{ state: 'waiting', responseStatus: 503, reason: 'server_error' }])
    clock.now = new Date(Date.parse(clock.now) + 2_000).toISOString()
    await due()
  }
  await settled('delivered')

  t.equal(new Set(receiver.at(path).map(({ id }) => id)).size, 1)
  t.equal(new Set(receiver.at(path).map(({ timestamp }) => timestamp)).size, 3)
  t.match(await deliveries(), [{ id: receiver.at(path)[0]?.id, attempts: 3, responseStatus: 204, reason: null, nextAttemptAt: null }])
})

t.test('what a killed process had in its hands is taken up by another when its lease has run out', async (t) => {
  const { path, happen, settled, endpoint } = await hook(app)
  await happen()
  await settled('delivered')
  await db.rows(sql`update webhook_deliveries set state = 'sending', next_attempt_at = ${later(clock.now, leaseSeconds)} where endpoint_id = ${endpoint.id}`)
  await happen()
  await settled('delivered', 'sending')

  clock.now = later(clock.now, leaseSeconds)
  await settled('delivered', 'delivered')

  const [first, another, again] = receiver.at(path)
  t.strictSame([again?.id, again?.body], [first?.id, first?.body])
  t.not(another?.id, first?.id)
})

t.test('no redirect is followed, wherever it leads', async (t) => {
  for (const status of [301, 302, 307, 308]) {
    const { path, happen, deliveries } = await hook(app)
    receiver.behave = ({ path: at }, answer) => { if (at === path) answer.writeHead(status, { location: `${receiver.url}/inside` }).end() }
    await happen()
    await until(async () => (await deliveries())[0]?.['reason'] === 'redirected')
  }
  t.strictSame(receiver.at('/inside'), [])
})

t.test('an answer without end, or pressed small, is read to a bound; its status counts', async (t) => {
  const { path, happen, settled } = await hook(app)
  const endless = Buffer.alloc(64 * 1024)
  let written = 0
  receiver.behave = ({ path: at }, answer) => {
    if (at !== path) return
    answer.writeHead(200, { 'content-encoding': 'gzip' })
    const more = (): void => { do written += endless.length; while (!answer.destroyed && answer.write(endless)) }
    answer.on('drain', more)
    more()
  }
  await happen()
  await settled('delivered')
  t.ok(written < 32 * 1024 * 1024, `${written} bytes went into the sockets between`)
})

t.test('Retry-After is waited for, by the whole endpoint', async (t) => {
  const { path, happen, deliveries } = await hook(app)
  receiver.behave = ({ path: at }, answer) => { if (at === path) answer.writeHead(429, { 'retry-after': '120' }).end() }
  await happen()
  await until(async () => (await deliveries())[0]?.['reason'] === 'too_many')
  await happen()
  await until(async () => (await deliveries()).length === 2)

  t.equal(Date.parse(String((await deliveries())[0]?.['nextAttemptAt'])) - Date.parse(clock.now), 120_000)
  t.match(await deliveries(), [{ attempts: 1 }, { attempts: 0 }])
})

t.test('Retry-After may be a date; a day is the longest that is waited', async (t) => {
  for (const [asked, waited] of [[3_600, 3_600], [7 * 86_400, 86_400]] as const) {
    const { path, happen, deliveries } = await hook(app)
    const date = new Date(Math.ceil(Date.parse(clock.now) / 1_000) * 1_000 + asked * 1_000).toUTCString()
    receiver.behave = ({ path: at }, answer) => { if (at === path) answer.writeHead(503, { 'retry-after': date }).end() }
    await happen()
    await until(async () => (await deliveries())[0]?.['reason'] === 'server_error')
    const [delivery] = await deliveries()
    t.equal(Math.floor((Date.parse(String(delivery?.['nextAttemptAt'])) - Date.parse(clock.now)) / 1_000), waited)
  }
})

t.test('of what happens in a restricted review an endpoint is told ids, a type and a time, and no word that a person wrote', async (t) => {
  const { path, send, settled, partnershipId, endpoint } = await hook(app, ['recommendation.created'])
  const { id, reviewId } = await buildRecommendation({ send }, { restricted: true, text: 'A sentence about a child.' })
  await sealed(app, { partnershipId })
  await settled('delivered')

  const [arrived] = receiver.at(path)
  const { data } = arrived ? verified(endpoint.secret, arrived) as { data: object } : { data: {} }
  t.match(data, { subjectType: 'recommendation', subjectId: id })
  t.strictSame(Object.keys(data), ['eventId', 'sequence', 'subjectType', 'subjectId'])
  t.notMatch(arrived?.body, new RegExp(`sentence|${reviewId}`))
})

t.test('a secret that cannot be read any more is mended by rotating it', async (t) => {
  const { path, happen, send, endpoint, deliveries, settled, due } = await hook(app)
  await db.rows(sql`update webhook_endpoints set secret = 'of another key' where id = ${endpoint.id}`)
  await happen()
  await until(async () => (await deliveries())[0]?.['reason'] === 'secret_unreadable')
  t.match((await send('GET', `/v1/webhook-endpoints/${endpoint.id}`)).body, { failingSince: null }, 'it is not the receiver that fails')
  await happen()
  await until(async () => (await deliveries()).length === 2)

  const { body: { secret } } = await send('POST', `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`)
  t.match(await deliveries(), [{ attempts: 1 }, { attempts: 0 }], 'nor are others tried meanwhile')
  await due()
  await settled('delivered', 'delivered')
  for (const arrived of receiver.at(path)) t.ok(verified(secret, arrived))
})

t.test('410 switches the endpoint off, and the coordinators are told', async (t) => {
  const { path, happen, settled, send, endpoint, people } = await hook(app)
  receiver.behave = ({ path: at }, answer) => { if (at === path) answer.writeHead(410).end() }
  await happen()
  await settled('failed')

  t.match((await send('GET', `/v1/webhook-endpoints/${endpoint.id}`)).body, { active: false, deactivationReason: 'gone', version: 2 })
  t.strictSame(await eventTypesOf(db, endpoint.id), ['webhook_endpoint.created', 'webhook_endpoint.deactivated'])
  t.match(await db.rows(sql`select key from graphile_worker.jobs where task_identifier = 'webhooks.notify' and key like ${`%${endpoint.id}%`}`), [{ key: `webhook-notice:${endpoint.id}:${people.coordinator}` }])
})

t.test('nothing got through for the whole schedule: it is switched off, and goes on where it stopped when it is switched on', async (t) => {
  const { path, happen, settled, send, endpoint, deliveries, due } = await hook(app)
  let isDown = true
  receiver.behave = ({ path: at }, answer) => { if (at === path && isDown) answer.writeHead(500).end() }
  await happen()
  await until(async () => (await deliveries())[0]?.['reason'] === 'server_error')
  await db.rows(sql`update webhook_endpoints set failing_since = ${clock.now}::timestamptz - interval '4 days' where id = ${endpoint.id}`)
  await due()
  await until(async () => (await send('GET', `/v1/webhook-endpoints/${endpoint.id}`)).body.deactivationReason === 'failing')
  await happen()
  t.equal((await deliveries()).length, 1, 'nothing is made for it meanwhile')

  isDown = false
  await send('PATCH', `/v1/webhook-endpoints/${endpoint.id}`, { active: true }, { 'if-match': '*' })
  await due()
  await settled('delivered', 'delivered')
  t.match((await send('GET', `/v1/webhook-endpoints/${endpoint.id}`)).body, { active: true, deactivatedAt: null, failingSince: null })
})

t.test('an endpoint that leaves us waiting holds up no other', async (t) => {
  const [dead, live] = [await hook(app), await hook(app)]
  const held: ServerResponse[] = []
  receiver.behave = ({ path }, answer) => { if (path === dead.path) held.push(hold(answer)) }
  for (let times = 0; times < 12; times++) await dead.happen()
  await until(() => receiver.at(dead.path).length >= 8)

  await live.happen()
  await live.settled('delivered')

  t.equal(receiver.at(dead.path).length, 8, 'it has as many under way as it may, and no more')
  await dead.send('DELETE', `/v1/webhook-endpoints/${dead.endpoint.id}`)
  for (const answer of held) answer.destroy()
})

t.test('a secret that was rotated signs beside the new one for a day, and then no more', async (t) => {
  const { path, happen, send, endpoint, settled } = await hook(app)
  const { body: { secret, previousSecretUntil } } = await send('POST', `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`)
  await happen()
  await settled('delivered')
  const [both] = receiver.at(path)
  for (const each of [endpoint.secret, secret]) t.ok(both && verified(each, both))
  t.not(secret, endpoint.secret)

  await db.rows(sql`update webhook_endpoints set previous_secret_until = ${clock.now} where id = ${endpoint.id}`)
  t.equal(Date.parse(previousSecretUntil) - Date.parse(clock.now), 86_400_000)
  await happen()
  await settled('delivered', 'delivered')
  const later = receiver.at(path)[1]
  t.ok(later && verified(secret, later))
  t.throws(() => later && verified(endpoint.secret, later))
})

t.test('what waits for an endpoint that is deleted is not sent', async (t) => {
  const { path, send, endpoint, partnershipId, happen, due, deliveries } = await hook(app)
  receiver.behave = ({ path: at }, answer) => { if (at === path) answer.writeHead(500).end() }
  await happen()
  await until(async () => (await deliveries())[0]?.['state'] === 'waiting' && receiver.at(path).length === 1)
  t.equal((await send('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)).status, 204)
  await due()
  const other = await hook(app)
  await sealed(app, { partnershipId })
  await other.happen()
  await other.settled('delivered')

  t.equal(receiver.at(path).length, 1)
})
