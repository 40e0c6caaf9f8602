import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { openStatuses } from '../../domain/action.ts'
import { stagesBetween, usualBeginning } from '../../domain/interval.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { isSettled, readPastPoints } from '../../features/reports/kept-trend.ts'
import type { Figures } from '../../features/reports/figures.ts'
import type { Services } from '../../services.ts'
import { addressOf } from '../filters.ts'
import { drawTrend } from '../trend-chart.ts'
import type { TrendChart } from '../trend-chart.ts'

/** A number, and the list of exactly those actions. */
export interface Linked { readonly value: number, readonly href: string }

interface Line { readonly period: string, readonly isNow: boolean, readonly open: Linked, readonly completed: Linked, readonly overdue: Linked }

export interface TrendOnPage { readonly lines: readonly Line[], readonly chart: TrendChart | undefined }

/** The first reading of a day goes through a year of a large plan; the page does not wait for it. */
const patienceMs = 1_000
/** While the history of a plan is being made ready, which is the worker's, no visit tries it again sooner. */
const restMs = 60_000
const restsUntil = new Map<string, number>()

/** The plan at the end of each of the last twelve months and today; undefined while that is still being reckoned. */
export async function trendOf (services: Services, request: FastifyRequest, today: LocalDate, now: Pick<Figures, 'open' | 'overdue' | 'byStatus'>): Promise<TrendOnPage | undefined> {
  const stages = stagesBetween(usualBeginning(today, 'month'), today, 'month', today)
  const past = stages.slice(0, -1).filter((stage) => isSettled(services, request, stage))
  const { partnershipId } = request.caller
  if ((restsUntil.get(partnershipId) ?? 0) > performance.now()) return undefined
  const reading = readPastPoints(services, request, 'month', past).catch((error: unknown) => {
    restsUntil.set(partnershipId, performance.now() + restMs)
    request.log.warn({ err: error }, 'the trend could not be read')
    return undefined
  })
  const points = await Promise.race([reading, pause(patienceMs, undefined, { ref: false })])
  if (points === undefined) return undefined
  const begun = points.findIndex(({ actions }) => actions > 0) // there is nothing to tell of a plan that was not yet there
  const standings: Standing[] = [...begun === -1 ? [] : points.slice(begun), { ...now, period: stages.at(-1)?.period ?? today }]
  return {
    lines: standings.map(lineOf),
    chart: drawTrend(standings.map(({ period, open, overdue, byStatus }) => ({ period, open, overdue, completed: byStatus.completed })))
  }
}

interface Standing extends Pick<Figures, 'open' | 'overdue' | 'byStatus'> {
  readonly period: string
  /** Undefined: now. */
  readonly asOf?: string
}

function lineOf ({ period, asOf, open, overdue, byStatus }: Standing): Line {
  const figure = (value: number, filter: Readonly<Record<string, unknown>>) => ({ value, href: addressOf('/actions', { ...filter, asOf }) })
  return {
    period,
    isNow: asOf === undefined,
    open: figure(open, { status: openStatuses.join(',') }),
    completed: figure(byStatus.completed, { status: 'completed' }),
    overdue: figure(overdue, { overdue: true })
  }
}
