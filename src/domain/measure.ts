import { fieldRefusal } from './field-refusal.ts'

export const directions = ['higher_is_better', 'lower_is_better'] as const

export type Direction = typeof directions[number]

export const frequencies = ['monthly', 'quarterly', 'six_monthly', 'annual'] as const

export type Frequency = typeof frequencies[number]

export const attainments = ['met', 'not_met', 'no_target', 'no_observation'] as const

export type Attainment = typeof attainments[number]

export interface Aim {
  readonly direction: Direction
  readonly target: number | null
}

/** Whether the target is reached by a value; reaching it exactly is enough. */
export function attainmentOf ({ direction, target }: Aim, latest: number | undefined): Attainment {
  if (target === null) return 'no_target'
  if (latest === undefined) return 'no_observation'
  const isMet = direction === 'higher_is_better' ? latest >= target : latest <= target
  return isMet ? 'met' : 'not_met'
}

export const changes = ['improved', 'unchanged', 'worsened'] as const

export type Change = typeof changes[number]

/** Which way a value lies from where the measure began; null while either is not known. */
export function changeFrom (baseline: number | null, latest: number | null, direction: Direction): Change | null {
  if (baseline === null || latest === null) return null
  if (latest === baseline) return 'unchanged'
  return (latest > baseline) === (direction === 'higher_is_better') ? 'improved' : 'worsened'
}

/** What a measure counts; a unit that is not named here is taken as it comes. */
interface Unit { readonly scale: number, readonly least: number, readonly most: number }

const units: ReadonlyMap<string, Unit> = new Map([
  ['percent', { scale: 100, least: 0, most: 100 }],
  ['rate_per_1000', { scale: 1000, least: 0, most: Infinity }],
  ['count', { scale: 1, least: 0, most: Infinity }]
])
const anyUnit: Unit = { scale: 1, least: -Infinity, most: Infinity }

/** Between what a value of this unit can lie at all. */
export function boundsOf (unit: string): Pick<Unit, 'least' | 'most'> {
  return units.get(unit) ?? anyUnit
}

/** What is reported for a period: one value, or what was counted and of how many. */
export interface GivenReading {
  readonly value?: number | undefined
  readonly numerator?: number | undefined
  readonly denominator?: number | undefined
}

export interface Reading {
  readonly value: number
  readonly numerator: number | null
  readonly denominator: number | null
}

/** Reads what is reported for a period; a fraction gives the value in the measure's unit, and both its parts are kept. */
export function readingOf (unit: string, { value, numerator, denominator }: GivenReading): Reading {
  const hasFraction = numerator !== undefined || denominator !== undefined
  if (hasFraction === (value !== undefined)) throw fieldRefusal('rule-broken', 'value', 'Give either value, or numerator and denominator.')
  return value === undefined ? fraction(unit, numerator, denominator) : { value: plausible(unit, value), numerator: null, denominator: null }
}

function fraction (unit: string, numerator: number | undefined, denominator: number | undefined): Reading {
  if (unit === 'count') throw fieldRefusal('rule-broken', 'numerator', 'A count is not a fraction; give it as value.')
  if (numerator === undefined || denominator === undefined) {
    throw fieldRefusal('rule-broken', numerator === undefined ? 'numerator' : 'denominator', 'numerator and denominator go together; one of them is missing.')
  }
  if (denominator === 0) throw fieldRefusal('rule-broken', 'denominator', 'The denominator is 0, so there is nothing to take a share of; leave the period out.')
  // Multiplied first: 7 of 100 is then 7 percent, and not 7.000000000000001.
  const value = numerator * scaleOf(unit) / denominator
  return { value: plausible(unit, value), numerator, denominator }
}

function scaleOf (unit: string): number {
  return (units.get(unit) ?? anyUnit).scale
}

function plausible (unit: string, value: number): number {
  const { least, most } = boundsOf(unit)
  if (value < least || value > most) {
    throw fieldRefusal('rule-broken', 'value', `${value} cannot be a ${unit}; it is ${most === Infinity ? `${least} or more` : `from ${least} to ${most}`}.`)
  }
  if (unit === 'count' && !Number.isInteger(value)) throw fieldRefusal('rule-broken', 'value', `${value} cannot be a count; give a whole number.`)
  return value
}
