import t from 'tap'
import type { Test } from 'tap'
import { connect } from 'node:net'
import type { Caller } from '../../src/domain/permission.ts'
import { Heads } from '../../src/features/events/heads.ts'
import { beginning } from '../../src/features/events/queries.ts'
import { startSealer } from '../../src/features/events/sealer.ts'
import { StreamPages } from '../../src/features/events/stream-pages.ts'
import { listen } from '../../src/features/events/stream.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'
import { openStream } from '../support/event-stream.ts'
import type { EventStream } from '../support/event-stream.ts'
import { plantAction } from '../support/plan.ts'
import { recordInTransaction } from '../support/recording.ts'
import { range, until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { services, address, anotherPartnership, withToken } = app
const sealer = startSealer(services, makeLogger('silent'))
t.teardown(sealer.stop)

/** A partnership for one test: each has a history of its own. */
async function partnership (t: Test) {
  const cast: Cast = await anotherPartnership()
  const feed = withToken(cast.tokens.coordinator)
  return {
    ...cast,
    feed,
    write: async (count: number) => { for (const id of range(count).map(newId)) await recordInTransaction({ services, ...cast }, { type: 'agency', id }) },
    listen: async (query?: string, lastEventId?: string, token = cast.tokens.coordinator) => await openStream(t, address, token, query, lastEventId),
    whole: async () => (await feed('GET', '/v1/events?limit=200')).body.data as unknown[]
  }
}

const eventsOf = ({ messages }: EventStream) => messages.map(({ event }) => event)
const sequencesOf = (stream: EventStream) => eventsOf(stream).map(({ sequence }) => sequence)

t.test('a listener is told what was and what comes, as the feed has it', async (t) => {
  const { write, listen, whole } = await partnership(t)
  await write(2)

  const stream = await listen()
  await until(() => stream.messages.length === 2)
  await write(1)
  await until(() => stream.messages.length === 3)

  t.match(stream, { status: 200, contentType: 'text/event-stream' })
  t.same(eventsOf(stream), await whole())
})

t.test('who comes back with its last id is told the rest, without a gap and without repeating', async (t) => {
  const { write, listen } = await partnership(t)
  await write(5)
  const first = await listen()
  await until(() => first.messages.length === 5)
  first.close()

  const again = await listen('after=ignored', first.messages[2]?.id)
  await write(1)

  await until(() => again.messages.length >= 3)
  t.same(sequencesOf(again), [4, 5, 6])
})

t.test('cursors of the feed and ids of the stream are the same', async (t) => {
  const { write, listen, feed } = await partnership(t)
  await write(3)
  const { messages: [first] } = await (async () => { const stream = await listen(); await until(() => stream.messages.length === 3); return stream })()

  const page = await feed('GET', `/v1/events?limit=1&after=${first?.id}`)
  const stream = await listen(`after=${page.body.nextCursor}`)

  await until(() => stream.messages.length === 1)
  t.same([page.body.data[0].sequence, ...sequencesOf(stream)], [2, 3])
})

t.test('a filter shows what fits, and what comes later too', async (t) => {
  const { write, listen, feed } = await partnership(t)
  await write(150)
  const stream = await listen('type=agency.created')
  const { body } = await feed('POST', '/v1/agencies', { code: 'one', name: 'One', kind: 'other' })

  await until(() => stream.messages.length === 1)

  t.match(eventsOf(stream), [{ sequence: 151, subjectId: body.id }])
})

t.test('events of what a listener may not see are stubs, and a filter does not tell them', async (t) => {
  const own = await partnership(t)
  const { id } = await plantAction(services.database, own, { restricted: true, ownerAgencyId: own.agencies.police })
  await recordInTransaction({ services, ...own }, { type: 'action', id })

  const [stream, filtered] = [await own.listen('', undefined, own.tokens.contributor), await own.listen(`subjectId=${id}`, undefined, own.tokens.contributor)]
  await own.write(1)

  await until(() => stream.messages.length === 2)
  t.same(Object.keys(eventsOf(stream)[0] ?? {}).sort(), ['hash', 'sequence'])
  t.equal(filtered.messages.length, 0)
})

t.test('three hundred listeners are all told, over the few connections of one process', async (t) => {
  const { write, listen, tokens } = await partnership(t)
  await write(3)
  const streams = await Promise.all(range(300).map(async (n) => await listen('', undefined, n % 2 === 0 ? tokens.coordinator : tokens.contributor)))

  await write(20)

  await until(() => streams.every(({ messages }) => messages.length === 23))
  t.ok(streams.every((stream) => sequencesOf(stream).every((sequence, index) => sequence === index + 1)))
  t.ok(services.database.pool.totalCount <= 10)
})

t.test('a stream ends when its key is revoked, or its person switched off; others go on', async (t) => {
  const { listen, feed, people, tokens, agencies, write } = await partnership(t)
  const key = (await feed('POST', '/v1/api-keys', { name: 'x', role: 'contributor', agencyId: agencies.csc, expiresOn: '2026-06-30' })).body
  const [ofKey, ofPerson, other] = [await listen('', undefined, key.token), await listen('', undefined, tokens.reviewer), await listen()]

  await feed('DELETE', `/v1/api-keys/${key.id}`)
  const { headers } = await feed('GET', `/v1/people/${people.reviewer}`)
  await feed('PATCH', `/v1/people/${people.reviewer}`, { active: false }, { 'if-match': headers.get('etag') ?? '' })

  await Promise.all([ofKey.ended, ofPerson.ended])
  const before = other.messages.length
  await write(1)
  await until(() => other.messages.length > before)
})

t.test('a place that is not of this history is refused before anything is told', async (t) => {
  const [{ listen, write }, other] = [await partnership(t), await partnership(t)]
  await write(1)
  await other.write(1)
  const theirs = await other.listen()
  await until(() => theirs.messages.length === 1)

  for (const [query, id] of [['after=garbage'], ['', 'garbage'], ['', theirs.lastId()]] as const) t.equal((await listen(query, id)).status, 400)
})

t.test('dashboards and boards do not listen, and an unknown parameter is refused', async (t) => {
  const { listen, tokens } = await partnership(t)

  t.equal((await listen('', undefined, tokens.viewer)).status, 403)
  t.equal((await listen('limit=3')).status, 400)
})

t.test('a listener that does not read holds up nobody, and costs no more than a page', async (t) => {
  const { write, listen, tokens } = await partnership(t)
  const deaf = connect(Number(new URL(address).port), '127.0.0.1')
  t.teardown(() => deaf.destroy())
  deaf.pause()
  deaf.write(`GET /v1/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokens.coordinator}\r\n\r\n`)
  await write(1)

  const quick = await listen()
  await write(300)

  await until(() => quick.messages.length === 301)
  t.same(sequencesOf(quick), range(301))
})

t.test('while nothing happens a comment shows that the connection lives, and how far a filter has passed over', async (t) => {
  const { write, listen: open, partnershipId, people } = await partnership(t)
  await write(2)
  const whole = await open()
  await until(() => whole.messages.length === 2)
  const [heads, pages, ending] = [new Heads(services.database), new StreamPages(services.database, services.cursors), new AbortController()]
  const caller: Caller = { kind: 'person', id: people.coordinator, keyId: null, name: '', role: 'coordinator', agencyId: null, partnershipId }
  const leave = heads.watch(partnershipId)
  const filter = { type: ['agency.merged' as const] }

  const texts = listen({ heads, pages, cursors: services.cursors }, { caller: () => caller, filter, from: beginning, heartbeatMs: 20, ended: ending.signal })
  const [greeting, heartbeat] = [(await texts.next()).value, (await texts.next()).value]
  ending.abort()
  leave()

  t.match(greeting, /^retry: \d{4}\n\n$/)
  t.equal(heartbeat, `: still here\n\nid: ${whole.lastId()}\n\n`)
  t.same(await texts.next(), { done: true, value: undefined })
})
