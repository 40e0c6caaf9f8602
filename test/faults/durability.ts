import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { findRunningPostgres } from '../../src/platform/postgres/embedded.ts'
import { findPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { ask } from '../process/embedded-postgres-service.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { onStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { acknowledged, emptyLedger, lossesOf, noLosses, writeUntilItEnds } from '../process/written.ts'

// No acknowledged write is lost: node test/faults/durability.ts [--kills 100] [--writers 16]
// The real service with its own PostgreSQL, fsync and all, under writers; it is killed at a random moment again and
// again, every third time its database a moment before it. Bar: 100 kills, 30 crashes of the database, 20,000
// acknowledged writes, none missing, and one event for each version. The short form of it is test/process/kill.test.ts.

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' }, writers: { type: 'string', default: '16' } } })
const [kills, writers] = [Number(values.kills), Number(values.writers)]
const crashEvery = 3
const leastMs = 800
const mostMs = 3_000

const ledger = emptyLedger()
const said = { kills: 0, crashes: 0, starts: [] as number[] }

await onStage(async (stage) => {
  for (let turn = 1; turn <= kills; turn++) await live(stage, turn % crashEvery === 0)
  return await judge(stage)
})

/** From a start to the next kill. */
async function live (stage: Stage, alsoCrashes: boolean): Promise<void> {
  const begun = performance.now()
  const service = await start(stage, stage.dataDir)
  said.starts.push(performance.now() - begun)
  const writing = writeUntilItEnds(service, ledger, writers)
  await pause(leastMs + Math.random() * (mostMs - leastMs))
  if (alsoCrashes) crashDatabase(stage)
  await pause(alsoCrashes ? Math.random() * leastMs : 0)
  await kill(service)
  await writing
}

function crashDatabase ({ dataDir }: Stage): void {
  process.kill(findPostmaster(clusterFolder(dataDir))?.pid ?? 0, 'SIGKILL')
  said.crashes++
}

async function kill ({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL')
  await ended
  said.kills++
}

async function judge (stage: Stage): Promise<boolean> {
  await start(stage, stage.dataDir)
  const { url } = await findRunningPostgres(stage.dataDir) ?? { url: '' }
  const losses = await lossesOf(ledger, async (question) => await ask(url, question) as string[])
  const inOrder = said.starts.toSorted((a, b) => a - b)
  console.log(`kills of the service               ${said.kills} (bar 100)`)
  console.log(`crashes of the database            ${said.crashes} (bar 30)`)
  console.log(`acknowledged writes                ${acknowledged(ledger)} (bar 20,000)`)
  console.log(`acknowledged writes that are gone  ${losses.changes + losses.updates} (bar 0)`)
  console.log(`actions that went back             ${losses.wentBack} (bar 0)`)
  console.log(`versions without just one event    ${losses.uneven} (bar 0)`)
  console.log(`starts after a kill                median ${Math.round(inOrder[inOrder.length >> 1] ?? 0)} ms, longest ${Math.round(inOrder.at(-1) ?? 0)} ms`)
  return isDeepStrictEqual(losses, noLosses) && said.kills >= 100 && said.crashes >= 30 && acknowledged(ledger) >= 20_000 // a short run proves less, and says so
}
