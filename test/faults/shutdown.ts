import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { hold } from './bars.ts'
import { onStage } from './stage.ts'
import type { Stage } from './stage.ts'

// What a stop cuts off: node test/faults/shutdown.ts [--stops 10]
// The real service under 16 callers who read, write and take files; beside them sockets that say nothing, and bodies
// of which half was sent. It is told to stop again and again. Bars of RELIABILITY, section A: no request that was under
// way is cut, it ends in 15 s with 0, and readiness says so first.

const { values } = parseArgs({ options: { stops: { type: 'string', default: '10' } } })
const [stops, callers, mostMs] = [Number(values.stops), 16, 15_000]
const paths = ['/v1/actions?limit=50', '/v1/reports/summary', '/v1/actions?format=csv', '/v1/actions?format=xlsx', '/v1/reports/actions-flat']

interface Stop { readonly underWay: number, readonly cut: number, readonly ms: number, readonly code: number | string }

await onStage(async (stage) => {
  const seen: Stop[] = []
  for (let turn = 0; turn < stops; turn++) seen.push(await stopUnderLoad(stage))
  const [underWay, cut] = [sum(seen.map((stop) => stop.underWay)), sum(seen.map((stop) => stop.cut))]
  const longest = Math.max(...seen.map(({ ms }) => ms))
  const wrong = seen.filter(({ code }) => code !== 0).length
  return [
    hold(`of ${underWay} requests under way at ${stops} stops, cut`, cut, '0', cut === 0 && underWay > 0),
    hold('ms until it has ended, longest', Math.round(longest), `${mostMs}`, longest <= mostMs),
    hold('ends with another code than 0', wrong, '0', wrong === 0)
  ].every(Boolean)
})

async function stopUnderLoad (stage: Stage): Promise<Stop> {
  const service = await start(stage, stage.dataDir, { LOG_LEVEL: 'silent' })
  const { data } = await service.actions(`limit=${callers}`)
  const told = { at: Infinity }
  const seen = { underWay: 0, cut: 0 }
  const calling = data.map(async ({ id }) => { await call(service, id, told, seen) })
  const sockets = [connect(service.port, '127.0.0.1'), halfSent(service, stage.dataDir, data[0]?.id ?? '')]
  for (const socket of sockets) socket.on('error', () => {})
  await pause(1_000 + Math.random() * 1_000)
  told.at = performance.now()
  service.child.kill('SIGTERM')
  const code = await service.ended
  const ms = performance.now() - told.at
  await Promise.all(calling)
  for (const socket of sockets) socket.destroy()
  return { ...seen, ms, code }
}

/** Reads, takes files and reports in turn until the service is gone; what began before the stop must be answered whole. */
async function call (service: Running, action: string, told: { at: number }, seen: { underWay: number, cut: number }): Promise<void> {
  for (let turn = 0; ; turn++) {
    const begun = performance.now()
    const path = paths[turn % (paths.length + 1)]
    try {
      const answer = path === undefined ? await service.ask('POST', `/v1/actions/${action}/updates`, { narrative: 'Written while it stops.' }) : await service.ask('GET', path)
      await answer.arrayBuffer()
      if (begun < told.at && performance.now() > told.at) seen.underWay++
    } catch {
      if (begun < told.at) seen.cut++
      return
    }
  }
}

function halfSent (service: Running, dataDir: string, action: string): ReturnType<typeof request> {
  const sending = request(`${service.address}/v1/actions/${action}/updates`, { method: 'POST', headers: { authorization: `Bearer ${readFileSync(join(dataDir, 'api-key'), 'utf8')}`, 'content-type': 'application/json', 'content-length': 100 } })
  sending.write('{"narrative": "never')
  once(sending, 'response').catch(() => {}) // it ends with the service
  return sending
}

function sum (numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0)
}
