import type { Assurance, ClosureReason } from './action.ts'
import { daysBetween, isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { isTakenUp } from './recommendation.ts'
import type { RecommendationResponse } from './recommendation.ts'
import { isWithin } from './reporting-period.ts'
import type { ReportingPeriod } from './reporting-period.ts'

/** What had become of an action by the end of a period; `_earlier`: before it began. */
export const outcomes = ['completed_earlier', 'completed', 'closed_earlier', 'closed', 'open'] as const

export type Outcome = typeof outcomes[number]

export const progresses = ['not_taken_up', 'none', 'little', 'behind', 'under_way', 'delivered', 'delivered_in_part', 'not_delivered'] as const

export type Progress = typeof progresses[number]

/** The dated facts of an action. */
export interface DatedAction {
  readonly assurance: Assurance | null
  readonly closureReason: ClosureReason | null
  readonly createdOn: LocalDate
  readonly originalDueOn: LocalDate
  readonly dueOn: LocalDate
  readonly startedOn: LocalDate | null
  readonly submittedOn: LocalDate | null
  readonly completedOn: LocalDate | null
  readonly closedOn: LocalDate | null
  /** When its impact was last rated, by the end of the period. */
  readonly impactRatedOn: LocalDate | null
}

export interface DatedRecommendation {
  readonly madeOn: LocalDate
  readonly response: RecommendationResponse
  readonly respondedOn: LocalDate | null
}

/** Whether an action was there by the end of a period: plans are brought in late, and then it is its own dates that say so. */
export function wasThere (action: DatedAction, { to }: ReportingPeriod): boolean {
  return [action.createdOn, action.startedOn, action.submittedOn, action.completedOn, action.closedOn].some((day) => day !== null && !isAfter(day, to))
}

/** What had become of an action by the end of a period. */
export function outcomeOf ({ completedOn, closedOn }: DatedAction, { from, to }: ReportingPeriod): Outcome {
  const endedOn = completedOn ?? closedOn
  if (endedOn === null || isAfter(endedOn, to)) return 'open'
  const ending = completedOn === null ? 'closed' : 'completed'
  return isBefore(endedOn, from) ? `${ending}_earlier` : ending
}

/** For how many days an action that was still open was overdue when the period ended, or is today where that comes first. */
export function daysOverdueAtEnd (action: DatedAction, period: ReportingPeriod, today: LocalDate): number {
  const end = isBefore(today, period.to) ? today : period.to
  const isInTime = !isBefore(action.dueOn, end) || (action.submittedOn !== null && !isAfter(action.submittedOn, action.dueOn))
  return outcomeOf(action, period) !== 'open' || isInTime ? 0 : daysBetween(action.dueOn, end)
}

/** Was it handed in for sign-off by the date first set, and by the one last agreed? Null unless it was signed off here by the end of the period. */
export function timelinessOf (action: DatedAction, period: ReportingPeriod): { readonly original: boolean, readonly agreed: boolean } | null {
  const handedInOn = action.submittedOn ?? action.completedOn
  if (action.assurance !== 'signed_off' || handedInOn === null || !outcomeOf(action, period).startsWith('completed')) return null
  return { original: !isAfter(handedInOn, action.originalDueOn), agreed: !isAfter(handedInOn, action.dueOn) }
}

/** Whether a yearly report has something to say of a recommendation: it was made, answered or worked on in the period, or still waited for any of that. */
export function isReported (recommendation: DatedRecommendation, actions: readonly DatedAction[], period: ReportingPeriod): boolean {
  const { madeOn, response, respondedOn } = recommendation
  if (isAfter(madeOn, period.to)) return false
  if (isWithin(madeOn, period) || isWithin(respondedOn, period)) return true
  if (actions.some((action) => isActive(action, period))) return true
  return isTakenUp(response) && actions.length === 0
}

function isActive (action: DatedAction, period: ReportingPeriod): boolean {
  return !outcomeOf(action, period).endsWith('_earlier') || isWithin(action.impactRatedOn, period)
}

/** How far the recommendation had come by the end of the period, and why that is said. The actions are those that were there by then. */
export function progressOf (response: RecommendationResponse, actions: readonly DatedAction[], period: ReportingPeriod, today: LocalDate): { readonly progress: Progress, readonly reason: string } {
  if (!isTakenUp(response)) return { progress: 'not_taken_up', reason: `The response is ${response.replaceAll('_', ' ')}.` }
  if (actions.length === 0) return { progress: 'none', reason: 'No action has been agreed.' }
  const open = actions.filter((action) => outcomeOf(action, period) === 'open')
  return open.length === 0 ? endedAs(actions) : openAs(open, actions, period, today)
}

function endedAs (actions: readonly DatedAction[]): { progress: Progress, reason: string } {
  const completed = actions.filter(({ completedOn }) => completedOn !== null).length
  const dropped = actions.filter(({ closureReason }) => closureReason === 'not_progressed').length
  if (completed === 0) return { progress: 'not_delivered', reason: `Ended without being delivered: ${all(actions)}.` }
  if (dropped > 0) return { progress: 'delivered_in_part', reason: `Completed: ${completed} of ${all(actions)}; given up: ${dropped}.` }
  return { progress: 'delivered', reason: `Completed: ${completed} of ${all(actions)}; none is open.` }
}

function openAs (open: readonly DatedAction[], actions: readonly DatedAction[], period: ReportingPeriod, today: LocalDate): { progress: Progress, reason: string } {
  const begun = actions.filter((action) => hasBegun(action, period)).length
  if (begun === 0) return { progress: 'none', reason: `Begun: none of ${all(actions)}.` }
  const delays = open.map((action) => daysOverdueAtEnd(action, period, today)).filter((days) => days > 0)
  const completed = actions.some((action) => outcomeOf(action, period).startsWith('completed'))
  if (delays.length > 0) return { progress: completed ? 'behind' : 'little', reason: `Overdue: ${delays.length} of ${all(actions)}, the longest by ${Math.max(...delays)} days.` }
  return { progress: 'under_way', reason: `Begun: ${begun} of ${all(actions)}; none is overdue.` }
}

function hasBegun ({ startedOn, submittedOn, completedOn, closedOn }: DatedAction, { to }: ReportingPeriod): boolean {
  return [startedOn, submittedOn, completedOn, closedOn].some((day) => day !== null && !isAfter(day, to))
}

function all (actions: readonly DatedAction[]): string {
  return actions.length === 1 ? '1 action' : `${actions.length} actions`
}
