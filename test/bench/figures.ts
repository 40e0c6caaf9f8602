import type { Form, Operation, Target } from './operations.ts'
import type { Measurement, MeasuredTurn } from './rounds.ts'

/** What a measurement comes to: medians over its rounds. */
export interface Figures {
  readonly operation: Operation
  readonly size: number
  readonly connections: number
  readonly form: Form
  readonly servicePerSecond: number
  readonly floorPerSecond: number
  /** Of the service's throughput to the floor's, taken within each round. */
  readonly ratio: number
  readonly p50: number
  readonly p99: number
  readonly floorP50: number
  /** Answers of the service that were not as they should be; they count for nothing else. */
  readonly failures: number
  /** µs for each answer, of the process that answered. */
  readonly serviceProcessorTime: number | undefined
  readonly floorProcessorTime: number | undefined
}

export function figuresOf ({ rounds, ...what }: Measurement): Figures {
  const overRounds = (figure: (turns: Readonly<Record<Target, MeasuredTurn>>) => number) => median(rounds.map(figure))
  return {
    ...what,
    servicePerSecond: overRounds(({ service }) => perSecond(service)),
    floorPerSecond: overRounds(({ floor }) => perSecond(floor)),
    ratio: overRounds(({ service, floor }) => perSecond(service) / perSecond(floor)),
    p50: overRounds(({ service }) => service.p50),
    p99: overRounds(({ service }) => service.p99),
    floorP50: overRounds(({ floor }) => floor.p50),
    failures: rounds.reduce((sum, { service }) => sum + service.failures, 0),
    serviceProcessorTime: processorTime(rounds.map(({ service }) => service)),
    floorProcessorTime: processorTime(rounds.map(({ floor }) => floor))
  }
}

/** How many times as long the median answer takes with more actions, taken within each round. */
export function growth (few: Measurement, many: Measurement): number {
  return median(few.rounds.map(({ service }, round) => (many.rounds[round]?.service.p50 ?? NaN) / service.p50))
}

export function median (values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

function perSecond ({ answered, seconds }: MeasuredTurn): number {
  return answered / seconds
}

function processorTime (turns: readonly MeasuredTurn[]): number | undefined {
  const times = turns.map(({ processorTime }) => processorTime).filter((time) => time !== undefined)
  return times.length === 0 ? undefined : median(times)
}
