import t from 'tap'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { parse } from 'csv-parse/sync'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { until } from '../support/until.ts'

const app = await testApp(t)
const { address, clock, db, partnershipId, send, tokens } = app
/*
 * A file must be more than all the buffers on the way hold, also as a workbook, or a slow machine
 * has written it to its end before anyone looks: the socket alone takes 4.2 MB that nobody reads.
 */
const listed = 30_000
const incompressible = sql`translate(encode(sha512(n::text::bytea) || sha512(('and ' || n)::bytea), 'base64'), chr(10), '')`

// Agencies, since they are listed by their names: numbered so that each page has its own.
await db.rows(sql`insert into agencies (partnership_id, id, code, name, kind, created_at, updated_at)
  select ${partnershipId}::uuid, gen_random_uuid(), 'a' || n, 'Agency ' || to_char(n, 'FM000000') || ' ' || ${incompressible}, 'other', ${clock.now}::timestamptz, ${clock.now}::timestamptz
  from generate_series(1, ${listed}::integer) as n`)

const path = '/v1/agencies?kind=other'

/** Begins an export and reads nothing of it. */
async function begin (format: string, token: string = tokens.coordinator): Promise<IncomingMessage> {
  const asked = request(`${address}${path}&format=${format}`, { headers: { authorization: `Bearer ${token}` }, agent: false })
  asked.on('error', () => {}) // the answer has it too
  asked.end()
  const [answer] = await once(asked, 'response') as [IncomingMessage]
  return answer
}

async function read (answer: Readable): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return text
}

/** As HTTP/1.0 has it: what comes until the connection is closed is the file. */
async function beginOldWay (): Promise<Socket> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.write(`GET ${path}&format=csv HTTP/1.0\r\nAuthorization: Bearer ${tokens.viewer}\r\n\r\n`)
  await once(socket, 'readable')
  return socket
}

t.test('a file has every row of every page once, in the order of the list', async (t) => {
  const rows = parse(await read(await begin('csv')), { bom: true, columns: true }) as Array<{ name: string }>
  t.strictSame(rows.map(({ name }) => name.slice(0, 'Agency 000000'.length)), Array.from({ length: listed }, (_, index) => `Agency ${String(index + 1).padStart(6, '0')}`))
})

t.test('while a reader takes its time no transaction waits for it', async (t) => {
  const answer = await begin('csv')
  await until(async () => (await db.rows<{ busy: number }>(sql`select count(*) as busy from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (state <> 'idle' or xact_start is not null) and backend_type = 'client backend'`))[0]?.busy === 0)
  t.pass('every backend came to rest')
  t.match(await read(answer), `Agency ${String(listed).padStart(6, '0')}`)
})

t.test('when a page fails on the way, the connection is cut and the file is seen to be broken', async (t) => {
  const [answers, oldAnswer] = [[await begin('csv'), await begin('xlsx')], await beginOldWay()]
  const holder = await db.pool.connect()
  await holder.query('begin; lock table agencies in access exclusive mode') // whoever reads it gives up after two seconds
  await Promise.all([...answers, oldAnswer].map(async (answer) => await t.rejects(read(answer), { code: 'ECONNRESET' })))
  await holder.query('rollback')
  holder.release()
  for (const answer of answers) t.notOk(answer.complete)
})

t.test('a database that is away for a moment breaks no file off', async (t) => {
  const answer = await begin('csv')
  await db.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = current_user`)
  const rows = parse(await read(answer), { bom: true, columns: true }) as object[]
  t.equal(rows.length, listed)
})

t.test('of a partnership’s exports three are under way at once; the next is told when to come again', async (t) => {
  const answers = [await begin('csv'), await begin('xlsx'), await begin('csv', tokens.viewer)]
  const refused = await send('GET', `${path}&format=csv`)
  t.match(refused, { status: 429, body: { type: '/problems/too-many-requests', detail: /3 exports/ } })
  t.equal(refused.headers.get('retry-after'), '10')

  t.equal((await send('GET', `${path}&limit=1`)).status, 200, 'pages are still read')
  const { as: outside } = await app.anotherPartnership()
  t.equal((await outside('viewer')('GET', '/v1/agencies?format=csv')).status, 200, 'others are not held up')

  for (const answer of answers) answer.destroy()
  await until(async () => (await send('GET', '/v1/agencies?kind=police&format=csv')).status === 200)
  t.pass('who goes away makes room')
})

t.test('an export that is refused gives its place back', async (t) => {
  for (let times = 0; times < 5; times++) t.equal((await send('GET', '/v1/agencies?format=csv&cursor=x')).status, 400)
})
