import { parseArgs } from 'node:util'
import { memoryOf, processorTimeOf } from '../bench/process.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { stopDatabaseAtEnd } from '../support/data-folder.ts'
import type { Closing } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { workbookOf } from '../support/workbooks.ts'
import { hold, tell } from './bars.ts'
import { ended, handIn, progressOf } from './importing.ts'
import { largePlan } from './imports-plan.ts'
import { runIn } from './run.ts'

// What imports promise, on the real service over its own database, some minutes long:
//   node test/faults/imports.ts [--rows 50000] [--killed-rows 20000]
// A plan is imported and imported again; another is cut off by kill -9 while it is written; a zip bomb is handed in.
// Prints promise, figure and bar; fails where a bar is not met.

const { values } = parseArgs({ options: { rows: { type: 'string', default: '50000' }, 'killed-rows': { type: 'string', default: '20000' } } })
const [rows, killedRows] = [Number(values.rows), Number(values['killed-rows'])]
const [longestSeconds, mostGrowth, longestBombSeconds] = [60, 64, 2] // issue 5; RELIABILITY, section A; X-11

/** How an import ended, and what it cost. */
interface Imported { readonly state: string, readonly added: number, readonly unchanged: number, readonly seconds: number, readonly grown: number, readonly processorSeconds: number }

await runIn('imports', async (closing, folder) => {
  stopDatabaseAtEnd(closing, folder)
  const environment = { RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'silent' }
  const service = await start(closing, folder, environment)
  await importWhole(service, largePlan('WARM', 1_000))
  const bomb = await handInABomb(service)
  const plan = largePlan('PLAN', rows)
  const [whole, again] = [await importWhole(service, plan), await importWhole(service, plan)]
  return [
    hold(`seconds to import ${rows} rows`, whole.seconds, `${longestSeconds} at most`, whole.seconds <= longestSeconds),
    tell('seconds of a processor that the service took of these', `${whole.processorSeconds}`),
    hold('MiB that the service grew by meanwhile', whole.grown, `${mostGrowth} at most`, whole.grown <= mostGrowth),
    hold('rows added', whole.added, `${rows}`, whole.added === rows),
    hold('rows unchanged when it is imported again', again.unchanged, `${rows}`, again.unchanged === rows),
    tell('seconds that took, MiB', `${again.seconds}, ${again.grown}`),
    hold('seconds to refuse a zip bomb of 49 MB', bomb.seconds, `${longestBombSeconds} at most`, bomb.status === 422 && bomb.seconds <= longestBombSeconds),
    hold('MiB that the service grew by for it', bomb.grown, `${mostGrowth} at most`, bomb.grown <= mostGrowth),
    ...await killWhileWriting(closing, folder, service, environment)
  ].every(Boolean)
})

async function importWhole (service: Running, plan: string): Promise<Imported> {
  const [started, memory, processor] = [performance.now(), watchMemory(service), processorTimeOf(service.child.pid ?? 0) ?? NaN]
  const { id } = await handIn(service, plan)
  const { state, added, unchanged } = await ended(service, id)
  return { state, added, unchanged, seconds: Math.round((performance.now() - started) / 100) / 10, grown: memory(), processorSeconds: Math.round(((processorTimeOf(service.child.pid ?? 0) ?? NaN) - processor) / 1_000) }
}

/** Looks at the service's memory ten times a second; called, it tells by how much it grew at the most. */
function watchMemory ({ child }: Running): () => number {
  const held = (): number => memoryOf(child.pid ?? 0)?.now ?? NaN
  const before = held()
  let most = before
  const timer = setInterval(() => { most = Math.max(most, held()) }, 100)
  return () => {
    clearInterval(timer)
    return most - before
  }
}

async function handInABomb (service: Running): Promise<{ status: number, seconds: number, grown: number }> {
  const bomb = await workbookOf({ sheets: [], parts: { 'xl/sheet1.xml': Buffer.alloc(49_000_000, 'a') } })
  const [started, memory] = [performance.now(), watchMemory(service)]
  const form = new FormData()
  form.set('file', new Blob([bomb]), 'bomb.xlsx')
  const { status } = await service.ask('POST', '/v1/imports', form)
  return { status, seconds: Math.round((performance.now() - started) / 10) / 100, grown: memory() }
}

/** Kills the service while it writes; looks at what is there, and lets another carry on. */
async function killWhileWriting (closing: Closing, folder: string, service: Running, environment: NodeJS.ProcessEnv): Promise<boolean[]> {
  const plan = largePlan('KILLED', killedRows)
  const { id } = await handIn(service, plan)
  await until(async () => (await progressOf(service, id)).rowsWritten > killedRows / 3)
  service.child.kill('SIGKILL')
  await service.ended
  const [begun, next] = [performance.now(), await start(closing, folder, environment)]
  const half = await countKilled(next)
  const { state } = await ended(next, id)
  const seconds = Math.round((performance.now() - begun) / 1_000)
  const [whole, again] = [await countKilled(next), await importWhole(next, plan)]
  return [
    hold(`actions there after kill -9 in the middle of ${killedRows}`, half, '0', half === 0),
    hold('how the import ended that another service took up', state, 'imported', state === 'imported'),
    tell('seconds from the kill to that', `${seconds}`),
    hold('actions there then', whole, `${killedRows}`, whole === killedRows),
    hold('rows unchanged when it is imported again', again.unchanged, `${killedRows}`, again.unchanged === killedRows)
  ]
}

async function countKilled ({ actions }: Running): Promise<number> {
  return (await actions('q=KILLED&count=true&limit=1')).total ?? NaN
}
