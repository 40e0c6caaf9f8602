import { scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import type { Static } from '@sinclair/typebox'
import { apart, round } from './chart-lines.ts'
import { filters } from './filters.ts'
import type { ObservationSeries } from '../features/measures/observation-schemas.ts'

type Series = Static<typeof ObservationSeries>

/** What a mark's shape says; a mark without a signal is a small round one. */
export type Mark = 'usual' | 'improvement' | 'deterioration' | 'jump'

interface Level { readonly name: 'mean' | 'upper' | 'lower' | 'target', readonly text: string, readonly y: number, readonly textY: number }

/** Where everything of a chart lies, in the units of its view box; views/partials/process-chart.njk draws it. */
export interface ProcessChart {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly bottom: number
  /** The line through the values; broken where one is held back. */
  readonly path: string
  readonly points: ReadonlyArray<{ readonly x: number, readonly y: number, readonly mark: Mark }>
  readonly levels: readonly Level[]
  readonly ticks: ReadonlyArray<{ readonly y: number, readonly text: string }>
  readonly periods: ReadonlyArray<{ readonly x: number, readonly text: string }>
  readonly hasSignals: boolean
}

const [width, height] = [760, 340]
const box = { left: 56, right: 600, top: 20, bottom: 296 }
const mostPeriods = 8

/** Lays out the chart of a measure as it is told to whoever looks; undefined when nothing can be drawn. */
export function drawProcessChart ({ data, limits, target }: Series): ProcessChart | undefined {
  const values = data.flatMap(({ value }) => value === null ? [] : [value])
  if (values.length === 0) return undefined
  const given = [['mean', 'Mean', limits?.mean], ['upper', 'Upper limit', limits?.upperLimit], ['lower', 'Lower limit', limits?.lowerLimit], ['target', 'Target', target]] as const
  const known = given.flatMap(([name, text, value]) => value == null ? [] : [{ name, text: `${text} ${filters.figure(value)}`, value }])
  const y = scaleLinear().domain(extent([...values, ...known.map(({ value }) => value)])).nice(5).range([box.bottom, box.top])
  const x = scalePoint<number>().domain(data.keys()).range([box.left + 12, box.right - 12])
  const at = (place: number) => round(x(place) ?? box.left)
  const path = line<Series['data'][number]>().defined(({ value }) => value !== null).x((_, place) => at(place)).y(({ value }) => y(value ?? 0)).digits(1)
  const points = data.flatMap(({ value, signals }, place) => value === null ? [] : [{ x: at(place), y: round(y(value)), mark: markOf(signals) }])
  const every = Math.ceil(data.length / mostPeriods)
  return {
    width, height, left: box.left, right: box.right, bottom: box.bottom,
    path: path(data) ?? '',
    points,
    levels: apart(known.map(({ name, text, value }) => ({ name, text, y: round(y(value)) }))),
    ticks: y.ticks(5).map((value) => ({ y: round(y(value)), text: filters.figure(value) })),
    periods: data.flatMap(({ period }, place) => place % every === 0 ? [{ x: at(place), text: filters.shortPeriod(period) }] : []),
    hasSignals: points.some(({ mark }) => mark !== 'usual')
  }
}

/** A change for the better or the worse says more than a jump. */
function markOf (signals: Series['data'][number]['signals']): Mark {
  const [first] = [...signals].sort((one, other) => Number(one.meaning === null) - Number(other.meaning === null))
  return first === undefined ? 'usual' : first.meaning ?? 'jump'
}

/** With a little room, also where every value is the same. */
function extent (values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? [least - 1, most + 1] : [least, most]
}
