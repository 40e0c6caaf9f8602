import type { Interval, Stage } from '../../domain/interval.ts'
import { isAfter, localDateAt } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Services } from '../../services.ts'
import { bringUpToNow } from '../action-versions/as-of.ts'
import { partsOf, tracePart, traceTrend } from './trend.ts'
import type { Point, Trend } from './trend.ts'

interface Asking { readonly caller: Caller, readonly timeZone: string }

// Longer than any transaction may stay open: what is this long past has been committed.
const settledAfterMs = 60_000

/** The points of intervals that are over: reckoned once a day for all callers of one view, for each trend is a pass over the plan. */
export async function readPastPoints (services: Services, { caller, timeZone }: Asking, interval: Interval, past: readonly Stage[]): Promise<readonly Point[]> {
  if (past.length === 0) return []
  const { body } = await services.reports.readPast({ caller }, ['trend', interval, past], async () => {
    await bringUpToNow(services, caller.partnershipId)
    return await traceTrend(services.database, caller, interval, past, timeZone, services.clock.now())
  })
  return (JSON.parse(body) as Trend).points // written above
}

/**
 * The points of a trend, in parts: those that are over are kept for good, and only the interval under way until
 * something changes. A trend that was cut off goes on where it was when it is asked again.
 */
export async function readPoints (services: Services, asking: Asking, stages: readonly Stage[]): Promise<readonly Point[]> {
  const over = stages.filter((stage) => isSettled(services, asking, stage)).length
  const points: Point[] = []
  for (const part of [...partsOf(stages.slice(0, over)), ...partsOf(stages.slice(over))]) points.push(...await readPart(services, asking, part)) // one at a time: a long trend must not hold every connection
  return points
}

async function readPart (services: Services, asking: Asking, part: readonly Stage[]): Promise<readonly Point[]> {
  const { caller, timeZone } = asking
  const isOver = part.every((stage) => isSettled(services, asking, stage))
  const question = ['part of a trend', part]
  const trace = async () => ({ points: await tracePart(services.database, caller, part, timeZone, services.clock.now()) })
  const { body } = isOver ? await services.reports.readPast({ caller }, question, trace) : await services.reports.read({ caller }, question, trace)
  return (JSON.parse(body) as Pick<Trend, 'points'>).points // written above
}

/** Is it over, for good? */
export function isSettled ({ clock }: Pick<Services, 'clock'>, { timeZone }: Pick<Asking, 'timeZone'>, { to }: Stage): boolean {
  return isAfter(localDateAt(new Date(Date.parse(clock.now()) - settledAfterMs).toISOString(), timeZone), to)
}
