import t from 'tap'
import { plantAction, plantRecommendation } from '../support/plan.ts'
import { testApp } from '../support/app.ts'
import type { Client } from '../support/client.ts'
import { until } from '../support/scratch-database.ts'
import { recordInTransaction } from '../support/recording.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, partnershipId, anotherPartnership } = app

/** Reads on until the feed has so many events, or more. */
async function readOn (client: Client, query = '', atLeast = 1, after?: string) {
  const data: Array<Record<string, unknown>> = []
  let nextCursor = after
  await until(async () => {
    const { body } = await client('GET', `/v1/events?${query}${nextCursor === undefined ? '' : `&after=${nextCursor}`}`)
    data.push(...body.data)
    nextCursor = body.nextCursor
    return data.length >= atLeast && body.data.length === 0
  })
  return { data, nextCursor: nextCursor ?? '' }
}

const addAgency = async (code: string, headers?: Record<string, string>): Promise<string> =>
  (await send('POST', '/v1/agencies', { code, name: `Agency ${code}`, kind: 'other' }, headers)).body.id

t.test('an event tells what happened to what, by whom, when and under which request', async (t) => {
  const id = await addAgency('first', { 'x-request-id': 'request-1' })

  const { data: [event] } = await readOn(send, `subjectId=${id}`)

  t.match(event, { type: 'agency.created', subjectType: 'agency', subjectId: id, actorKind: 'person', actorId: people.coordinator, agencyId: agencies.unit })
  t.match(event, { sequence: 1, occurredAt: '2026-03-02T09:00:00.000Z', requestId: 'request-1', before: null, after: { code: 'first' }, hash: /^[0-9a-f]{64}$/ })
})

t.test('the history is numbered without gaps, and the same in pages of any size', async (t) => {
  for (const code of ['a1', 'a2', 'a3', 'a4', 'a5']) await addAgency(code)

  const whole = await readOn(send, 'limit=200', 6)
  const inPages = await readOn(send, 'limit=2', 6)

  t.same(whole.data.map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6])
  t.same(inPages.data, whole.data)
})

t.test('a reader resumes where it stopped, also from an empty page', async (t) => {
  const { nextCursor } = await readOn(send)
  const empty = await send('GET', `/v1/events?after=${nextCursor}`)
  t.match(empty.body, { data: [], nextCursor: /./ })

  const id = await addAgency('later')

  const { data } = await readOn(send, '', 1, empty.body.nextCursor)
  t.match(data, [{ subjectId: id }])
  t.equal(data.length, 1)
})

t.test('a filter shows what fits, and its cursor passes over the rest', async (t) => {
  const { nextCursor: end } = await readOn(send)
  const id = await addAgency('filtered')

  const { data, nextCursor } = await readOn(send, 'type=agency.created,agency.updated', 1, end)
  t.match(data, [{ subjectId: id }])
  const other = await readOn(send, 'type=agency.updated', 0, end)
  t.same(other.data, [])
  t.equal(other.nextCursor, nextCursor, 'both have read to the end')
})

t.test('a cursor that is not of this history is refused', async (t) => {
  const other = await anotherPartnership()
  const { nextCursor } = await readOn(send)
  const ofList = (await send('GET', '/v1/agencies?limit=1')).body.nextCursor
  const future = app.services.cursors.write({ value: 1_000_000, id: 'f'.repeat(64) }, `events ${partnershipId}`)
  const restored = app.services.cursors.write({ value: 1, id: 'f'.repeat(64) }, `events ${partnershipId}`)

  for (const [client, cursor] of [[other.as('coordinator'), nextCursor], [send, ofList], [send, 'garbage'], [send, future], [send, restored]] as const) {
    t.match(await client('GET', `/v1/events?after=${cursor}`), { status: 400, body: { type: '/problems/malformed-cursor' } })
  }
})

t.test('a cursor that is empty is refused, and it is said how to begin', async (t) => {
  for (const path of ['/v1/events?after=', '/v1/events/stream?after=', '/v1/agencies?cursor=']) {
    t.match(await send('GET', path), { status: 400, body: { type: '/problems/malformed-cursor', detail: /leave the parameter out/ } }, path)
  }
})

t.test('the history of a partnership is its own', async (t) => {
  const other = await anotherPartnership()

  t.same((await other.as('coordinator')('GET', '/v1/events')).body.data, [])
})

t.test('staff read the history, dashboards and boards do not', async (t) => {
  for (const role of ['coordinator', 'contributor', 'reviewer', 'scrutineer'] as const) t.equal((await as(role)('GET', '/v1/events')).status, 200)
  t.match(await as('viewer')('GET', '/v1/events'), { status: 403, body: { type: '/problems/forbidden' } })
})

t.test('an unknown parameter, type or subject id of another form is refused', async (t) => {
  for (const query of ['cursor=x', 'type=agency.vanished', 'subjectId=1', 'limit=201']) t.equal((await send('GET', `/v1/events?${query}`)).status, 400)
})

t.test('events of a restricted action are stubs to agencies that have no part in it', async (t) => {
  const { id } = await plantAction(db, app, { restricted: true, ownerAgencyId: agencies.police })
  const { nextCursor } = await readOn(send)
  await recordInTransaction(app, { type: 'action', id })

  const { data: [event] } = await readOn(send, `subjectId=${id}`, 1, nextCursor)
  const { data: told } = await readOn(as('contributor'), '', 1, nextCursor)
  t.strictSame(told.find(({ sequence }) => sequence === event?.['sequence']), { sequence: event?.['sequence'], hash: event?.['hash'] })
  t.same((await readOn(as('contributor'), `subjectId=${id}`, 0, nextCursor)).data, [])
})

t.test('so are those of a restricted review and its recommendations, and of whatever is not known to be open to all', async (t) => {
  const { id, reviewId } = await plantRecommendation(db, app, {}, { restricted: true })
  const { nextCursor } = await readOn(send)
  const kinds = { review: reviewId, recommendation: id, milestone: id, comment: id, 'something new': id, agency: id }
  for (const [type, subjectId] of Object.entries(kinds)) await recordInTransaction(app, { type, id: subjectId })

  const { data } = await readOn(as('contributor'), '', 6, nextCursor)
  t.same(data.map(({ subjectType }) => subjectType), [undefined, undefined, undefined, undefined, undefined, 'agency'])
  t.same((await readOn(as('scrutineer'), '', 6, nextCursor)).data.map(({ subjectType }) => subjectType), Object.keys(kinds))
})
