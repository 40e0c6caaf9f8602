import type { Interval, Stage } from '../../domain/interval.ts'
import { addDays, daysBetween, lastInstantOf } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { figuresOf } from './figures.ts'
import type { Figures } from './figures.ts'
import type { Tally } from './queries.ts'
import { tallyHappenings, tallyStretches } from './trend-queries.ts'
import type { Happened, Stages, Stretch } from './trend-queries.ts'

/** How the plan stood at the end of an interval, and what happened in it. */
export interface Point extends Stage, Figures {
  /** The instant for which the same is told by lists and by the summary. */
  readonly asOf: string
  readonly within: Readonly<Record<Within, number>>
}

type Within = Happened['kind']

export interface Trend {
  readonly interval: Interval
  readonly points: readonly Point[]
}

// Ten years of a large plan must not be one statement that is cut off.
const stagesAtOnce = 6

/** The stages of a trend in parts of which each is quickly reckoned: what has been is kept if a long trend is cut off, and asked for again. */
export function partsOf (stages: readonly Stage[]): Array<readonly Stage[]> {
  return Array.from({ length: Math.ceil(stages.length / stagesAtOnce) }, (_none, part) => stages.slice(part * stagesAtOnce, (part + 1) * stagesAtOnce))
}

/** How the plan went on: one point an interval, each with the figures of the summary as of its end. */
export async function traceTrend (db: Queryable, caller: Caller, interval: Interval, stages: readonly Stage[], timeZone: string, now: string): Promise<Trend> {
  const points: Point[] = []
  for (const part of partsOf(stages)) points.push(...await tracePart(db, caller, part, timeZone, now)) // one at a time: a long trend must not hold every connection
  return { interval, points }
}

/** The points of one part. */
export async function tracePart (db: Queryable, caller: Caller, stages: readonly Stage[], timeZone: string, now: string): Promise<Point[]> {
  const asked = stagesAsked(stages, timeZone, now)
  const [stretches, happenings] = [await tallyStretches(db, caller, asked), await tallyHappenings(db, caller, asked)] // one at a time: a trend must not hold every connection
  return stages.map((stage, place): Point => {
    const tallies = stretches.filter((stretch) => covers(stretch, place)).map((stretch) => tallyOf(stretch, stage))
    return { ...stage, asOf: asked.instants[place] ?? now, ...figuresOf(tallies), within: withinOf(happenings, place) }
  })
}

function stagesAsked (stages: readonly Stage[], timeZone: string, now: string): Stages {
  return {
    instants: stages.map(({ to }) => { const end = lastInstantOf(to, timeZone); return end < now ? end : now }),
    lastDays: stages.map(({ to }) => to),
    firstDays: stages.map(({ from }) => from),
    befores: stages.map(({ from }) => lastInstantOf(addDays(from, -1), timeZone))
  }
}

function covers ({ from, until }: Pick<Stretch, 'from' | 'until'>, place: number): boolean {
  return from <= place && place < until
}

function tallyOf ({ dueDays, ...counted }: Stretch, { to }: Stage): Tally {
  return { ...counted, members: [], daysOverdue: counted.overdue * daysBetween('1970-01-01', to) - dueDays }
}

function withinOf (happenings: readonly Happened[], place: number): Point['within'] {
  const total = (kind: Within) => happenings.filter((each) => each.kind === kind && covers(each, place)).reduce((sum, { actions }) => sum + actions, 0)
  return { opened: total('opened'), completed: total('completed'), closedNotDelivered: total('closedNotDelivered') }
}
