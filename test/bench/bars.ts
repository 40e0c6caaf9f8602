import { figuresOf, growth } from './figures.ts'
import type { Figures } from './figures.ts'
import type { Operation } from './operations.ts'
import type { Measurement } from './rounds.ts'
import type { Memory } from './memory.ts'

/** What the service is to reach, and what it did. */
export interface Bar { readonly bar: string, readonly measured: string, readonly isMet: boolean }

const atConnections = 32

/** Every bar that these measurements say something about. */
export function judge (measurements: readonly Measurement[], memory: Memory): Bar[] {
  return [
    ...throughput(measurements, ['read', 'list', 'deep'], 0.75),
    ...throughput(measurements, ['change', 'create'], 0.60),
    ...growths(measurements),
    ...summary(measurements),
    ...memoryBars(memory)
  ]
}

function throughput (measurements: readonly Measurement[], operations: readonly Operation[], least: number): Bar[] {
  return at(measurements, operations).map(({ operation, size, ratio }) => ({
    bar: `${operation}, ${inWords(size)} actions: at least ${percent(least)} of the floor at ${atConnections} connections`,
    measured: percent(ratio),
    isMet: ratio >= least
  }))
}

const mostGrowth = 1.3

function growths (measurements: readonly Measurement[]): Bar[] {
  const sizes = [...new Set(measurements.map(({ size }) => size))].sort((a, b) => a - b)
  const [fewest, most] = [sizes[0], sizes.at(-1)]
  return measurements.filter(({ operation, size }) => ['read', 'list', 'deep'].includes(operation) && size === most && size !== fewest).flatMap((many) => {
    const few = measurements.find(({ operation, connections, size }) => operation === many.operation && connections === many.connections && size === fewest)
    if (few === undefined) return []
    const grown = growth(few, many)
    return [{
      bar: `${many.operation}, ${many.connections} connection${many.connections === 1 ? '' : 's'}: p50 from ${inWords(few.size)} to ${inWords(many.size)} actions grows by less than ${mostGrowth} ×`,
      measured: `${grown.toFixed(2)} ×`,
      isMet: grown < mostGrowth
    }]
  })
}

const leastSummary = 10

function summary (measurements: readonly Measurement[]): Bar[] {
  return at(measurements, ['summary']).filter(({ size }) => size === 100_000).map(({ size, ratio }) => ({
    bar: `summary, ${inWords(size)} actions: at least ${leastSummary} × the plain GROUP BY, with nothing written since`,
    measured: `${ratio.toFixed(1)} ×`,
    isMet: ratio >= leastSummary
  }))
}

const mostMebibytes = 250
// Garbage comes and goes: what still grows after ten minutes at this pace would take a day to matter.
const mostDrift = 1.1

function memoryBars ({ afterLoad, soak }: Memory): Bar[] {
  const after = afterLoad.map(({ now }) => now)
  const held: Bar[] = after.length === 0 ? [] : [{ bar: `memory of the service after the load: under ${mostMebibytes} MiB`, measured: `${Math.max(...after)} MiB`, isMet: Math.max(...after) < mostMebibytes }]
  if (soak === undefined) return held
  const { minutes, early, late, most } = soak
  return [...held, {
    bar: `memory over ${minutes} minutes of load: flat, under ${mostMebibytes} MiB`,
    measured: `${early} MiB in the second tenth, ${late} MiB in the last, ${most} MiB at most`,
    isMet: late < early * mostDrift && most < mostMebibytes
  }]
}

function at (measurements: readonly Measurement[], operations: readonly Operation[]): Figures[] {
  return measurements.filter(({ operation, connections }) => operations.includes(operation) && connections === atConnections).map(figuresOf)
}

export function percent (ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}

export function inWords (number: number): string {
  return number.toLocaleString('en-GB')
}
