import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { sendNotice } from '../../src/features/webhooks/notice.ts'
import { purgeDeliveries } from '../../src/features/webhooks/delivery-queries.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import { startMailServer } from '../support/mail-server.ts'

const mail = await startMailServer(t)
const app = await testApp(t, { SMTP_URL: mail.url, MAIL_FROM: 'reminders@partnership.example' })
const { send, db, services, clock, partnershipId, people } = app
const input = { url: 'https://receiver.example/hook/path-secret', types: ['action.*'] }

async function created () {
  return (await send('POST', '/v1/webhook-endpoints', input)).body
}

t.test('an endpoint is created with a secret that is shown once, and kept encrypted', async (t) => {
  const key = { 'idempotency-key': 'made-once' }
  const { status, body, headers } = await send('POST', '/v1/webhook-endpoints', input, key)
  t.equal(status, 201)
  t.match(body, { ...input, active: true, deactivatedAt: null, secret: /^whsec_[A-Za-z0-9+/]{43}=$/, version: 1 })

  const { secret, ...rest } = body
  t.strictSame((await send('GET', headers.get('location') ?? '')).body, rest)
  t.strictSame((await send('POST', '/v1/webhook-endpoints', input, key)).body, { ...body, secret: null }, 'not even a repeated request shows it again')
  t.notMatch(JSON.stringify(await db.rows(sql`select * from webhook_endpoints`)), secret.slice('whsec_'.length))
})

t.test('an event tells where an endpoint leads, but not the path, which may hold a secret', async (t) => {
  const { id } = await created()
  t.strictSame(await db.rows(sql`select after from events where subject_id = ${id}`), [{ after: { host: 'receiver.example', types: ['action.*'], active: true } }])
})

t.test('an address that may not be sent to, and an event that there is not, are refused with a pointer', async (t) => {
  for (const url of ['http://receiver.example/', 'https://127.0.0.1/', 'https://[fd00::1]/', 'https://user@receiver.example/', 'https://receiver.example:22/', 'https://2130706433/']) {
    t.match(await send('POST', '/v1/webhook-endpoints', { ...input, url }), { status: 422, body: { errors: [{ pointer: '/url' }] } }, url)
  }
  for (const url of ['ftp://receiver.example/', 'javascript:alert(1)', 'https:\\\\127.0.0.1\\', ' https://127.0.0.1/']) {
    t.match(await send('POST', '/v1/webhook-endpoints', { ...input, url }), { status: 422, body: { errors: [{ pointer: '/url' }] } }, `${url} is judged as it will be read`)
  }
  t.match(await send('POST', '/v1/webhook-endpoints', { ...input, types: ['action.*', 'action.forgotten'] }), { status: 422, body: { errors: [{ pointer: '/types' }], detail: /action\.forgotten/ } })
  for (const body of [{ ...input, types: [] }, { ...input, types: ['Action'] }, { ...input, secret: 'mine' }, { url: input.url }, { ...input, url: 'receiver.example' }]) t.equal((await send('POST', '/v1/webhook-endpoints', body)).status, 400)
})

t.test('an endpoint is changed with If-Match, by what is true of it now', async (t) => {
  const { id } = await created()
  const path = `/v1/webhook-endpoints/${id}`
  const etag = await etagOf(app, path)

  t.equal((await send('PATCH', path, { types: ['*'] })).status, 428)
  t.match(await send('PATCH', path, { types: ['*'] }, etag), { status: 200, body: { types: ['*'], version: 2 } })
  t.equal((await send('PATCH', path, { types: ['action.*'] }, etag)).status, 412)
  t.equal((await send('PATCH', path, { url: 'https://10.0.0.1/' }, await etagOf(app, path))).status, 422)
  t.strictSame(await eventTypesOf(db, id), ['webhook_endpoint.created', 'webhook_endpoint.changed'])
})

t.test('an endpoint is switched off and on, and says so', async (t) => {
  const { id } = await created()
  const path = `/v1/webhook-endpoints/${id}`
  t.match((await send('PATCH', path, { active: false }, { 'if-match': '*' })).body, { active: false, deactivationReason: 'switched_off', deactivatedAt: clock.now })
  t.match((await send('GET', '/v1/webhook-endpoints?active=false&count=true')).body, { data: [{ id }], total: 1 })
  t.match(await send('POST', `${path}/test`), { status: 422 }, 'nothing is sent to it')
  t.match((await send('PATCH', path, { active: true }, { 'if-match': '*' })).body, { active: true, deactivationReason: null, deactivatedAt: null })
})

t.test('a deleted endpoint is gone, with its secret', async (t) => {
  const { id } = await created()
  await send('POST', `/v1/webhook-endpoints/${id}/test`)
  t.equal((await send('DELETE', `/v1/webhook-endpoints/${id}`)).status, 204)

  for (const [method, path] of [['GET', ''], ['DELETE', ''], ['GET', '/deliveries'], ['POST', '/test'], ['POST', '/rotate-secret']] as const) {
    t.equal((await send(method, `/v1/webhook-endpoints/${id}${path}`)).status, 404)
  }
  t.strictSame(await db.rows(sql`select secret, previous_secret as previous from webhook_endpoints where id = ${id}`), [{ secret: '', previous: null }])
  t.strictSame(await eventTypesOf(db, id), ['webhook_endpoint.created', 'webhook_endpoint.test_requested', 'webhook_endpoint.deleted'])
})

