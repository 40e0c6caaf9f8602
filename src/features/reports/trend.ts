import type { Interval, Stage } from '../../domain/interval.ts'
import { addDays, lastInstantOf } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { figuresOf } from './figures.ts'
import type { Figures } from './figures.ts'
import { tallyActions } from './queries.ts'
import type { StageTally } from './queries.ts'

/** How the plan stood at the end of an interval, and what happened in it. */
export interface Point extends Stage, Figures {
  /** The instant for which the same is told by lists and by the summary. */
  readonly asOf: string
  readonly within: { readonly opened: number, readonly completed: number, readonly closedNotDelivered: number }
}

export interface Trend {
  readonly interval: Interval
  readonly points: readonly Point[]
}

/** How the plan went on: one point an interval, each with the figures of the summary as of its end. */
export async function traceTrend (db: Queryable, caller: Caller, interval: Interval, stages: readonly Stage[], timeZone: string, now: string): Promise<Trend> {
  const points: Point[] = []
  for (const stage of stages) { // one at a time: a long trend must not hold every connection
    points.push(await traceStage(db, caller, stage, timeZone, now))
  }
  return { interval, points }
}

async function traceStage (db: Queryable, caller: Caller, stage: Stage, timeZone: string, now: string): Promise<Point> {
  const end = lastInstantOf(stage.to, timeZone)
  const asOf = end < now ? end : now
  const after = lastInstantOf(addDays(stage.from, -1), timeZone)
  const tallies = await tallyActions<StageTally>(db, caller, 'agency', stage.to, asOf, { firstDay: stage.from, after })
  return { ...stage, asOf, ...figuresOf(tallies), within: withinOf(tallies) }
}

function withinOf (tallies: readonly StageTally[]): Point['within'] {
  const total = (count: (tally: StageTally) => number) => tallies.reduce((sum, tally) => sum + count(tally), 0)
  return {
    opened: total(({ openedWithin }) => openedWithin),
    completed: total(({ completedWithin }) => completedWithin),
    closedNotDelivered: total(({ closedWithin }) => closedWithin)
  }
}
