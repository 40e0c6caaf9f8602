/*
 * The XmR chart of W. A. Shewhart and D. J. Wheeler (Understanding Variation, 2nd
 * edition, 2000): which values are what the process does anyway, and which say
 * that it has changed. docs/decisions/0010-process-behaviour-charts.md has why.
 */

/** Wheeler's scaling factors for moving ranges of two: 3 / 1.128, and 3.268. */
const limitFactor = 2.66
const rangeLimitFactor = 3.268

/** With fewer values limits would say nothing; Wheeler begins at five or six. */
export const leastForLimits = 6
/** Limits are reckoned from the first values, then stand still, so that a later change shows against them. */
export const baselineLength = 12
const runLength = 8

export const signalRules = ['outside_limits', 'run_of_eight', 'three_of_four_near_limit', 'range_above_limit'] as const

export type SignalRule = typeof signalRules[number]
export type Side = 'above' | 'below'

/** A rule that says that something has changed, of which this value is a part. */
export interface Signal {
  readonly rule: SignalRule
  /** On which side of the mean; null for a jump, which has two ends. */
  readonly side: Side | null
}

export interface Limits {
  readonly mean: number
  readonly averageMovingRange: number
  readonly lowerLimit: number
  readonly upperLimit: number
  readonly upperRangeLimit: number
  /** From how many values, counted from the first, they were reckoned. */
  readonly basedOn: number
}

export interface Bounds { readonly least: number, readonly most: number }

/** What a process does of itself, learnt from the first values of its series; undefined while there are too few. */
export function limitsOf (values: readonly number[], { least, most }: Bounds): Limits | undefined {
  if (values.length < leastForLimits) return undefined
  const baseline = values.slice(0, baselineLength)
  const mean = meanOf(baseline)
  const averageMovingRange = meanOf(movingRanges(baseline))
  return {
    mean,
    averageMovingRange,
    lowerLimit: Math.max(least, mean - limitFactor * averageMovingRange),
    upperLimit: Math.min(most, mean + limitFactor * averageMovingRange),
    upperRangeLimit: rangeLimitFactor * averageMovingRange,
    basedOn: baseline.length
  }
}

/** The signals at each value of a series, in its order. */
export function signalsOf (values: readonly number[], limits: Limits): ReadonlyArray<readonly Signal[]> {
  const sides: Record<Exclude<SignalRule, 'range_above_limit'>, Sides> = {
    outside_limits: outsideLimits(values, limits),
    run_of_eight: runsOfEight(values, limits),
    three_of_four_near_limit: threeOfFourNearLimit(values, limits)
  }
  const jumps = [0, ...movingRanges(values)]
  return values.map((_, place) => [
    ...Object.entries(sides).flatMap(([rule, marked]) => marked[place] === undefined ? [] : [{ rule: rule as SignalRule, side: marked[place] }]), // the keys above
    ...(jumps[place] ?? 0) > limits.upperRangeLimit ? [{ rule: 'range_above_limit', side: null } as const] : []
  ])
}

/** For each value, the side on which a rule marks it. */
type Sides = ReadonlyArray<Side | undefined>

/** A value beyond a natural process limit. */
function outsideLimits (values: readonly number[], { lowerLimit, upperLimit }: Limits): Sides {
  return values.map((value) => value > upperLimit ? 'above' : value < lowerLimit ? 'below' : undefined)
}

/** Eight or more successive values on one side of the mean; one that lies on it ends the run. */
function runsOfEight (values: readonly number[], { mean }: Limits): Sides {
  const sides = values.map((value) => sideOf(value, mean, 0))
  return sides.map((side, place) => {
    const before = lengthOfRun(sides.slice(0, place).reverse(), side)
    const after = lengthOfRun(sides.slice(place), side)
    return side !== undefined && before + after >= runLength ? side : undefined
  })
}

function lengthOfRun (sides: Sides, side: Side | undefined): number {
  const end = sides.findIndex((each) => each !== side)
  return end === -1 ? sides.length : end
}

/** At least three of four successive values nearer to one limit than to the mean: more than half the way to it. */
function threeOfFourNearLimit (values: readonly number[], { mean, averageMovingRange }: Limits): Sides {
  const near = values.map((value) => sideOf(value, mean, limitFactor * averageMovingRange / 2))
  const isSignal = (side: Side, first: number) => first >= 0 && near.slice(first, first + 4).filter((each) => each === side).length >= 3
  return near.map((side, place) =>
    side !== undefined && [place - 3, place - 2, place - 1, place].some((first) => isSignal(side, first)) ? side : undefined)
}

function sideOf (value: number, mean: number, atLeast: number): Side | undefined {
  if (Math.abs(value - mean) <= atLeast) return undefined
  return value > mean ? 'above' : 'below'
}

function movingRanges (values: readonly number[]): number[] {
  return values.slice(1).map((value, place) => Math.abs(value - (values[place] ?? value)))
}

/** Reckoned from the first value, so that the mean of equal values is that value, to the last bit. */
function meanOf (values: readonly number[]): number {
  const [first = 0] = values
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length
}
