import t from 'tap'
import type { Test } from 'tap'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, orThrow, ProblemError } from 'follow-through/client'
import { testApp } from '../support/app.ts'
import { plantAction } from '../support/plan.ts'

const app = await testApp(t)
const { address, db, send } = app
const token = app.tokens.coordinator
const client = createClient({ baseUrl: address, token })
const path = { id: (await plantAction(db, app)).id }
const { id } = path

t.test('what a client asks and gets has the types of the document', async (t) => {
  const action = await orThrow(client.GET('/v1/actions/{id}', { params: { path } }))

  t.equal(action.id, id)
  // @ts-expect-error: an action has no such field
  t.equal(action.colour, undefined)
})

t.test('a list is read to its end, whatever its pages hold', async (t) => {
  const names: string[] = []
  for await (const agency of client.all('/v1/agencies', { params: { query: { limit: 2 } } })) names.push(agency.name)

  const { body } = await send('GET', '/v1/agencies?limit=200')
  t.ok(names.length > 2)
  t.same(names, body.data.map(({ name }: { name: string }) => name))
})

t.test('events are read to where they end now', async (t) => {
  await orThrow(client.POST('/v1/actions/{id}/comments', { params: { path }, body: { text: 'One for the feed.' } }))
  let last = 0
  for await (const { sequence } of client.all('/v1/events', { params: { query: { limit: 1 } } })) {
    t.equal(sequence, last + 1)
    last = sequence
  }
})

t.test('a change is made anew on what someone else has left', async (t) => {
  let rounds = 0
  const changed = await client.update('/v1/actions/{id}', { path }, async ({ percentComplete }) => {
    if (rounds++ === 0) await orThrow(client.POST('/v1/actions/{id}/updates', { params: { path }, body: { narrative: 'Faster.', percentComplete: 40 } }))
    return { percentComplete: percentComplete + 5 }
  })

  t.equal(rounds, 2)
  t.equal(changed.percentComplete, 45)
})

t.test('a change is of the fields and the words of the document', async (t) => {
  t.match(await client.update('/v1/actions/{id}', { path }, () => ({ confidence: 'at_risk' })), { confidence: 'at_risk' })
  // @ts-expect-error: an action has no such field
  await t.rejects(client.update('/v1/actions/{id}', { path }, () => ({ colour: 'red' })), { status: 400 })
  // @ts-expect-error: nor beside one that it has
  await t.rejects(client.update('/v1/actions/{id}', { path }, () => ({ percentComplete: 10, colour: 'red' })), { status: 400 })
  // @ts-expect-error: that is no confidence
  await t.rejects(client.update('/v1/actions/{id}', { path }, () => ({ confidence: 'certain' })), { status: 400 })
})

t.test('a refusal is thrown as the problem that it is', async (t) => {
  const refused = client.update('/v1/actions/{id}', { path }, () => ({ title: '' }))

  await t.rejects(refused, { name: 'ProblemError', status: 400, problem: { errors: [{ pointer: '/title' }] } })
  await t.rejects(orThrow(createClient({ baseUrl: address, token: 'none' }).GET('/v1/me')), ProblemError)
})

t.test('a request whose answer was lost is repeated, and made once', async (t) => {
  const patient = createClient({ baseUrl: await losing(t, 2), token })

  const { id: commentId } = await orThrow(patient.POST('/v1/actions/{id}/comments', { params: { path }, body: { text: 'Said once.' } }))

  const { body } = await send('GET', `/v1/actions/${id}/comments`)
  t.same(body.data.filter(({ text }: { text: string }) => text === 'Said once.').map((each: { id: string }) => each.id), [commentId])
})

t.test('a change whose answer was lost is left to its caller', async (t) => {
  const patient = createClient({ baseUrl: await losing(t, 1), token })

  const { response } = await client.GET('/v1/actions/{id}', { params: { path } })
  await t.rejects(patient.PATCH('/v1/actions/{id}', { params: { path, header: { 'If-Match': response.headers.get('etag') ?? '' } }, body: { confidence: 'at_risk' } }))
  t.match((await send('GET', `/v1/actions/${id}`)).body, { confidence: 'at_risk' })
})

/** A way to the service on which the first answers are lost after they were made. */
async function losing (t: Test, count: number): Promise<string> {
  let left = count
  const proxy = createServer((request, response) => {
    void Array.fromAsync(request).then(async (chunks) => {
      const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)) as Array<[string, string]>
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
      const answer = await fetch(`${address}${request.url ?? ''}`, { method: request.method ?? 'GET', headers, ...body })
      if (left-- > 0) return request.socket.destroy()
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => { proxy.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { proxy.close(); proxy.closeAllConnections() })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` // an address of the net: it listens on a port
}
