import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '../../src/platform/database/migrate.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { memoryOf, processorTimeOf } from '../bench/process.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { range } from '../support/scratch-database.ts'
import { until } from '../support/until.ts'
import { hold, tell } from './bars.ts'
import { runIn } from './run.ts'
import { setStage } from './webhook-stage.ts'
import type { Stage } from './webhook-stage.ts'

// What hundreds of listeners of /v1/events/stream cost the service: node test/faults/listeners.ts [--listeners 300] [--seconds 20]
// They listen, and for some seconds agencies are added, ten a second: everyone has to be told of each. It prints memory,
// connections of the database and processor time, without and with the listeners, and how soon they are told.

const { values } = parseArgs({ options: { listeners: { type: 'string', default: '300' }, seconds: { type: 'string', default: '20' } } })
const [listeners, seconds, writesASecond] = [Number(values.listeners), Number(values.seconds), 10]
// As many as a service may hold without a listener (services.ts) and its jobs (jobs/worker.ts, heartbeat), and not one more.
const mostConnections = 10 + 5 + 2
const longestMedianMs = 1_000

const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

interface Listener { readonly asked: ClientRequest, told: number }

interface Cost { readonly memory: number, readonly connections: number, readonly processorMs: number, readonly delays: readonly number[] }

await runIn('listeners', async (closing, folder) => {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} })
  closing.teardown(postgres.stop)
  await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
  const stage = await setStage(closing, folder, postgres)
  const service = await start(closing, folder, stage.environment)
  const told = new Map<string, number[]>()
  await costOf(stage, service, told, 'warm') // as it runs all day
  const alone = await costOf(stage, service, told, 'alone')
  const written = writesASecond * seconds
  const begun = performance.now()
  const listening = await Promise.all(range(listeners).map(async () => await listen(stage, service, told)))
  await until(() => listening.every((listener) => listener.told >= written * 2))
  const caughtUpAfter = Math.round(performance.now() - begun)
  const beside = await costOf(stage, service, told, 'beside')
  await until(() => listening.every((listener) => listener.told >= written * 3))
  for (const { asked } of listening) asked.destroy()
  const delays = beside.delays.toSorted((a, b) => a - b)
  const at = (part: number): number => Math.round(delays[Math.floor((delays.length - 1) * part)] ?? NaN)
  return [
    tell('listeners, each told of so many events', `${listeners}, ${written * 3}`),
    tell('ms until all who began at once had heard of the past', `${caughtUpAfter}`),
    tell('MiB of the service before, and beside them', `${alone.memory}, ${beside.memory}`),
    tell('MiB that they cost', `${beside.memory - alone.memory}`),
    tell('connections of the database before', `${alone.connections}`),
    hold('the same beside them', beside.connections, `${mostConnections} at most`, beside.connections <= mostConnections),
    tell('processor, of one core, before and beside them', `${percent(alone)} %, ${percent(beside)} %`),
    hold('ms from a write to the median listener', at(0.5), `${longestMedianMs} at most`, at(0.5) <= longestMedianMs),
    tell('the same of 99 in a hundred, and the last', `${at(0.99)}, ${at(1)}`)
  ].every(Boolean)
})

function percent ({ processorMs }: Cost): number {
  return Math.round(processorMs / seconds / 10)
}

/** Adds agencies, ten a second, and looks at the service meanwhile. */
async function costOf ({ ask, environment }: Stage, service: Running, told: Map<string, number[]>, name: string): Promise<Cost> {
  const [pid, role] = [service.child.pid ?? 0, new URL(environment['DATABASE_URL'] ?? '').username]
  const [processorBefore, delays] = [processorTimeOf(pid) ?? NaN, [] as number[]]
  let [memory, connections] = [0, 0]
  for (const count of range(writesASecond * seconds)) {
    const [code, begun] = [`${name}-${count}`, performance.now()]
    const arrivals: number[] = []
    told.set(code, arrivals)
    await service.ask('POST', '/v1/agencies', { code, name: code, kind: 'other' })
    await pause(Math.max(0, 1_000 / writesASecond - (performance.now() - begun)))
    memory = Math.max(memory, memoryOf(pid)?.now ?? NaN)
    if (count % writesASecond === 0) connections = Math.max(connections, (await ask<{ count: number }>('select count(*)::int as count from pg_stat_activity where usename = $1', [role]))[0]?.count ?? NaN)
    arrivals.push(begun)
  }
  await pause(1_000) // the last are on their way
  for (const [code, [begun = NaN, ...arrived]] of [...told].map(([code, times]) => [code, times.toSorted((a, b) => a - b)] as const)) {
    if (code.startsWith(`${name}-`)) delays.push(...arrived.map((at) => at - begun))
  }
  return { memory, connections, processorMs: (processorTimeOf(pid) ?? NaN) - processorBefore, delays }
}

/** Listens from the beginning on, as a program would: it counts what it is told, and notes when. */
async function listen ({ dataDir }: Stage, { address }: Running, told: Map<string, number[]>): Promise<Listener> {
  const asked = request(`${address}/v1/events/stream?type=agency.created`, { agent, headers: { authorization: `Bearer ${readFileSync(join(dataDir, 'api-key'), 'utf8')}` } })
  const listener: Listener = { asked, told: 0 }
  asked.on('error', () => {}) // hung up at the end
  asked.end()
  const [answer] = await once(asked, 'response') as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`A listener was answered ${answer.statusCode}.`)
  answer.setEncoding('utf8').on('data', (text: string) => {
    for (const [, code = ''] of text.matchAll(/"code":"([a-z]+-\d+)"/g)) {
      listener.told++
      told.get(code)?.push(performance.now())
    }
  })
  return listener
}
