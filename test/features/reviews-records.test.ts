import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, db, anotherPartnership } = await testApp(t)
const childO = { reference: 'CHILD-O', title: 'Child O', kind: 'child_safeguarding_practice_review' }

t.test('a review is added as active and open to the partnership unless said otherwise', async (t) => {
  const { status, headers, body } = await send('POST', '/v1/reviews', childO)

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/reviews/${body.id}`)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { ...childO, status: 'active', restricted: false, summary: null, publishedOn: null, version: 1 })
  t.same((await send('GET', `/v1/reviews/${body.id}`)).body, body)
  t.same(await eventTypesOf(db, body.id), ['review.created'])
})

t.test('a second review with the same reference is refused by its field', async (t) => {
  const { status, body } = await send('POST', '/v1/reviews', { ...childO, title: 'Another' })

  t.equal(status, 409)
  t.match(body, { type: '/problems/already-exists', errors: [{ pointer: '/reference' }] })
})

t.test('a reference with a slash is refused: actions are named after it', async (t) => {
  const { status, body } = await send('POST', '/v1/reviews', { ...childO, reference: 'CHILD/O' })

  t.equal(status, 400)
  t.match(body, { errors: [{ pointer: '/reference' }] })
})

t.test('a review is published on the day it was commissioned at the earliest', async (t) => {
  const dated = (reference: string, publishedOn: string) => send('POST', '/v1/reviews', { ...childO, reference, commissionedOn: '2026-01-10', publishedOn })

  t.match(await dated('EARLY', '2026-01-09'), { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/publishedOn' }] } })
  t.equal((await dated('SAME-DAY', '2026-01-10')).status, 201)
  t.equal((await dated('LATER', '2026-01-11')).status, 201)
})

t.test('a change cannot bring publication before commissioning either', async (t) => {
  const { body: review, headers } = await send('POST', '/v1/reviews', { ...childO, reference: 'MOVED', commissionedOn: '2026-01-10' })

  const { status } = await send('PATCH', `/v1/reviews/${review.id}`, { publishedOn: '2026-01-01' }, { 'if-match': headers.get('etag') ?? '' })

  t.equal(status, 422)
})

t.test('a change needs the version that was read', async (t) => {
  const { body: review, headers } = await send('POST', '/v1/reviews', { ...childO, reference: 'CHANGED' })
  const path = `/v1/reviews/${review.id}`
  const etag = { 'if-match': headers.get('etag') ?? '' }

  t.equal((await send('PATCH', path, { status: 'closed' })).status, 428)
  t.match(await send('PATCH', path, { status: 'closed', reference: 'CHANGED-2' }, etag), { status: 200, body: { status: 'closed', reference: 'CHANGED-2', version: 2 } })
  t.match(await send('PATCH', path, { status: 'draft' }, etag), { status: 412, body: { currentVersion: 2 } })
  t.same(await eventTypesOf(db, review.id), ['review.created', 'review.updated'])
})

t.test('the reference of another review cannot be taken over', async (t) => {
  const { body: review } = await send('POST', '/v1/reviews', { ...childO, reference: 'TAKER' })

  const { status, body } = await send('PATCH', `/v1/reviews/${review.id}`, { reference: 'CHILD-O' }, { 'if-match': '*' })

  t.equal(status, 409)
  t.match(body, { errors: [{ pointer: '/reference' }] })
})

t.test('a review of another partnership is answered like one that does not exist', async (t) => {
  const { body: review } = await (await anotherPartnership()).as('coordinator')('POST', '/v1/reviews', childO)
  const { body: unknown } = await send('GET', '/v1/reviews/019c8f6e-0c00-7000-8000-000000000000')

  const { status, body } = await send('GET', `/v1/reviews/${review.id}`)

  t.equal(status, 404)
  t.same({ ...body, instance: '' }, { ...unknown, instance: '' })
  t.equal((await send('PATCH', `/v1/reviews/${review.id}`, { title: 'Mine' }, { 'if-match': '*' })).status, 404)
})

t.test('only a coordinator adds and changes reviews', async (t) => {
  const { body: review } = await send('POST', '/v1/reviews', { ...childO, reference: 'KEPT' })
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    t.match(await as(role)('POST', '/v1/reviews', { ...childO, reference: 'NO' }), { status: 403, body: { type: '/problems/forbidden' } })
    t.equal((await as(role)('PATCH', `/v1/reviews/${review.id}`, { title: 'No' })).status, 403)
  }
})

t.test('an unknown field is refused by name', async (t) => {
  const { status, body } = await send('POST', '/v1/reviews', { ...childO, reference: 'X', child: 'named' })

  t.equal(status, 400)
  t.match(body, { errors: [{ pointer: '/child', detail: 'is not a documented property' }] })
})

t.test('the list is filtered, ordered and paged', async (t) => {
  await send('POST', '/v1/reviews', { ...childO, reference: 'AUDIT-1', kind: 'audit' })
  await send('POST', '/v1/reviews', { ...childO, reference: 'AUDIT-2', kind: 'audit', status: 'draft' })
  const first = await send('GET', '/v1/reviews?kind=audit,inspection&sort=-reference&limit=1&count=true')
  const second = await send('GET', `/v1/reviews?kind=audit,inspection&sort=-reference&limit=1&cursor=${first.body.nextCursor}`)

  t.match(first.body, { data: [{ reference: 'AUDIT-2' }], total: 2 })
  t.match(second.body, { data: [{ reference: 'AUDIT-1' }], nextCursor: null })
  t.match((await send('GET', '/v1/reviews?kind=audit&status=draft&sort=title')).body, { data: [{ reference: 'AUDIT-2' }] })
  t.equal((await send('GET', '/v1/reviews?sort=publishedOn')).status, 400)
})

t.test('a repeated request with the same key has one effect', async (t) => {
  const headers = { 'idempotency-key': 'review-1' }
  const first = await send('POST', '/v1/reviews', { ...childO, reference: 'ONCE' }, headers)
  const again = await send('POST', '/v1/reviews', { ...childO, reference: 'ONCE' }, headers)

  t.equal(again.status, 201)
  t.same(again.body, first.body)
})

t.test('events tell the facts of a review and not its summary', async (t) => {
  const { body: review } = await send('POST', '/v1/reviews', { ...childO, reference: 'QUIET', summary: 'A long story' })

  const events = await db.rows<{ after: object }>(sql`select after from events where subject_id = ${review.id}`)

  t.match(events[0]?.after, { reference: 'QUIET', hasSummary: true })
  t.notMatch(JSON.stringify(events), /long story/)
})
