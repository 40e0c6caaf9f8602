import t from 'tap'
import type { Test } from 'tap'
import { connect } from 'node:net'
import { testApp } from '../support/app.ts'
import { problemCatalogue } from '../../src/platform/http/problem-catalogue.ts'

const { send, as, withToken, address, tokens, logLines } = await testApp(t)
const authorization = `Bearer ${tokens.coordinator}`
const agency = { code: 'x', name: 'X', kind: 'other' }

/** Sends bytes as they are, and gives back all that comes until the server closes or falls silent. */
async function raw (text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    socket.end() // not before: who hangs up is not answered
  }
  return answer
}

function isProblem (t: Test, response: { status: number, headers: Headers, body: { type?: string, instance?: string } }, status: number, slug: string): void {
  t.equal(response.status, status)
  t.match(response.headers.get('content-type'), /^application\/problem\+json/)
  t.match(response.body, { type: `/problems/${slug}`, status, title: String, detail: String, instance: response.headers.get('x-request-id') })
}

t.test('an unknown address and a wrong method are problems too', async (t) => {
  isProblem(t, await send('GET', '/v1/nothing'), 404, 'not-found')
  isProblem(t, await send('GET', '/nothing'), 404, 'not-found')
  const wrong = await send('PUT', '/v1/agencies')
  isProblem(t, wrong, 405, 'method-not-allowed')
  t.equal(wrong.headers.get('allow'), 'GET, HEAD, POST')
  for (const path of ['/V1/agencies', '//v1/agencies', '/v1/agencies;x', '/v1//agencies']) t.equal((await send('GET', path)).status, 404, path)
})

