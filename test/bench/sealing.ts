import { withClient } from './database.ts'
import { median } from './figures.ts'
import { operations } from './operations.ts'
import type { Operation } from './operations.ts'
import type { Options } from './options.ts'
import { take } from './rounds.ts'
import { untilSealed } from './sealed.ts'
import type { Stage, StagedSite } from './stage.ts'

/** What sealing costs the writers: medians over rounds in which both had their turn. */
export interface SealingCost {
  readonly operation: Operation
  readonly size: number
  readonly connections: number
  readonly withSealing: number
  readonly without: number
  /** Of the writes a second without sealing, taken within each round. */
  readonly ratio: number
}

// Issue 5: writes at 32 connections within 25 % of sealing off, median of five.
const leastRatio = 0.75
const writes = ['change', 'create'] as const

/** The writes with the sealer at work and without it, in turn. */
export async function measureSealing (stage: Stage, options: Options): Promise<SealingCost[]> {
  const costs: SealingCost[] = []
  for (const site of stage.sites) {
    for (const operation of writes.filter((name) => options.only?.includes(name) ?? true)) {
      for (const connections of options.connections) costs.push(await measure(stage, site, operation, connections, options))
    }
  }
  return costs
}

async function measure (stage: Stage, site: StagedSite, operation: Operation, connections: number, { rounds, seconds }: Options): Promise<SealingCost> {
  const write = async (): Promise<number> => {
    const turn = await take(stage, site, operation, 'service', connections, seconds)
    return turn.answered / turn.seconds
  }
  await write() // to be warm
  const measured: Array<readonly [withSealing: number, without: number]> = []
  for (let round = 0; round < rounds; round++) {
    await untilSealed(site) // what was left by the turn without it would be sealed in the other's time
    const withSealing = await write()
    await untilSealed(site)
    measured.push([withSealing, await withoutSealing(site, write)])
  }
  return {
    operation, size: site.size, connections,
    withSealing: median(measured.map(([on]) => on)), without: median(measured.map(([, off]) => off)), ratio: median(measured.map(([on, off]) => on / off))
  }
}

/** Another session has the lock that a sealer takes (migrations/0001): whoever comes to seal goes away again. */
async function withoutSealing<Result> ({ superUrl }: StagedSite, work: () => Promise<Result>): Promise<Result> {
  return await withClient(superUrl, async (client) => {
    await client.query("select pg_advisory_lock(hashtextextended('seal_events ' || id, 0)) from partnerships")
    return await work()
  })
}

/** The figures in a line each. */
export function sealingLines (costs: readonly SealingCost[]): string {
  return costs.map(({ operation, size, connections, withSealing, without, ratio }) =>
    `${operations[operation]}, ${size} actions, ${connections} connections: ${Math.round(withSealing)}/s with sealing, ${Math.round(without)}/s without: ${Math.round(ratio * 100)} %` +
    (connections === 32 ? ` (bar ${leastRatio * 100} %: ${ratio >= leastRatio ? 'met' : 'NOT MET'})` : '')).join('\n')
}
