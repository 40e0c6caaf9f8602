import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, db, clock, partnershipId } = await testApp(t)
const anyVersion = { 'if-match': '*' }

t.test('everyone of a partnership reads its settings', async (t) => {
  const { status, body, headers } = await as('viewer')('GET', '/v1/partnership')

  t.equal(status, 200)
  t.match(body, { id: partnershipId, code: 'test', timeZone: 'Europe/London', signOff: { impactReviewMonths: [6, 12] }, retention: { years: 10, legalHold: false } })
  t.equal((await as('viewer')('GET', '/v1/partnership', undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
})

t.test('a coordinator changes them, and what is left out stays', async (t) => {
  const read = await send('GET', '/v1/partnership')

  const changed = await send('PATCH', '/v1/partnership', { name: 'Northshire', retention: { legalHold: true }, signOff: { impactReviewMonths: [3, 6, 12] } }, { 'if-match': read.headers.get('etag') ?? '' })

  t.equal(changed.status, 200)
  t.match(changed.body, { name: 'Northshire', version: 2, retention: { years: 10, legalHold: true }, signOff: { impactReviewMonths: [3, 6, 12] } })
  t.strictSame((await send('GET', '/v1/partnership')).body, changed.body)
  t.strictSame(await eventTypesOf(db, partnershipId), ['partnership.updated'])
})

t.test('the days of a partnership are those of its time zone, from the next request on', async (t) => {
  await send('PATCH', '/v1/partnership', { timeZone: 'Pacific/Kiritimati' }, anyVersion)
  clock.now = '2026-03-02T11:00:00.000Z'
  const answer = await send('POST', '/v1/api-keys', { name: 'Feed', role: 'coordinator', expiresOn: '2026-03-02' })

  t.match(answer, { status: 422, body: { detail: '2026-03-02 has passed; today is 2026-03-03.' } })
})

t.test('only real time zones are taken', async (t) => {
  for (const timeZone of ['Europe/Nowhere', '+01:00', 'GMT+1', ' Europe/London', 'Europe/London; drop', '../etc/passwd']) {
    t.match(await send('PATCH', '/v1/partnership', { timeZone }, anyVersion), { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/timeZone' }] } }, timeZone)
  }
  for (const timeZone of ['UTC', 'Europe/Belfast', 'America/Argentina/Buenos_Aires']) t.match(await send('PATCH', '/v1/partnership', { timeZone }, anyVersion), { status: 200, body: { timeZone } })
})

t.test('months of impact reviews are given in order, each once', async (t) => {
  const statuses = []
  for (const impactReviewMonths of [[12, 6], [6, 6], [], [0], [6]]) statuses.push((await send('PATCH', '/v1/partnership', { signOff: { impactReviewMonths } }, anyVersion)).status)

  t.strictSame(statuses, [422, 400, 400, 400, 200])
})

t.test('the code of a partnership cannot be changed, nor anything that is not documented', async (t) => {
  for (const body of [{ code: 'other' }, { nmae: 'x' }, { retention: { month: 1 } }, { timeZone: null }, {}]) t.equal((await send('PATCH', '/v1/partnership', body, anyVersion)).status, 400)
})

t.test('a change needs the version that was read, and a coordinator', async (t) => {
  t.equal((await send('PATCH', '/v1/partnership', { name: 'x' })).status, 428)
  t.equal((await send('PATCH', '/v1/partnership', { name: 'x' }, { 'if-match': '"99-x"' })).status, 412)
  t.equal((await as('reviewer')('PATCH', '/v1/partnership', { name: 'x' }, anyVersion)).status, 403)
})
