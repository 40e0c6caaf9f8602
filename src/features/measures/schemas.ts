import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { attainmentOf, attainments, directions, frequencies } from '../../domain/measure.ts'
import { seesSmallCounts, suppressSmallCounts, tellAll, tellBaseline } from '../../domain/suppression.ts'
import type { Audience } from '../../domain/suppression.ts'
import { Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import { measureSorts } from './list-query.ts'
import type { ShownMeasure } from './queries.ts'

const Figure = Type.Number({ minimum: -1e12, maximum: 1e12 })

export const PeriodName = Type.String({ minLength: 1, maxLength: 10, description: 'A calendar month, quarter, half-year or year, as the measure’s frequency has it: `2026-11`, `2026-Q4`, `2026-H2` or `2026`.', examples: ['2026-Q4'] })

const required = {
  name: Words(300, 'What is measured, in a line.', { examples: ['Bookings by 10+0 weeks'] }),
  unit: Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', maxLength: 40, description: '`percent` (a share, 0 to 100), `rate_per_1000`, `count` (people, families or events: small ones are held back from viewers and from files), or any other in lower case, which is taken as it comes. It no longer changes once there are observations.', examples: ['percent'] }),
  direction: oneOf(directions, 'Which way is better.'),
  frequency: oneOf(frequencies, 'How often it is observed, in calendar periods. It no longer changes once there are observations.')
}

const optional = {
  description: nullable(Type.String({ maxLength: 4000 }), 'What exactly is counted, and how to read it.'),
  numerator: nullable(Type.String({ maxLength: 1000 }), 'What the numerator counts, in words; null where the value is no fraction.'),
  denominator: nullable(Type.String({ maxLength: 1000 }), 'What the denominator counts, in words; null where the value is no fraction.'),
  baseline: nullable(Figure, 'Where it began, in the measure’s unit; null: not known, or a small count that is held back.'),
  target: nullable(Figure, 'Where it is to get to, in the measure’s unit; null: none agreed.'),
  source: nullable(Type.String({ maxLength: 1000 }), 'Where the figures come from.'),
  ownerAgencyId: nullable(Id, 'The agency that reports it; null: the agency that leads the recommendation does.')
}

export const Measure = Type.Object({
  id: Id,
  recommendationId: { ...Id, description: 'The recommendation whose difference it shows.' },
  ...required,
  ...optional,
  latest: Type.Unsafe<{ period: string, value: number | null, suppressed: boolean } | null>({
    type: ['object', 'null'],
    properties: {
      period: PeriodName,
      value: nullable(Type.Number(), 'In the measure’s unit; null when it is held back.'),
      suppressed: Type.Boolean({ description: 'Held back from viewers and from files: a small count, or what would reveal one.' })
    },
    required: ['period', 'value', 'suppressed'],
    additionalProperties: false,
    description: 'Derived: the observation of the latest period; null while there is none.'
  }),
  attainment: nullable(oneOf(attainments, ''), 'Derived: whether the latest value reaches the target, in the direction that is better. Null when the latest value is held back.'),
  observationCount: Type.Integer({ minimum: 0, description: 'Derived: how many periods were observed.' }),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Measure', additionalProperties: false, description: 'What shows whether a recommendation makes a difference. Aggregates only: nothing about a single person.' })

export const MeasureList = listOf(Measure, 'MeasureList')

export const MeasureInput = Type.Object({
  recommendationId: { ...Id, description: 'The recommendation whose difference it shows; it stays with it.' }, ...required, ...Type.Partial(Type.Object(optional)).properties
}, { additionalProperties: false })

export const MeasurePatch = Type.Partial(Type.Object({ ...required, ...optional }), { additionalProperties: false, minProperties: 1 })

export const MeasureQuery = listQuery(measureSorts, {
  recommendationId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Recommendations whose measures to show.' })),
  ownerAgencyId: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 50, description: 'Agencies that are named to report it, by id or code.', examples: [['csc']] })),
  frequency: Type.Optional(Type.Array(oneOf(frequencies, 'A frequency.'), { minItems: 1, description: 'Frequencies to show.' }))
})

export const components = [Measure, MeasureList]

export type MeasureInput = Static<typeof MeasureInput>
export type MeasurePatch = Static<typeof MeasurePatch>

/** The measure as it is told: small counts, and what is derived from them, are not for all. */
export function presentMeasure (row: ShownMeasure, audience: Audience): Static<typeof Measure> {
  const { partnershipId: _partnership, leadAgencyId: _lead, recent, ...facts } = row
  const latest = (seesSmallCounts(audience) ? tellAll(recent) : suppressSmallCounts(recent, row)).at(-1)
  return {
    ...facts,
    baseline: tellBaseline(row, audience),
    latest: latest === undefined ? null : { period: latest.period, value: latest.value, suppressed: latest.suppressed },
    attainment: latest?.suppressed === true ? null : attainmentOf(row, latest?.value ?? undefined)
  }
}
