import { memoryOf } from './process.ts'
import { changesASecond } from './operations.ts'
import type { Operation } from './operations.ts'
import { median } from './figures.ts'
import type { Stage, StagedSite } from './stage.ts'

export interface Soak {
  readonly minutes: number
  /** MiB: medians of the second and of the last tenth of the samples, and the most of all. */
  readonly early: number
  readonly late: number
  readonly most: number
  readonly samples: readonly number[]
  /** Requests that were not answered as they should be; a summary of a million rows may be refused while writes go on. */
  readonly failures: number
}

export interface Memory {
  readonly afterLoad: ReadonlyArray<{ size: number, now: number, most: number }>
  readonly soak: Soak | undefined
}

export function memoryAfterLoad ({ sites }: Stage): Memory['afterLoad'] {
  return sites.flatMap(({ size, service }) => {
    const memory = memoryOf(service.pid)
    return memory === undefined ? [] : [{ size, ...memory }]
  })
}

// What a partnership does all day: mostly reading and listing, some polling, some writing.
const mixture: readonly Operation[] = ['read', 'list', 'change', 'read', 'deep', 'summary', 'create', 'read', 'poll-one', 'list']
const stretchSeconds = 3
const connections = 32

/** Minutes of mixed load on one service, with a look at its memory after every stretch. */
export async function soak (stage: Stage, site: StagedSite, minutes: number): Promise<Soak> {
  const { service, floor: _floor, superUrl: _superUrl, ...told } = site
  const samples: number[] = []
  let failures = 0
  const stopAt = performance.now() + minutes * 60_000
  for (let stretch = 0; performance.now() < stopAt; stretch++) {
    const operation = mixture[stretch % mixture.length] ?? 'read'
    const turn = await stage.perform({ site: told, operation, target: 'service', connections, seconds: stretchSeconds, changesASecond: operation === 'change' ? 0 : changesASecond })
    failures += turn.failures
    samples.push(memoryOf(service.pid)?.now ?? NaN)
  }
  const tenth = Math.ceil(samples.length / 10)
  return { minutes, samples, failures, early: median(samples.slice(tenth, 2 * tenth)), late: median(samples.slice(-tenth)), most: Math.max(...samples) }
}
