import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { boundsOf, directions, frequencies } from '../../domain/measure.ts'
import type { Direction } from '../../domain/measure.ts'
import { limitsOf, signalRules, signalsOf } from '../../domain/process-behaviour.ts'
import type { Signal } from '../../domain/process-behaviour.ts'
import { seesSmallCounts, suppressSmallCounts, tellAll } from '../../domain/suppression.ts'
import type { Audience, Told } from '../../domain/suppression.ts'
import { By, presentBy } from '../actions/byline.ts'
import { Day, Id, Instant, nullable, oneOf, Version } from '../../platform/http/schemas.ts'
import type { ObservationRow } from './observation-queries.ts'
import type { ShownMeasure } from './queries.ts'
import { PeriodName } from './schemas.ts'

const Count = Type.Integer({ minimum: 0, maximum: 1e12, examples: [42] })
const note = Type.String({ maxLength: 2000, description: 'What a reader of the figure should know. No names and no case details.' })

export const ObservationInput = Type.Object({
  value: Type.Optional(Type.Number({ minimum: -1e12, maximum: 1e12, description: 'The value in the measure’s unit; instead of numerator and denominator.' })),
  numerator: Type.Optional({ ...Count, description: 'What was counted. With the denominator it gives the value: × 100 for `percent`, × 1,000 for `rate_per_1000`.' }),
  denominator: Type.Optional({ ...Count, description: 'Of how many; 1 or more. Small counts can be recognised only where it is given.' }),
  note: Type.Optional(nullable(note))
}, { additionalProperties: false, minProperties: 1 })

const fields = {
  measureId: { ...Id, description: 'The measure that was observed.' },
  period: PeriodName,
  startsOn: { ...Day, description: 'The first day of the period.' },
  value: nullable(Type.Number(), 'In the measure’s unit; null when it is held back.'),
  numerator: nullable(Count, 'What was counted; null when one value was given, or when it is held back.'),
  denominator: nullable(Count, 'Of how many; null when one value was given, or when it is held back.'),
  note: nullable(note, 'What a reader of the figure should know; null: nothing, or held back with the figure.'),
  suppressed: Type.Boolean({ description: 'Held back from viewers and from files: a count of 1 to 4, or what would reveal one.' }),
  by: By,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}

export const Observation = Type.Object(fields, { $id: 'Observation', additionalProperties: false, description: 'What was observed in one period: the latest word on it.' })

const SignalSeen = Type.Object({
  rule: oneOf(signalRules, '`outside_limits`: beyond a natural process limit. `run_of_eight`: one of eight or more successive values on one side of the mean. `three_of_four_near_limit`: one of at least three out of four successive values that are nearer to one limit than to the mean. `range_above_limit`: further from the value before than the upper range limit. (Wheeler, Understanding Variation.)'),
  meaning: Type.Unsafe<'improvement' | 'deterioration' | null>({ type: ['string', 'null'], enum: ['improvement', 'deterioration', null], description: 'What the measure’s direction makes of it; null for a jump between two values.' })
}, { additionalProperties: false })

const limitFigures = {
  mean: Type.Number({ description: 'The mean of the baseline.' }),
  averageMovingRange: Type.Number({ minimum: 0, description: 'The mean distance between successive values of the baseline.' }),
  lowerLimit: Type.Number({ description: 'Lower natural process limit: mean − 2.66 × average moving range, and not below what the unit allows.' }),
  upperLimit: Type.Number({ description: 'Upper natural process limit: mean + 2.66 × average moving range, and not above what the unit allows.' }),
  upperRangeLimit: Type.Number({ minimum: 0, description: '3.268 × average moving range.' }),
  basedOn: Type.Integer({ minimum: 6, maximum: 12, description: 'How many values, counted from the first, are the baseline. Up to 12 it grows with each, and the limits are provisional; then it stands still.' })
}

export const ObservationSeries = Type.Object({
  measureId: fields.measureId,
  unit: Type.String({ description: 'The unit of the values.' }),
  direction: oneOf(directions, 'Which way is better.'),
  frequency: oneOf(frequencies, 'How often it is observed. A period that is not there was not observed; it is passed over.'),
  target: nullable(Type.Number(), 'Where it is to get to; null: none agreed.'),
  limits: Type.Unsafe<Static<ReturnType<typeof limitsSchema>> | null>({ ...limitsSchema(), type: ['object', 'null'] }),
  withoutLimits: Type.Unsafe<'too_few_observations' | 'small_counts' | null>({ type: ['string', 'null'], enum: ['too_few_observations', 'small_counts', null], description: 'Why there are no limits and signals: fewer than 6 observations, or some are held back and could be derived from them. Null when there are.' }),
  data: Type.Array(Type.Object({ ...fields, signals: Type.Array(SignalSeen, { description: 'The rules that mark this value as a change in the process.' }) }, { additionalProperties: false }), { description: 'Every observation, in the order of the periods.' })
}, { $id: 'ObservationSeries', additionalProperties: false, description: 'A measure over time, with what its process does of itself (XmR chart).' })

export const observationComponents = [Observation, ObservationSeries]

export type ObservationInput = Static<typeof ObservationInput>

/** The series as it is told. Limits are made from all values: where one is held back they would give it away. */
export function presentSeries (measure: ShownMeasure, rows: readonly ObservationRow[], audience: Audience): Static<typeof ObservationSeries> {
  const { id: measureId, unit, direction, frequency, target } = measure
  const told = seesSmallCounts(audience) ? tellAll(rows) : suppressSmallCounts(rows, measure)
  const isWhole = !told.some(({ suppressed }) => suppressed)
  const values = rows.map(({ value }) => value)
  const limits = isWhole ? limitsOf(values, boundsOf(unit)) : undefined
  const signals = limits === undefined ? [] : signalsOf(values, limits)
  return {
    measureId, unit, direction, frequency, target,
    limits: limits ?? null,
    withoutLimits: limits !== undefined ? null : isWhole ? 'too_few_observations' : 'small_counts',
    data: told.map((row, place) => ({ ...presentTold(row), signals: (signals[place] ?? []).map((signal) => presentSignal(signal, direction)) }))
  }
}

/** An observation as whoever reports it sees it. */
export function presentObservation (row: ObservationRow): Static<typeof Observation> {
  return presentTold({ ...row, suppressed: false })
}

function presentTold (row: Told<ObservationRow>): Static<typeof Observation> {
  const { measureId, period, startsOn, value, numerator, denominator, note, suppressed, version, createdAt, updatedAt } = row
  return { measureId, period, startsOn, value, numerator, denominator, note, suppressed, by: presentBy(row), version, createdAt, updatedAt }
}

function presentSignal ({ rule, side }: Signal, direction: Direction): Static<typeof SignalSeen> {
  if (side === null) return { rule, meaning: null }
  return { rule, meaning: (side === 'above') === (direction === 'higher_is_better') ? 'improvement' : 'deterioration' }
}

function limitsSchema () {
  return Type.Object(limitFigures, { additionalProperties: false, description: 'What the process does of itself; null when it cannot be told: `withoutLimits` says why.' })
}
