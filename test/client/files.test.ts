import t from 'tap'
import { createClient, orThrow } from 'follow-through/client'
import { testApp } from '../support/app.ts'

const app = await testApp(t)
const client = createClient({ baseUrl: app.address, token: app.tokens.viewer })

t.test('a list is JSON to the client, though it may be had as a file', async (t) => {
  const list = await orThrow(client.GET('/v1/agencies'))
  t.strictSame(list.data.map(({ code }) => code).length, 5)
  const summary = await orThrow(client.GET('/v1/reports/summary', { params: { query: { groupBy: 'agency' } } }))
  t.equal(summary.totals.overdue, 0)
})

t.test('the file is asked for by its format, and taken as a text or as a stream', async (t) => {
  const asText: string = await orThrow(client.GET('/v1/agencies', { params: { query: { format: 'csv' } }, parseAs: 'text' }))
  t.match(asText, /^\ufeff?id,code,name/)
  const { data } = await client.GET('/v1/agencies', { params: { query: { format: 'xlsx' } }, parseAs: 'stream' })
  let bytes = 0
  for await (const chunk of data ?? []) bytes += chunk.length
  t.ok(bytes > 1_000)
})

t.test('a problem keeps its type', async (t) => {
  const { error } = await client.GET('/v1/people', { params: { query: { format: 'csv' } } })
  const title: string | undefined = error?.title
  t.equal(title, 'Your role or agency may not do this')
})
