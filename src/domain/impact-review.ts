import { moves } from './action-moves.ts'
import type { Capacity, MoveField, MoveName } from './action-moves.ts'
import { impacts } from './action.ts'
import type { DeliveryStatus, Impact } from './action.ts'
import { countEvidence } from './evidence.ts'
import type { CountedEvidence, Round } from './evidence.ts'
import { fieldRefusal } from './field-refusal.ts'
import { addDays, addMonths, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { Refusal } from './refusal.ts'

/** `due`: to be made, its day not past; `overdue`: to be made, its day past. */
export const impactReviewStates = ['due', 'overdue', 'rated'] as const

export type ImpactReviewState = typeof impactReviewStates[number]

/** What a reviewer can find; that nobody has looked is not a finding. */
export const impactRatings = impacts.filter((impact) => impact !== 'not_yet_assessed')

export type ImpactRating = Exclude<Impact, 'not_yet_assessed'>

export interface ImpactReview {
  readonly dueOn: LocalDate | null
  readonly rating: Impact | null
}

/** Whether a review was made, is still to come, or should have been made by now. */
export function impactReviewState ({ dueOn, rating }: ImpactReview, today: LocalDate): ImpactReviewState {
  if (rating !== null) return 'rated'
  return dueOn !== null && isBefore(dueOn, today) ? 'overdue' : 'due'
}

/** The days on which to ask whether a completed action has made a difference. */
export function impactReviewDates (completedOn: LocalDate, months: readonly number[]): LocalDate[] {
  return months.map((each) => addMonths(completedOn, each))
}

// A sub-group meets monthly: the review that it makes at the meeting before the day is that review.
const earlyDays = 31

/** The reviews whose time has come: those that are due on this day or earlier. */
export function reviewsTakenUpTo (today: LocalDate): LocalDate {
  return addDays(today, earlyDays)
}

/** Which of the reviews still to be made a rating answers: the earliest whose time has come. One made long before is a further one, and takes no later look away. */
export function reviewAnswered<Review extends ImpactReview> (reviews: readonly Review[], today: LocalDate): Review | undefined {
  return reviews
    .filter(({ dueOn, rating }) => rating === null && dueOn !== null && !isBefore(reviewsTakenUpTo(today), dueOn))
    .toSorted((a, b) => (a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1)[0]
}

/** Impact is asked of what has been delivered. */
export function requireCompleted ({ status }: { readonly status: DeliveryStatus }): void {
  if (status === 'completed') return
  throw new Refusal('action-not-completed', `The action is ${status}; whether it made a difference is judged once it is completed.`, { actionStatus: status })
}

const provenRatings: readonly ImpactRating[] = ['evidenced', 'sustained']

/** Refuses to call a difference evidenced that nothing accepted shows. */
export function requireProof (rating: ImpactRating, evidence: readonly CountedEvidence[], action: Round): void {
  if (!provenRatings.includes(rating) || countEvidence(evidence, action).acceptedImpact > 0) return
  throw fieldRefusal('rule-broken', 'evidenceIds',
    `${rating} needs one accepted outcome, voice or independent item of this action; name at least one.`)
}

/** A move that the answer offers to whoever may make it. */
export interface Offer {
  readonly move: MoveName
  readonly to: DeliveryStatus
  readonly by: readonly Capacity[]
  readonly needs: readonly MoveField[]
}

/** What a finding suggests: work that made no difference can be taken up again. */
export function offersAfter (rating: ImpactRating): Offer[] {
  if (rating !== 'no_improvement_found') return []
  return moves.completed.map(({ name, to, by, needs }) => ({ move: name, to, by, needs }))
}
