import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { memoryOf } from '../bench/process.ts'
import { onStage } from './stage.ts'
import type { Stage } from './stage.ts'

// Four times what it can do: node test/faults/overload.ts [--seconds 60] [--connections 512]
// The real service and its own PostgreSQL. First it is measured how much it answers to callers who wait for each
// answer; then requests come four times as fast, whether it answers or not, and then as before. Bar: what is
// accepted is answered within a second and what is refused within 50 ms (p99 of each), memory stands, health stays
// up, and five seconds later everything is as it was. Load and service share this machine: a caller's own delay counts
// against the service. What becomes of every request that comes is told: answered, failed on its way, or turned away
// before it was sent, because each of the callers' connections waited for an answer. Node takes in one connection in a
// round of its event loop: of those that all begin at once the last waits for so many rounds, which `longest` shows.

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, connections: { type: 'string', default: '512' } } })
const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
const agent = new Agent({ connections, pipelining: 1 })

/** What became of a request; the status is 0 where there was no answer. */
interface Answered { readonly status: number, readonly outcome: string, readonly ms: number }
/** All that came: what was sent, and how many found no connection to be sent on. */
interface Came { readonly sent: readonly Answered[], readonly turnedAway: number, readonly all: number }

await onStage(run)
await agent.destroy()

async function run (stage: Stage): Promise<boolean> {
  const service = await start(stage, stage.dataDir, { RATE_LIMIT_PER_MINUTE: '10000000', PARTNERSHIP_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' })
  const ask = askers(await pathsOf(service), service.address, readFileSync(join(stage.dataDir, 'api-key'), 'utf8'))
  await closed(ask, 32, 3)
  const before = await closed(ask, 32, 5)
  const capacity = before.length / 5
  const idle = memoryOf(service.child.pid ?? 0)?.now ?? NaN
  const [during, health] = await Promise.all([open(ask, 4 * capacity, seconds), watchHealth(service, seconds)])
  const most = memoryOf(service.child.pid ?? 0)?.most ?? NaN
  await pause(5_000)
  const after = await closed(ask, 32, 5)
  return report({ before, capacity, during, after, health, idle, most })
}

/** Different ones in turn: one action, a list, the summary. */
async function pathsOf (service: Running): Promise<string[]> {
  const { data } = await service.actions('limit=10')
  return [...data.map(({ id }) => `/v1/actions/${id}`), '/v1/actions?overdue=true', '/v1/reports/summary', '/v1/actions?limit=50']
}

function askers (paths: readonly string[], address: string, key: string): () => Promise<Answered> {
  let turn = 0
  return async () => {
    const begun = performance.now()
    const path = paths[turn++ % paths.length] ?? '/'
    const found = await statusOf(`${address}${path}`, key).then((status) => ({ status, outcome: `answered ${status}` }), (error: { code?: string }) => ({ status: 0, outcome: `no answer: ${error.code ?? 'unknown'}` }))
    return { ...found, ms: performance.now() - begun }
  }
}

async function statusOf (url: string, key: string): Promise<number> {
  const { statusCode, body } = await request(url, { dispatcher: agent, headers: { authorization: `Bearer ${key}` } })
  await body.dump()
  return statusCode
}

/** Each caller asks again when it has been answered. */
async function closed (ask: () => Promise<Answered>, callers: number, forSeconds: number): Promise<Answered[]> {
  const [end, answered] = [performance.now() + forSeconds * 1_000, [] as Answered[]]
  await Promise.all(Array.from({ length: callers }, async () => { while (performance.now() < end) answered.push(await ask()) }))
  return answered
}

/** So many a second, whatever becomes of those before. */
async function open (ask: () => Promise<Answered>, perSecond: number, forSeconds: number): Promise<Came> {
  const [begun, answers] = [performance.now(), [] as Array<Promise<Answered>>]
  let [came, underWay, turnedAway] = [0, 0, 0]
  while (performance.now() - begun < forSeconds * 1_000) {
    for (const due = (performance.now() - begun) / 1_000 * perSecond; came < due; came++) {
      if (underWay >= connections) { turnedAway++; continue } // a caller who waited for a connection would only measure itself
      underWay++
      answers.push(ask().finally(() => { underWay-- }))
    }
    await pause(5)
  }
  return { sent: await Promise.all(answers), turnedAway, all: came }
}

async function watchHealth ({ address }: Running, forSeconds: number): Promise<number[]> {
  const [end, waits] = [performance.now() + forSeconds * 1_000, [] as number[]]
  while (performance.now() < end) {
    const begun = performance.now()
    const { status } = await fetch(`${address}/healthz`).catch(() => ({ status: 0 }))
    waits.push(status === 200 ? performance.now() - begun : Infinity)
    await pause(500)
  }
  return waits
}

interface Found { before: Answered[], capacity: number, during: Came, after: Answered[], health: number[], idle: number, most: number }

function report ({ before, capacity, during, after, health, idle, most }: Found): boolean {
  const accepted = during.sent.filter(({ status }) => status > 0 && status < 400)
  const refused = during.sent.filter(({ status }) => status === 503 || status === 429)
  const broken = during.sent.length - accepted.length - refused.length
  const bars = [
    ['accepted, p99', p99(accepted), 1_000], ['refused, p99', p99(refused), 50], ['health, longest', Math.max(...health), 1_000],
    ['growth of memory, MiB', most - idle, 64], ['answers that were neither', broken, 0], ['as it was: p99 after over p99 before', p99(after) / p99(before), 1.5]
  ] as const
  console.log(`capacity ${Math.round(capacity)}/s; ${during.all} requests came in ${seconds} s, and ${Math.round(accepted.length / seconds)}/s were accepted:`)
  for (const [outcome, count] of outcomesOf(during)) console.log(`  ${outcome.padEnd(66)} ${count}`)
  console.log(`accepted, longest ${' '.repeat(22)} ${longest(accepted).toFixed(1)}`)
  for (const [what, figure, bar] of bars) console.log(`${what.padEnd(40)} ${figure.toFixed(1)} (bar ${bar})`)
  return bars.every(([, figure, bar]) => figure <= bar)
}

/** What became of all that came; every one of them is in one of these. */
function outcomesOf ({ sent, turnedAway, all }: Came): Array<readonly [outcome: string, count: number]> {
  const counts = Object.entries(Object.groupBy(sent, ({ outcome }) => outcome)).map(([outcome, some]) => [outcome, some?.length ?? 0] as const)
  const outcomes = [...counts, [`not sent: all ${connections} connections waited for an answer`, turnedAway] as const]
  const told = outcomes.reduce((sum, [, count]) => sum + count, 0)
  if (told !== all) throw new Error(`${all} requests came, and what became of ${told} is known.`)
  return outcomes
}

function longest (answers: readonly Answered[]): number {
  return answers.reduce((most, { ms }) => Math.max(most, ms), 0)
}

function p99 (answers: readonly Answered[]): number {
  const inOrder = answers.map(({ ms }) => ms).sort((a, b) => a - b)
  return inOrder[Math.floor((inOrder.length - 1) * 0.99)] ?? 0
}