t.test('a secret is rotated, and the day of overlap is told', async (t) => {
  const { id, secret } = await created()
  const { status, body } = await send('POST', `/v1/webhook-endpoints/${id}/rotate-secret`)
  t.equal(status, 201)
  t.match(body, { id, secret: /^whsec_/, previousSecretUntil: '2026-03-03T09:00:00.000Z', version: 2 })
  t.not(body.secret, secret)
  t.strictSame(await eventTypesOf(db, id), ['webhook_endpoint.created', 'webhook_endpoint.secret_rotated'])
})

t.test('a test waits to be sent, and may be sent again under its id', async (t) => {
  const { id } = await created()
  const { status, body } = await send('POST', `/v1/webhook-endpoints/${id}/test`)
  t.equal(status, 202)
  t.match(body, { endpointId: id, type: 'webhook_endpoint.tested', eventId: null, sequence: null, subjectId: id, state: 'waiting', attempts: 0, nextAttemptAt: clock.now })
  await db.rows(sql`update webhook_deliveries set state = 'failed', attempts = 10, last_status = 500, reason = 'server_error' where id = ${body.id}`)
  t.match((await send('GET', `/v1/webhook-endpoints/${id}/deliveries?state=failed`)).body.data, [{ id: body.id, responseStatus: 500, nextAttemptAt: null }])

  t.match(await send('POST', `/v1/webhook-endpoints/${id}/deliveries/${body.id}/redeliver`), { status: 202, body: { id: body.id, state: 'waiting', attempts: 0 } })
  t.equal((await send('POST', `/v1/webhook-endpoints/${(await created()).id}/deliveries/${body.id}/redeliver`)).status, 404, 'a delivery of another endpoint')
})

t.test('another partnership neither sees an endpoint nor its deliveries, and sends none of them again', async (t) => {
  const { id } = await created()
  const { body: { id: delivery } } = await send('POST', `/v1/webhook-endpoints/${id}/test`)
  const other = (await app.anotherPartnership()).as('coordinator')
  const asked = [['GET', ''], ['DELETE', ''], ['GET', '/deliveries'], ['POST', '/test'], ['POST', '/rotate-secret'], ['POST', `/deliveries/${delivery}/redeliver`]] as const
  for (const [method, path] of asked) t.equal((await other(method, `/v1/webhook-endpoints/${id}${path}`)).status, 404, `${method} ${path}`)
  t.match((await send('GET', `/v1/webhook-endpoints/${id}`)).body, { version: 1 })
})

t.test('deliveries are paged through', async (t) => {
  const { id } = await created()
  const ids: string[] = []
  for (let times = 0; times < 3; times++) ids.push((await send('POST', `/v1/webhook-endpoints/${id}/test`)).body.id)
  const first = (await send('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=2&sort=-createdAt&count=true`)).body
  const second = (await send('GET', `/v1/webhook-endpoints/${id}/deliveries?limit=2&sort=-createdAt&cursor=${first.nextCursor}`)).body
  t.strictSame([...first.data, ...second.data].map((each: { id: string }) => each.id), ids.toReversed())
  t.equal(first.total, 3)
})

t.test('a partnership has twenty endpoints at most', async (t) => {
  const send = (await app.anotherPartnership()).as('coordinator')
  const statuses = await Promise.all(Array.from({ length: 22 }, async () => (await send('POST', '/v1/webhook-endpoints', input)).status))
  t.strictSame(statuses.filter((status) => status !== 201), [422, 422])
})

t.test('a coordinator is written to when an endpoint was switched off without them, and not when somebody has seen to it', async (t) => {
  const { id } = await created()
  const notice = { partnershipId, endpointId: id, personId: people.coordinator }
  await sendNotice(services, makeLogger('silent'), notice)
  t.strictSame(mail.received, [], 'it is active')

  await db.rows(sql`update webhook_endpoints set active = false, deactivated_at = ${clock.now}, deactivation_reason = 'failing', failing_since = '2026-02-27T05:00:00Z' where id = ${id}`)
  await sendNotice(services, makeLogger('silent'), notice)
  t.match(mail.received, [{ to: 'coordinator@test.example', subject: 'Follow-through has switched off a webhook to receiver.example', text: /since 2026-02-27T05:00:00\.000Z.*\/v1\/webhook-endpoints\//s }])
  t.notMatch(mail.received[0]?.raw, 'path-secret')
})

t.test('deliveries are kept for a month, and those of a deleted endpoint not at all', async (t) => {
  const [kept, deleted] = [await created(), await created()]
  for (const { id } of [kept, kept, deleted]) await send('POST', `/v1/webhook-endpoints/${id}/test`)
  await db.rows(sql`update webhook_deliveries set state = 'delivered' where id = (select id from webhook_deliveries where endpoint_id = ${kept.id} order by id limit 1)`)
  await send('DELETE', `/v1/webhook-endpoints/${deleted.id}`)
  const left = async (now: string) => {
    await purgeDeliveries(db, now, AbortSignal.timeout(10_000))
    return await db.rows(sql`select state from webhook_deliveries where endpoint_id in (${kept.id}, ${deleted.id})`)
  }

  t.equal((await left('2026-04-01T08:59:59.000Z')).length, 2)
  t.strictSame(await left('2026-04-01T09:00:01.000Z'), [{ state: 'waiting' }], 'what is not done with stays')
})
