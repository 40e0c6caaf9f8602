import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { until } from '../support/scratch-database.ts'

const token = 'only-for-tests-only-for-tests-only-m'
const app = await testApp(t, { METRICS_TOKEN: token })
const figures = async () => {
  const { status, text, headers } = await app.withToken(token)('GET', '/metrics')
  return { status, headers, of: (line: string) => Number(text.split('\n').find((each) => each.startsWith(`follow_through_${line} `))?.split(' ').at(-1)), text }
}

t.test('the token of the metrics opens them, and nothing else does', async (t) => {
  t.match((await figures()).headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  for (const other of [undefined, 'x', app.tokens.coordinator]) t.match(await app.withToken(other)('GET', '/metrics'), { status: 401, body: { type: '/problems/unauthenticated' } })
  t.equal((await app.withToken(token)('GET', '/v1/me')).status, 401, 'and it opens nothing else')
})

t.test('without a token there is no such address', async (t) => {
  const other = await testApp(t)
  t.equal((await other.send('GET', '/metrics')).status, 404)
})

t.test('requests are counted by operation and status, and timed', async (t) => {
  const before = await figures()
  await app.send('GET', '/v1/agencies')
  await app.send('GET', '/v1/agencies?colour=red')
  await app.send('GET', '/nowhere')

  const after = await figures()

  for (const line of ['http_requests_total{operation="listAgencies",status="200"}', 'http_requests_total{operation="listAgencies",status="400"}', 'http_requests_total{operation="none",status="404"}']) {
    t.equal(after.of(line) - (before.of(line) || 0), 1, line)
  }
  t.ok(after.of('http_request_duration_seconds_count{operation="listAgencies"}') >= 2)
})

t.test('what waits is told: connections, jobs, seals, messages, deliveries', async (t) => {
  await app.send('POST', '/v1/agencies', { code: 'new', name: 'A new one', kind: 'other' })
  const waiting = await figures()
  t.equal(waiting.of('database_up'), 1)
  t.ok(waiting.of('seal_lag_seconds') > 0, 'nobody seals in this test')
  for (const line of ['database_connections{state="idle"}', 'reminder_messages_late', 'webhook_endpoints_failing']) t.ok(waiting.of(line) >= 0, line)

  await until(async () => {
    await app.send('GET', '/v1/events') // seals what no transaction, of whatever database here, may still precede
    return (await figures()).of('seal_lag_seconds') === 0
  })
})

t.test('no figure bears a partnership, a person or an address', async (t) => {
  const { text } = await figures()
  const rows = await app.db.rows<{ word: string }>(sql`select name as word from people union select email from people union select id::text from people union select id::text from partnerships union select code from partnerships`)
  for (const { word } of rows) t.notOk(text.includes(word), word)
})
