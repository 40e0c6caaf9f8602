import { impacts } from '../../domain/action.ts'
import type { Impact } from '../../domain/action.ts'
import { progresses } from '../../domain/annual-report.ts'
import type { Progress } from '../../domain/annual-report.ts'
import { attainments } from '../../domain/measure.ts'
import { responses } from '../../domain/recommendation.ts'
import type { RecommendationResponse } from '../../domain/recommendation.ts'
import type { ReportedAction, ReportedMeasure, ReportedRecommendation } from './annual.ts'

/** What a measure can come to; `withheld`: the figure is held back, and with it whether it is reached. */
export const measureResults = [...attainments, 'withheld'] as const

export type MeasureResult = typeof measureResults[number]

export interface AnnualTotals {
  readonly recommendations: number
  readonly respondedInPeriod: number
  readonly byResponse: Readonly<Record<RecommendationResponse, number>>
  readonly byProgress: Readonly<Record<Progress, number>>
  /** Each action once, however many recommendations it answers. */
  readonly actions: number
  readonly completed: {
    readonly signedOff: number
    readonly beforeThisService: number
    readonly onTimeAgainstOriginalDate: number
    readonly lateAgainstOriginalDate: number
    readonly onTimeAgainstAgreedDate: number
    readonly lateAgainstAgreedDate: number
  }
  readonly completedEarlier: number
  readonly closed: number
  readonly closedEarlier: number
  readonly openAtEnd: number
  readonly overdueAtEnd: number
  readonly extensionsAgreed: number
  /** Of the actions completed by the end of the period. */
  readonly byImpact: Readonly<Record<Impact, number>>
  readonly measures: Readonly<Record<MeasureResult, number>>
}

/** Adds up what the year's record says of its recommendations, actions and measures. */
export function totalsOf (recommendations: readonly ReportedRecommendation[]): AnnualTotals {
  const actions = [...new Map(recommendations.flatMap((each) => each.actions).map((action) => [action.id, action])).values()]
  const having = (...outcomes: Array<ReportedAction['outcome']>) => actions.filter(({ outcome }) => outcomes.includes(outcome))
  return {
    recommendations: recommendations.length,
    respondedInPeriod: recommendations.filter(({ respondedInPeriod }) => respondedInPeriod).length,
    byResponse: countOf(responses, recommendations.map(({ response }) => response)),
    byProgress: countOf(progresses, recommendations.map(({ progress }) => progress)),
    actions: actions.length,
    completed: completedOf(having('completed')),
    completedEarlier: having('completed_earlier').length,
    closed: having('closed').length,
    closedEarlier: having('closed_earlier').length,
    openAtEnd: having('open').length,
    overdueAtEnd: actions.filter(({ daysOverdueAtEnd }) => daysOverdueAtEnd > 0).length,
    extensionsAgreed: actions.reduce((total, { extensionsAgreed }) => total + extensionsAgreed, 0),
    byImpact: countOf(impacts, having('completed', 'completed_earlier').map(({ impact }) => impact)),
    measures: countOf(measureResults, recommendations.flatMap(({ measures }) => measures.map(resultOf)))
  }
}

function completedOf (completed: readonly ReportedAction[]): AnnualTotals['completed'] {
  const count = (fits: (action: ReportedAction) => boolean) => completed.filter(fits).length
  return {
    signedOff: count(({ assurance }) => assurance === 'signed_off'),
    beforeThisService: count(({ assurance }) => assurance === 'before_this_service'),
    onTimeAgainstOriginalDate: count(({ onTimeAgainstOriginalDate }) => onTimeAgainstOriginalDate === true),
    lateAgainstOriginalDate: count(({ onTimeAgainstOriginalDate }) => onTimeAgainstOriginalDate === false),
    onTimeAgainstAgreedDate: count(({ onTimeAgainstAgreedDate }) => onTimeAgainstAgreedDate === true),
    lateAgainstAgreedDate: count(({ onTimeAgainstAgreedDate }) => onTimeAgainstAgreedDate === false)
  }
}

function resultOf ({ attainment }: ReportedMeasure): MeasureResult {
  return attainment ?? 'withheld'
}

function countOf<const List extends readonly string[]> (list: List, found: readonly string[]): Record<List[number], number> {
  return Object.fromEntries(list.map((value) => [value, found.filter((each) => each === value).length])) as Record<List[number], number> // has every value
}
