import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, withToken, db, anotherPartnership } = await testApp(t)
const drugService = { code: 'via', name: 'Via', kind: 'drug_and_alcohol_service' }

t.test('an agency is added with its address, version and event', async (t) => {
  const { status, headers, body } = await send('POST', '/v1/agencies', drugService)

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/agencies/${body.id}`)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { ...drugService, email: null, successorId: null, current: true, version: 1 })
  t.same(await eventTypesOf(db, body.id), ['agency.created'])
})

t.test('a second agency with the same code is refused', async (t) => {
  const { status, body } = await send('POST', '/v1/agencies', { ...drugService, name: 'Another' })

  t.equal(status, 409)
  t.match(body, { type: '/problems/already-exists' })
})

t.test('an agency of another partnership is answered like one that does not exist', async (t) => {
  const other = await anotherPartnership()
  const { body: unknown } = await send('GET', '/v1/agencies/019c8f6e-0c00-7000-8000-000000000000')

  const { status, body } = await send('GET', `/v1/agencies/${other.agencies.csc}`)

  t.equal(status, 404)
  t.same({ ...body, instance: '' }, { ...unknown, instance: '' })
})

t.test('only a coordinator adds agencies', async (t) => {
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    const { status, body } = await as(role)('POST', '/v1/agencies', { ...drugService, code: 'no' })
    t.equal(status, 403)
    t.match(body, { type: '/problems/forbidden' })
  }
})

t.test('without a token nobody is answered', async (t) => {
  const { status, headers } = await withToken(undefined)('GET', '/v1/agencies')

  t.equal(status, 401)
  t.equal(headers.get('www-authenticate'), 'Bearer')
})

t.test('an unknown field is refused by name', async (t) => {
  const { status, body } = await send('POST', '/v1/agencies', { ...drugService, code: 'x', colour: 'red' })

  t.equal(status, 400)
  t.match(body, { errors: [{ pointer: '/colour', detail: 'is not a documented property' }] })
})

t.test('a change needs the version that was read', async (t) => {
  const { body: agency, headers } = await send('POST', '/v1/agencies', { ...drugService, code: 'wdp' })
  const path = `/v1/agencies/${agency.id}`

  t.equal((await send('PATCH', path, { name: 'Via' })).status, 428)
  const changed = await send('PATCH', path, { name: 'Via' }, { 'if-match': headers.get('etag') ?? '' })
  t.match(changed, { status: 200, body: { name: 'Via', version: 2 } })
  t.match(await send('PATCH', path, { name: 'WDP' }, { 'if-match': headers.get('etag') ?? '' }), { status: 412, body: { currentVersion: 2 } })
  t.same(await eventTypesOf(db, agency.id), ['agency.created', 'agency.updated'])
})

t.test('the list is paged by a cursor of its own', async (t) => {
  const first = await send('GET', '/v1/agencies?limit=2&count=true')
  const second = await send('GET', `/v1/agencies?limit=2&cursor=${first.body.nextCursor}`)

  t.equal(first.body.data.length, 2)
  t.ok(first.body.total > 2)
  t.match(first.headers.get('link'), /rel="next"/)
  t.notMatch(second.body.data[0].id, first.body.data[1].id)
  t.equal((await send('GET', `/v1/agencies?kind=police&cursor=${first.body.nextCursor}`)).status, 400)
})

t.test('a repeated request with the same key has one effect', async (t) => {
  const headers = { 'idempotency-key': 'agency-1' }
  const first = await send('POST', '/v1/agencies', { ...drugService, code: 'once' }, headers)
  const again = await send('POST', '/v1/agencies', { kind: drugService.kind, name: drugService.name, code: 'once' }, headers)

  t.equal(again.status, 201)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.same(again.body, first.body)
  t.equal((await send('POST', '/v1/agencies', { ...drugService, code: 'twice' }, headers)).status, 422)
})

t.test('an answer that the caller has already is not sent again', async (t) => {
  const { body: { data: [agency] } } = await send('GET', '/v1/agencies')
  const path = `/v1/agencies/${agency.id}`
  const { headers } = await send('GET', path)

  t.match(await send('GET', path, undefined, { 'if-none-match': headers.get('etag') ?? '' }), { status: 304, text: '' })
})