t.test('TRACE, QUERY and made-up methods are not served', async (t) => {
  for (const method of ['TRACE', 'QUERY', 'PROPFIND']) t.match(await raw(`${method} /v1/agencies HTTP/1.1\r\nHost: x\r\nX-Secret: seen\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 405 [^]*application\/problem\+json(?![^]*seen)/, method)
  t.match(await raw('FLY /v1/agencies HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 400 /)
})

t.test('only JSON is taken, and never unvalidated', async (t) => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/json,text/plain', 'application/jsonx', 'multipart/form-data; boundary=x']) {
    isProblem(t, await send('POST', '/v1/agencies', '{"a":1}', { 'content-type': type }), 415, 'unsupported-media-type')
  }
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/merge-patch+json']) {
    isProblem(t, await send('POST', '/v1/agencies', '{"a":1}', { 'content-type': type }), 400, 'invalid-request')
  }
})

t.test('what is not JSON is refused', async (t) => {
  for (const body of ['', '{', '[1,]', '{"a":1} x', '\u{feff}{}', 'NaN', 'null', '"text"', '[]', '{"code":1e400}', '{"__proto__":{"role":"coordinator"}}', '{"constructor":{"prototype":{"x":1}}}', '['.repeat(100_000)]) {
    isProblem(t, await send('POST', '/v1/agencies', body, { 'content-type': 'application/json' }), 400, 'invalid-request')
  }
})

/** JSON as these bytes. */
async function sendBytes (body: Buffer, headers: Record<string, string> = {}) {
  return await raw(Buffer.concat([Buffer.from(`POST /v1/agencies HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n${Object.entries({ 'Content-Type': 'application/json', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('')}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`), body]))
}

t.test('JSON is UTF-8, not compressed, and gives each name once: what is kept is what was sent', async (t) => {
  const named = (name: Buffer) => Buffer.concat([Buffer.from('{"code":"utf","kind":"other","name":"'), name, Buffer.from('"}')])

  t.match(await sendBytes(named(Buffer.from([0x61, 0xff, 0xfe]))), /^HTTP\/1\.1 400 [^]*not valid UTF-8/)
  t.match(await sendBytes(named(Buffer.from('caf\xe9', 'latin1')), { 'Content-Type': 'application/json; charset=iso-8859-1' }), /^HTTP\/1\.1 415 [^]*iso-8859-1/)
  t.match(await sendBytes(named(Buffer.from('X')), { 'Content-Encoding': 'gzip' }), /^HTTP\/1\.1 415 [^]*compressed/)
  for (const twice of ['"name":"X","name":"Y"', '"name":"X","n\\u0061me":"Y"', '"name":"X", "more":{"a":1,"a" :2}']) t.match(await sendBytes(Buffer.from(`{"code":"utf","kind":"other",${twice}}`)), /^HTTP\/1\.1 400 [^]*twice in one object/, twice)
  t.match(await sendBytes(Buffer.from('{"code":"utf","kind":"other","name":"\\"name\\":\\"name\\"{"}'), { 'Content-Type': 'application/json;charset="UTF-8"' }), /^HTTP\/1\.1 201 /)
})

t.test('all that is wrong with a request is told at once, each place once', async (t) => {
  const { body } = await send('POST', '/v1/agencies', { name: 5, email: 7, colour: 'red', size: 'large' })
  t.match(body, { detail: '/code is required (and 5 more in errors).' })
  t.strictSame(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), ['/code', '/colour', '/email', '/kind', '/name', '/size'])
  t.match((await send('GET', '/v1/actions?colour=red&limit=0')).body.errors.length, 2)
})

t.test('an id that is left out is no address', async (t) => {
  for (const path of ['/v1/actions/', '/v1/actions//updates', '/v1/evidence//content']) isProblem(t, await send('GET', path), 404, 'not-found')
})

t.test('values are taken as they are: nothing is made to fit', async (t) => {
  for (const wrong of [{ name: 5 }, { name: ['X'] }, { name: null }, { name: '' }, { code: 'Ä' }, { kind: 'OTHER' }, { email: 'a@b.c\r\nBcc: x@y.z' }, { validFrom: '2026-02-30' }, { partnershipId: 'x' }, { id: 'x' }, { version: 9 }]) {
    isProblem(t, await send('POST', '/v1/agencies', { ...agency, ...wrong }), 400, 'invalid-request')
  }
})

t.test('NUL and half surrogate pairs are refused, everything else comes back as it was written', async (t) => {
  for (const name of ['a\0b', 'a\ud800b']) isProblem(t, await send('POST', '/v1/agencies', { ...agency, name }), 400, 'invalid-request')
  // eslint-disable-next-line no-template-curly-in-string -- a template of another language, as an attacker writes it
  const strange = '‮Ω é ☃ 👩‍👩‍👧 \' " ; -- <script>{{7*7}}${7*7}\n\t'
  t.equal((await send('POST', '/v1/agencies', { ...agency, code: 'strange', name: strange })).body.name, strange)
})

t.test('bodies, addresses and headers have their limits', async (t) => {
  isProblem(t, await send('POST', '/v1/agencies', { ...agency, name: 'x'.repeat(300_000) }), 413, 'payload-too-large')
  t.match(await raw(`GET /v1/agencies/${'x'.repeat(5_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 414 [^]*uri-too-long/)
  t.match(await raw(`GET /v1/agencies HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 [^]*headers-too-large/)
})

t.test('an address that cannot be decoded is refused', async (t) => {
  for (const path of ['/v1/agencies/%zz', '/v1/agencies/%00', '/v1/agencies/..%2f..%2fetc']) t.match(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 400 [^]*invalid-request/, path)
})

t.test('ambiguous framing is refused and the connection closed', async (t) => {
  const smuggled = 'GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const headers of ['Content-Length: 4\r\nTransfer-Encoding: chunked', 'Content-Length: 4\r\nContent-Length: 5', 'Transfer-Encoding: xchunked']) {
    const answer = await raw(`POST /v1/agencies HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n0\r\n\r\n${smuggled}`)
    t.match(answer, /^HTTP\/1\.1 (400|401|411|415|501) /, headers)
    t.equal(answer.match(/HTTP\/1\.1 2\d\d/g), null, headers)
  }
})

t.test('credentials that are none are all answered alike', async (t) => {
  const wrongSecret = tokens.coordinator.replace(/.{10}$/, '0000000000')
  const answers = await Promise.all([undefined, '', 'x', wrongSecret, `${tokens.coordinator}x`, 'ft_', `ft_${'0'.repeat(32)}_${'0'.repeat(49)}`, 'x'.repeat(5_000)].map(async (token) => await withToken(token)('GET', '/v1/me')))

  for (const answer of answers) isProblem(t, answer, 401, 'unauthenticated')
  t.equal(new Set(answers.map(({ body }) => JSON.stringify({ ...body, instance: '' }))).size, 1)
  t.equal((await send('GET', '/v1/me', undefined, { authorization: 'Basic eDp5' })).status, 401)
})

t.test('every problem type is an address that explains it', async (t) => {
  for (const slug of Object.keys(problemCatalogue)) t.match(await withToken(undefined)('GET', `/problems/${slug}`), { status: 200, body: { type: `/problems/${slug}`, explanation: /\S/ } })
  for (const slug of ['constructor', '__proto__', 'nothing']) t.equal((await withToken(undefined)('GET', `/problems/${slug}`)).status, 404)
})

t.test('a request id that is given is kept, one that is not fit is replaced', async (t) => {
  t.equal((await send('GET', '/v1/me', undefined, { 'x-request-id': 'abc-1' })).headers.get('x-request-id'), 'abc-1')
  t.match((await send('GET', '/v1/me', undefined, { 'x-request-id': 'x'.repeat(200) })).headers.get('x-request-id'), /^[0-9a-f-]{36}$/)
  t.ok(logLines.some((line) => line.includes('"requestId":"abc-1"')))
})

t.test('every answer carries the headers that keep browsers and caches careful', async (t) => {
  for (const path of ['/v1/me', '/v1/nothing', '/healthz', '/problems/not-found']) {
    const { headers } = await send('GET', path)
    t.match(headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/, path)
    t.equal(headers.get('x-content-type-options'), 'nosniff', path)
    t.equal(headers.get('x-frame-options'), 'DENY', path)
    t.match(headers.get('strict-transport-security'), /max-age=/, path)
    t.equal(headers.get('x-powered-by') ?? headers.get('server'), null, path)
  }
  t.equal((await send('GET', '/v1/me')).headers.get('cache-control'), 'private, no-store')
})

t.test('malformed preconditions and keys are refused', async (t) => {
  const { body: { id } } = await send('POST', '/v1/agencies', { ...agency, code: 'conditions' })
  const path = `/v1/agencies/${id}`
  for (const tag of ['abc', '"a', '""a"', 'x'.repeat(3_000)]) isProblem(t, await send('PATCH', path, { name: 'Y' }, { 'if-match': tag }), 400, 'malformed-if-match')
  for (const tag of ['W/"1-x"', '"x"', '"2-abc"', '"999999999999999999999-a"']) isProblem(t, await send('PATCH', path, { name: 'Y' }, { 'if-match': tag }), 412, 'stale-version')
  for (const key of ['', ' ', 'x'.repeat(256), 'a b', 'é']) isProblem(t, await send('POST', '/v1/agencies', agency, { 'idempotency-key': key }), 400, 'malformed-idempotency-key')
  t.equal((await send('PATCH', path, { name: 'Y' }, { 'if-match': '"x", "1-whatever", "y"' })).status, 200)
  t.equal((await send('PATCH', path, { name: 'Z' }, { 'if-match': '*' })).status, 200)
})

t.test('HEAD is answered like GET without the body', async (t) => {
  const { status, text, headers } = await as('viewer')('HEAD', '/v1/agencies')

  t.match({ status, text, type: headers.get('content-type') }, { status: 200, text: '', type: /json/ })
})

t.test('HEAD of what the caller has already is not modified either', async (t) => {
  const { headers } = await send('GET', '/v1/partnership')
  const known = { 'if-none-match': headers.get('etag') ?? '' }

  t.match(await send('HEAD', '/v1/partnership', undefined, known), { status: 304, text: '' })
  t.equal((await send('HEAD', '/v1/partnership', undefined, { 'if-none-match': '"1-x"' })).status, 200)
})

t.test('the log holds no token and no address', async (t) => {
  const log = logLines.join('\n')

  for (const token of Object.values(tokens)) t.notOk(log.includes(token.slice(-20)))
  t.notMatch(log, /\?|authorization|@test\.example/i)
})
