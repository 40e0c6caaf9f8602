import { daysOverdueAtEnd, isReported, outcomeOf, progressOf, timelinessOf, wasThere } from '../../domain/annual-report.ts'
import type { Outcome, Progress } from '../../domain/annual-report.ts'
import type { Impact } from '../../domain/action.ts'
import { attainmentOf, changeFrom } from '../../domain/measure.ts'
import type { Attainment, Change } from '../../domain/measure.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { worstImpact } from '../../domain/recommendation.ts'
import { isWithin } from '../../domain/reporting-period.ts'
import type { ReportingPeriod } from '../../domain/reporting-period.ts'
import { suppressSmallCounts, tellBaseline } from '../../domain/suppression.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { totalsOf } from './annual-totals.ts'
import type { AnnualTotals } from './annual-totals.ts'
import { findMadeBy } from './annual-queries.ts'
import type { AnnualAction, AnnualMeasure, AnnualRecommendation } from './annual-queries.ts'

/** What was done, as far as it had come by the end of the period. */
export interface ReportedAction extends AnnualAction {
  readonly outcome: Outcome
  readonly daysOverdueAtEnd: number
  readonly onTimeAgainstOriginalDate: boolean | null
  readonly onTimeAgainstAgreedDate: boolean | null
}

/** What a measure showed last by the end of the period. */
export interface ReportedMeasure extends Omit<AnnualMeasure, 'observations'> {
  readonly period: string | null
  readonly value: number | null
  readonly suppressed: boolean
  /** Null when the value is held back. */
  readonly attainment: Attainment | null
  readonly changeFromBaseline: Change | null
}

export interface ReportedRecommendation extends Omit<AnnualRecommendation, 'actions' | 'measures'> {
  readonly respondedInPeriod: boolean
  readonly progress: Progress
  readonly progressReason: string
  /** The worst rating of what was completed by the end of the period; null while nothing was. */
  readonly impact: Impact | null
  readonly actions: readonly ReportedAction[]
  readonly measures: readonly ReportedMeasure[]
}

export interface AnnualReport extends ReportingPeriod {
  readonly on: LocalDate
  readonly totals: AnnualTotals
  readonly recommendations: readonly ReportedRecommendation[]
}

export interface Reading { readonly today: LocalDate, readonly timeZone: string }

/**
 * The record of a year: what was decided and done for each recommendation that the caller may see,
 * and what came of it. Made to be published: small counts are held back whoever asks, so that every
 * format and every reader has the same figures.
 */
export async function reportYear (db: Queryable, caller: Caller, period: ReportingPeriod, { today, timeZone }: Reading): Promise<AnnualReport> {
  const made = await findMadeBy(db, caller, period, timeZone)
  const recommendations = made
    .map((each) => ({ ...each, actions: each.actions.filter((action) => wasThere(action, period)) }))
    .filter((each) => isReported(each, each.actions, period))
    .map((each) => report(each, period, today))
    .sort(byReference)
  return { ...period, on: today, totals: totalsOf(recommendations), recommendations }
}

function report (recommendation: AnnualRecommendation, period: ReportingPeriod, today: LocalDate): ReportedRecommendation {
  const { actions, measures, ...facts } = recommendation
  const { progress, reason } = progressOf(facts.response, actions, period, today)
  const reported = actions.map((action) => reportAction(action, period, today)).sort(byReference)
  return {
    ...facts,
    respondedInPeriod: isWithin(facts.respondedOn, period),
    progress,
    progressReason: reason,
    impact: worstImpact(reported.filter(wasCompleted).map(({ impact }) => impact)),
    actions: reported,
    measures: measures.map((measure) => reportMeasure(measure, period))
  }
}

export function wasCompleted ({ outcome }: Pick<ReportedAction, 'outcome'>): boolean {
  return outcome === 'completed' || outcome === 'completed_earlier'
}

function reportAction (action: AnnualAction, period: ReportingPeriod, today: LocalDate): ReportedAction {
  const timeliness = timelinessOf(action, period)
  return {
    ...action,
    outcome: outcomeOf(action, period),
    daysOverdueAtEnd: daysOverdueAtEnd(action, period, today),
    onTimeAgainstOriginalDate: timeliness?.original ?? null,
    onTimeAgainstAgreedDate: timeliness?.agreed ?? null
  }
}

/** Judged among all its observations, and then the last of the period: a figure held back elsewhere must not come out here. */
function reportMeasure ({ observations, ...measure }: AnnualMeasure, { to }: ReportingPeriod): ReportedMeasure {
  const latest = suppressSmallCounts(observations, measure).filter(({ startsOn }) => startsOn <= to).at(-1)
  const baseline = tellBaseline(measure, 'whoever_has_the_file')
  const { period = null, value = null, suppressed = false } = latest ?? {}
  return {
    ...measure,
    baseline,
    period,
    value,
    suppressed,
    attainment: suppressed ? null : attainmentOf(measure, value ?? undefined),
    changeFromBaseline: changeFrom(baseline, value, measure.direction)
  }
}

// R2 before R10.
const inOrder = new Intl.Collator('en', { numeric: true })

function byReference (one: { readonly reference: string }, other: { readonly reference: string }): number {
  return inOrder.compare(one.reference, other.reference)
}
