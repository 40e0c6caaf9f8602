import t from 'tap'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import * as tls from 'node:tls'
import { Agent, request } from 'undici'
import { guardedConnector } from '../../src/platform/web/guarded-connector.ts'
import type { Resolve } from '../../src/platform/web/guarded-connector.ts'
import { openPoster } from '../../src/platform/web/post.ts'
import { hold, startReceiver } from '../support/receiver.ts'

const receiver = await startReceiver(t)
const { port } = new URL(receiver.url)
const nobody = openPoster([])
const open = openPoster([receiver.host], 400)
t.teardown(async () => { await Promise.all([nobody.close(), open.close()]) })

const message = { headers: { 'content-type': 'application/json' }, body: '{}' }

t.test('no form of an address that is not public is connected to', async (t) => {
  const loopback = ['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '127.1', '0', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '①②⑦.⓪.⓪.①', 'localhost']
  const others = ['10.0.0.1', '169.254.169.254', '[::1]', '[fd00::1]', '100.64.0.1', '[64:ff9b::7f00:1]', '[2002:7f00:1::]']
  for (const host of [...loopback, ...others]) {
    t.strictSame(await nobody.post({ url: `http://${host}:${port}/`, ...message }), { status: null, reason: 'address_refused' }, host)
  }
  t.strictSame(receiver.arrived, [])
})

t.test('a name is resolved once, and one bad address among its refuses all', async (t) => {
  const asked: string[] = []
  const leadsTo = (...addresses: string[]): Resolve => (host, answer) => {
    asked.push(host)
    answer(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  }
  for (const addresses of [['127.0.0.1'], ['1.1.1.1', '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
    const agent = new Agent({ connect: guardedConnector([], leadsTo(...addresses)) })
    await t.rejects(request(`http://receiver.example:${port}/`, { dispatcher: agent }), { name: 'AddressRefused' }, addresses.join())
    await agent.destroy()
  }
  t.strictSame(asked, Array(4).fill('receiver.example'))
  t.strictSame(receiver.arrived, [])
})

t.test('an attempt ends in its time: without an answer, and with one that never ends', async (t) => {
  receiver.behave = (_arrived, answer) => { hold(answer) }
  t.strictSame(await open.post({ url: receiver.url, ...message }), { status: null, reason: 'timed_out' })

  receiver.behave = (_arrived, answer) => { // a byte of a header now and then, and never the last
    hold(answer).socket?.write('HTTP/1.1 200 OK\r\nx: ')
    const dripping = setInterval(() => { if (answer.socket?.destroyed !== false) clearInterval(dripping); else answer.socket.write('y') }, 20)
  }
  t.strictSame(await open.post({ url: receiver.url, ...message }), { status: null, reason: 'timed_out' })

  receiver.behave = (_arrived, answer) => { hold(answer).writeHead(200).write('a byte, and no more') }
  t.strictSame(await open.post({ url: receiver.url, ...message }), { status: 200, retryAfter: undefined })
})

t.test('headers that do not end, and what is not HTTP, are no answer', async (t) => {
  let answer = ''
  const sockets: Socket[] = []
  const server = createServer((socket) => { sockets.push(socket.on('error', () => {}).once('data', () => { socket.write(answer) })) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
  const poster = openPoster([host])
  for (answer of [`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}`, 'not HTTP at all\r\n\r\n']) {
    t.strictSame(await poster.post({ url: `http://${host}/`, ...message }), { status: null, reason: 'answer_malformed' })
  }
  for (const socket of sockets) socket.destroy()
  server.close()
  await once(server, 'close')
  t.strictSame(await poster.post({ url: `http://${host}/`, ...message }), { status: null, reason: 'unreachable' })
  await poster.close()
})

t.test('a name that leads nowhere is told', async (t) => {
  t.match(await nobody.post({ url: 'https://nobody.invalid/', ...message }), { status: null, reason: /name_not_found|timed_out/ })
})

t.test('a certificate that nobody vouches for is refused; one that somebody does is taken', async (t) => {
  const certificate = { key: readFileSync('test/fixtures/localhost-key.pem', 'utf8'), cert: readFileSync('test/fixtures/localhost-cert.pem', 'utf8') }
  const secure = await startReceiver(t, certificate)
  const poster = openPoster([secure.host])
  t.strictSame(await poster.post({ url: secure.url, ...message }), { status: null, reason: 'certificate_refused' })

  tls.setDefaultCACertificates([certificate.cert])
  t.strictSame(await poster.post({ url: secure.url, ...message }), { status: 204, retryAfter: undefined })
  t.equal(secure.arrived.length, 1)
  await poster.close()
})
