import { scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { apart, round } from './chart-lines.ts'
import { filters } from './filters.ts'

/** How the plan stood at the end of a month. */
export interface TrendStage { readonly period: string, readonly overdue: number, readonly open: number, readonly completed: number }

export const trendLines = [{ name: 'open', text: 'Open' }, { name: 'completed', text: 'Completed' }, { name: 'overdue', text: 'Overdue' }] as const

export type TrendLine = typeof trendLines[number]['name']

/** Where everything of the chart lies, in the units of its view box; views/partials/trend-chart.njk draws it. */
export interface TrendChart {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly bottom: number
  /** Each with marks of its own shape, and its name and last figure at its end. */
  readonly lines: ReadonlyArray<{ readonly name: TrendLine, readonly path: string, readonly marks: ReadonlyArray<{ readonly x: number, readonly y: number }>, readonly text: string, readonly y: number, readonly textY: number }>
  readonly ticks: ReadonlyArray<{ readonly y: number, readonly text: string }>
  readonly periods: ReadonlyArray<{ readonly x: number, readonly text: string }>
}

const [width, height] = [760, 300]
const box = { left: 60, right: 620, top: 20, bottom: 250 }
const mostPeriods = 6
const number = new Intl.NumberFormat('en-GB')

/** Lays out how many actions were open, completed and overdue; undefined while there is no second point to draw a line to. */
export function drawTrend (stages: readonly TrendStage[]): TrendChart | undefined {
  const last = stages.at(-1)
  if (last === undefined || stages.length < 2) return undefined
  const most = Math.max(1, ...stages.flatMap(({ overdue, open, completed }) => [overdue, open, completed]))
  const y = scaleLinear().domain([0, most]).nice(5).range([box.bottom, box.top])
  const x = scalePoint<number>().domain(stages.keys()).range([box.left + 12, box.right - 12])
  const at = (place: number) => round(x(place) ?? box.left)
  const drawn = trendLines.map(({ name, text }) => ({
    name,
    path: line<TrendStage>().x((_, place) => at(place)).y((stage) => y(stage[name])).digits(1)(stages) ?? '',
    marks: stages.map((stage, place) => ({ x: at(place), y: round(y(stage[name])) })),
    text: `${text} ${number.format(last[name])}`,
    y: round(y(last[name]))
  }))
  const every = Math.ceil(stages.length / mostPeriods)
  return {
    width, height, left: box.left, right: box.right, bottom: box.bottom,
    lines: apart(drawn),
    ticks: y.ticks(5).filter(Number.isInteger).map((value) => ({ y: round(y(value)), text: number.format(value) })),
    periods: stages.flatMap(({ period }, place) => (stages.length - 1 - place) % every === 0 ? [{ x: at(place), text: filters.shortPeriod(period) }] : [])
  }
}
