import { judge } from './bars.ts'
import { figuresOf } from './figures.ts'
import { memoryAfterLoad, soak } from './memory.ts'
import type { Memory } from './memory.ts'
import { operationNames } from './operations.ts'
import { readOptions } from './options.ts'
import { barTable, table, writeResults } from './results.ts'
import { measureAll } from './rounds.ts'
import type { Measurement } from './rounds.ts'
import { measureSealing, sealingLines } from './sealing.ts'
import { openStage } from './stage.ts'

/*
 * npm run bench: measures the service against its floor. It reports; it never
 * fails for being slow.
 */

const options = readOptions(process.argv.slice(2))
const wanted = operationNames.filter((name) => options.only?.includes(name) ?? true)
// As many as the largest partnership may come to have in years.
const largestToSoak = 100_000
const tell = (line: string): void => { process.stderr.write(`${line}\n`) }

const stage = await openStage(options, tell)
try {
  if (options.sealing) console.log(sealingLines(await measureSealing(stage, options)))
  else await measureWhole()
} finally {
  await stage.close()
}

async function measureWhole (): Promise<void> {
  const measurements: Measurement[] = []
  await measureAll(stage, options, wanted, async (measured) => {
    const { operation, size, connections, ratio } = figuresOf(measured)
    tell(`${operation}, ${size} actions, ${connections} connections: ${ratio.toFixed(2)} of the floor`)
    measurements.push(measured)
    await keep({ afterLoad: [], soak: undefined }) // whatever happens next, this is measured
  })
  const afterLoad = memoryAfterLoad(stage)
  await report({ afterLoad, soak: undefined })
  const [site] = stage.sites.filter(({ size }) => size <= largestToSoak).slice(-1)
  if (options.soakMinutes > 0 && site !== undefined) await report({ afterLoad, soak: await soak(stage, site, options.soakMinutes) })

  async function report (memory: Memory): Promise<void> {
    console.log(`${table(measurements.map(figuresOf))}\n\n${barTable(judge(measurements, memory))}`)
    if (memory.soak !== undefined) tell(`memory, MiB: ${memory.soak.samples.join(' ')}; ${memory.soak.failures} answers were wrong`)
    await keep(memory)
  }

  async function keep (memory: Memory): Promise<void> {
    if (options.only === undefined) await writeResults({ options, postgresVersion: stage.postgresVersion, figures: measurements.map(figuresOf), bars: judge(measurements, memory), memory })
  }
}
