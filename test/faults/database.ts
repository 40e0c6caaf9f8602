import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openCluster } from '../../src/platform/postgres/cluster.ts'
import type { Cluster } from '../../src/platform/postgres/cluster.ts'
import { addressOf, databaseName, roles } from '../../src/platform/postgres/secrets.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { startProxy } from '../support/proxy.ts'
import type { Proxy } from '../support/proxy.ts'
import { until } from '../support/until.ts'
import { hold, tell } from './bars.ts'
import { classesOf, keepAsking, plantActions } from './callers.ts'
import { runIn } from './run.ts'
import { setStage } from './webhook-stage.ts'
import type { Stage } from './webhook-stage.ts'

// What becomes of requests while the database fails: node test/faults/database.ts [--seconds 60]
// The real service, its PostgreSQL behind a proxy, and 16 callers who read and write all the while. The database is
// restarted, made to stand still, its sessions are ended every second, and the network between is cut, delayed and silent.
// Bars of RELIABILITY, section A: the process never ends, what is not done is answered 503 with Retry-After, five
// seconds after the database is back all is as it was, no connection is lost to the pool, and each write that was tried
// until it was acknowledged is there once.

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })
const faultSeconds = Number(values.seconds)
const metricsToken = 'only-for-faults-only-for-faults-only'
const mostToRecoverMs = 5_000

interface Scene { readonly cluster: Cluster, readonly proxy: Proxy, readonly stage: Stage }

/** Each makes the database fail, and ends when it is there again. */
const faults: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'a restart in order': async ({ cluster }) => {
    await cluster.stop()
    await cluster.relaunch()
  },
  'a crash': async ({ cluster, stage }) => {
    const [pid] = await pidsOf(stage, 'postmaster')
    process.kill(pid ?? 0, 'SIGQUIT')
    await until(() => !cluster.isRunning())
    await cluster.relaunch()
  },
  'standing still for 10 s': async ({ stage }) => {
    const pids = await pidsOf(stage, 'backends')
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    await pause(10_000)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  },
  'all sessions ended every second': async ({ stage }) => {
    for (let second = 0; second < faultSeconds; second++) {
      for (const pid of await pidsOf(stage, 'backends')) process.kill(pid, 'SIGTERM')
      await pause(1_000)
    }
  },
  'connections reset for 10 s': async ({ proxy }) => { await meanwhile(proxy, { toServer: (_bytes, cut) => { cut() } }, 10) },
  'no answer comes back for 10 s': async ({ proxy }) => { await meanwhile(proxy, { toClient: () => {} }, 10) },
  'answers are cut off in the middle for 10 s': async ({ proxy }) => {
    await meanwhile(proxy, {
      toClient: (bytes, cut) => {
        if (Math.random() < 0.9) return bytes
        setImmediate(cut)
        return bytes.subarray(0, bytes.length >> 1)
      }
    }, 10)
  }
}

async function meanwhile (proxy: Proxy, fault: Partial<Proxy>, seconds: number): Promise<void> {
  const { toServer, toClient } = proxy
  Object.assign(proxy, fault)
  await pause(seconds * 1_000)
  Object.assign(proxy, { toServer, toClient })
}

async function pidsOf ({ dataDir, ask }: Stage, whose: 'postmaster' | 'backends'): Promise<number[]> {
  if (whose === 'postmaster') return [Number(readFileSync(`${dataDir}/postgres/postmaster.pid`, 'utf8').split('\n', 1)[0])]
  return (await ask<{ pid: number }>('select pid from pg_stat_activity where usename = $1', [roles.app])).map(({ pid }) => pid)
}

await runIn('database', async (closing, folder) => {
  const cluster = await openCluster({ dataDir: folder, log: () => {} })
  closing.teardown(cluster.stop)
  const { secrets, port } = cluster
  const ownerUrl = addressOf(roles.owner, secrets.ownerPassword, port, databaseName)
  await migrate({ ownerUrl, runningRole: roles.app })
  const stage = await setStage(closing, folder, { url: addressOf(roles.app, secrets.appPassword, port, databaseName), ownerUrl })
  const proxy = await startProxy(closing, stage.environment['DATABASE_URL'] ?? '')
  const service = await start(closing, folder, { ...stage.environment, DATABASE_URL: proxy.url, METRICS_TOKEN: metricsToken })
  const asking = keepAsking(service, await plantActions(service, 16))
  const recoveries: boolean[] = []
  for (const [fault, happen] of Object.entries(faults)) {
    await pause(2_000)
    await happen({ cluster, proxy, stage })
    const ms = await asking.untilServed()
    recoveries.push(hold(`ms until read and write are served again, after ${fault}`, Math.round(ms), `${mostToRecoverMs}`, ms <= mostToRecoverMs))
  }
  const { answers, keys } = await asking.end()
  return [...recoveries, ...await judge(stage, service, answers, keys)].every(Boolean)
})

async function judge ({ ask }: Stage, service: Running, answers: Parameters<typeof classesOf>[0], keys: ReadonlySet<string>): Promise<boolean[]> {
  const { served, refused, others } = classesOf(answers)
  await until(async () => await connectionsInUse(service) === 0)
  const there = (await ask<{ narrative: string }>('select narrative from action_updates')).map(({ narrative }) => narrative)
  const missing = [...keys].filter((key) => !there.includes(key)).length
  return [
    tell('answers: served, refused with 503 and Retry-After (or 409)', `${served}, ${refused}`),
    hold('answers that were neither', others.length, `0${others.length === 0 ? '' : ` (${[...new Set(others)].join(', ')})`}`, others.length === 0),
    hold('ends of the process', service.child.exitCode === null ? 0 : 1, '0', service.child.exitCode === null),
    hold('connections that the pool has not got back', await connectionsInUse(service), '0', true),
    hold(`of ${keys.size} acknowledged writes, missing`, missing, '0', missing === 0),
    hold('there more than once', there.length - new Set(there).size, '0', there.length === new Set(there).size)
  ]
}

async function connectionsInUse ({ address }: Running): Promise<number> {
  const figures = await (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).text()
  return Number(/database_connections\{state="in_use"\} (\d+)/.exec(figures)?.[1])
}
