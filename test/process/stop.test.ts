import t from 'tap'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { until } from '../support/until.ts'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { isReady, start, usedDataDir } from './service.ts'
import type { Running } from './service.ts'

const dataDir = await usedDataDir(t)

/** A report of progress of which the service has the head and half of the body. */
async function halfSent (service: Running): Promise<{ sending: ClientRequest, finish: () => Promise<number> }> {
  const { data: [action] } = await service.actions('limit=1')
  const body = JSON.stringify({ narrative: 'Sent while the service was told to stop.' })
  const sending = request(`${service.address}/v1/actions/${action?.id}/updates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readFileSync(join(dataDir, 'api-key'), 'utf8')}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' }
  })
  sending.on('error', () => {}) // the service may cut it off
  sending.flushHeaders()
  await once(sending, 'continue')
  sending.write(body.slice(0, 20))
  return {
    sending,
    finish: async () => {
      sending.end(body.slice(20))
      const [answer]: IncomingMessage[] = await once(sending, 'response')
      answer?.resume()
      return answer?.statusCode ?? 0
    }
  }
}

async function stateOf (service: Running) {
  const { total } = await service.actions('count=true&limit=1')
  return { total, key: readFileSync(join(dataDir, 'api-key'), 'utf8') }
}

let before: Awaited<ReturnType<typeof stateOf>>

t.test('Ctrl-C reaches the whole process group, and the request under way is still answered from the database', async (t) => {
  const service = await start(t, dataDir)
  before = await stateOf(service)
  const { finish } = await halfSent(service)

  process.kill(-(service.child.pid ?? 0), 'SIGINT')
  await until(async () => !await isReady(service))
  service.child.kill('SIGINT') // and again from npm, under some shells

  t.equal(await finish(), 201)
  t.equal(await service.ended, 0)
  t.equal(findPostmaster(clusterFolder(dataDir)), undefined, 'the database has stopped')
})

t.test('the next start finds all as it was, and a stop signal ends it in time, whatever its sockets do', async (t) => {
  const service = await start(t, dataDir)
  t.same(await stateOf(service), before, 'nothing is loaded twice, and the key is the same')
  const idle = connect(service.port, '127.0.0.1').on('error', () => {})
  await once(idle, 'connect')
  const [slow, neverFinished] = [await halfSent(service), await halfSent(service)]
  const listening = await service.ask('GET', '/v1/events/stream')
  t.teardown(() => {
    idle.destroy()
    neverFinished.sending.destroy()
  })

  service.child.kill('SIGTERM')
  await until(async () => !await isReady(service))

  t.equal(await slow.finish(), 201)
  t.match(await listening.text(), /^retry: /, 'who listens is told the end')
  t.equal(await service.ended, 0, 'out of time, it would have been 1')
})
