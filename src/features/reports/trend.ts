import type { Interval, Stage } from '../../domain/interval.ts'
import { addDays, lastInstantOf } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { wasCutOff } from '../../platform/database/errors.ts'
import { figuresOf } from './figures.ts'
import type { Figures } from './figures.ts'
import { tallyStages } from './trend-queries.ts'
import type { Stages, StageTally } from './trend-queries.ts'

/** How the plan stood at the end of an interval, and what happened in it. */
export interface Point extends Stage, Figures {
  /** The instant for which the same is told by lists and by the summary. */
  readonly asOf: string
  readonly within: Readonly<Record<'opened' | 'completed' | 'closedNotDelivered', number>>
}

export interface Trend {
  readonly interval: Interval
  readonly points: readonly Point[]
}

// A pass over the versions takes hardly longer for many stages than for a few: five years by month at once.
const stagesAtOnce = 60

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

/** The points of one part; a half at a time where the whole is too much for one statement, such as on a machine with much else to do. */
export async function tracePart (db: Queryable, caller: Caller, stages: readonly Stage[], timeZone: string, now: string): Promise<Point[]> {
  try {
    return await traceAtOnce(db, caller, stages, timeZone, now)
  } catch (error) {
    if (stages.length === 1 || !wasCutOff(error)) throw error
    const middle = Math.ceil(stages.length / 2)
    return [...await tracePart(db, caller, stages.slice(0, middle), timeZone, now), ...await tracePart(db, caller, stages.slice(middle), timeZone, now)]
  }
}

async function traceAtOnce (db: Queryable, caller: Caller, stages: readonly Stage[], timeZone: string, now: string): Promise<Point[]> {
  const asked = stagesAsked(stages, timeZone, now)
  const tallies = Map.groupBy(await tallyStages(db, caller, asked), ({ stage }) => stage)
  return stages.map((stage, place): Point => {
    const stood = tallies.get(place) ?? []
    return { ...stage, asOf: asked.instants[place] ?? now, ...figuresOf(stood), within: withinOf(stood) }
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

function withinOf (tallies: readonly StageTally[]): Point['within'] {
  const ended = (as: StageTally['status']) => tallies.reduce((sum, { status, ended }) => status === as ? sum + ended : sum, 0)
  return { opened: tallies.reduce((sum, { opened }) => sum + opened, 0), completed: ended('completed'), closedNotDelivered: ended('closed_not_delivered') }
}
