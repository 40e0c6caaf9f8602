import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { impactReviewDates, requireCompleted, requireProof, reviewAnswered } from '../../domain/impact-review.ts'
import type { ImpactRating } from '../../domain/impact-review.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { requireSeparateDuties } from '../../domain/separation-of-duties.ts'
import { newId } from '../../platform/ids.ts'
import { lockAction, saveAction } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { told } from '../actions/told.ts'
import { record, recordEach } from '../events/record.ts'
import { findPartnership } from '../partnerships/queries.ts'
import { separatedByTheDatabase, workToJudge } from '../sign-offs/duties.ts'
import type { Work } from '../work.ts'
import { addImpactReviews, findNamedEvidence, findReviewsOfRound, insertImpactReviews, saveImpactReview } from './queries.ts'
import type { ImpactReviewRow } from './queries.ts'
import type { ImpactReviewInput } from './schemas.ts'

/** An action that has just been completed. */
export interface CompletedAction { readonly id: string, readonly reopenings: number, readonly completedOn: LocalDate | null }

/** Plans when to ask whether a completed action has made a difference; in the transaction of its sign-off. */
export async function scheduleImpactReviews (work: Work, action: CompletedAction): Promise<void> {
  if (action.completedOn === null) return
  const { impactReviewMonths } = await findPartnership(work.tx, work.by.partnershipId)
  const reviews = impactReviewDates(action.completedOn, impactReviewMonths).map((dueOn) => ({ ...newReview(work, action), dueOn }))
  await insertImpactReviews(work.tx, reviews)
  for (const { id, dueOn, round } of reviews) record(work, 'impact_review.planned', { type: 'impact_review', id }, { after: { actionId: action.id, dueOn, round } })
}

/** The same for what was completed before this service followed it: only what still lies ahead is asked. */
export async function scheduleImpactReviewsAhead (work: Work, actions: readonly CompletedAction[]): Promise<void> {
  if (actions.length === 0) return
  const { impactReviewMonths } = await findPartnership(work.tx, work.by.partnershipId)
  const reviews = actions.flatMap((action) => impactReviewDates(action.completedOn ?? work.today, impactReviewMonths)
    .filter((dueOn) => dueOn >= work.today).map((dueOn) => ({ ...newReview(work, action), dueOn })))
  addImpactReviews(work.tx, reviews)
  recordEach(work, 'impact_review.planned', reviews.map(({ id, actionId, dueOn, round }) => ({ subject: { type: 'impact_review', id }, after: { actionId, dueOn, round } })))
}

export interface Rating extends ImpactReviewInput { readonly rating: ImpactRating }

/** Judges whether a completed action made a difference; never those whose work it is. */
export async function rateImpact (work: Work, actionId: string, rating: Rating): Promise<ImpactReviewRow> {
  const action = await lockAction(work.tx, work.by, actionId)
  await work.permit(action)
  const judged = await workToJudge(work, action)
  requireSeparateDuties(judged, work.by)
  work.expect(action.version)
  requireCompleted(action)
  const answered = await reviewToAnswer(work, action, rating)
  const rated: ImpactReviewRow = { ...answered ?? newReview(work, action), ...signedRating(work, judged, rating), version: (answered?.version ?? 0) + 1, updatedAt: work.now }
  await separatedByTheDatabase(answered === undefined ? insertImpactReviews(work.tx, [rated]) : saveImpactReview(work.tx, rated))
  setImpact(work, action, rated, rating.rating)
  return rated
}

/** The review whose time has come, if one's has; once the evidence that is named has been seen. */
async function reviewToAnswer (work: Work, action: ShownAction, { rating, evidenceIds = [] }: Rating): Promise<ImpactReviewRow | undefined> {
  const { partnershipId } = work.by
  const [reviews, evidence] = await Promise.all([
    findReviewsOfRound(work.tx, partnershipId, action),
    findNamedEvidence(work.tx, partnershipId, action.id, evidenceIds)
  ])
  const missing = evidenceIds.filter((id) => !evidence.some((piece) => piece.id === id.toLowerCase()))
  if (missing.length > 0) throw fieldRefusal('unknown-reference', 'evidenceIds', `No evidence of this action: ${missing.join(', ')}.`)
  requireProof(rating, evidence, action)
  return reviewAnswered(reviews, work.today)
}

/** The action's own change: one version, one event. */
function setImpact (work: Work, before: ShownAction, { id: impactReviewId }: ImpactReviewRow, impact: ImpactRating): void {
  const set = { impact, version: before.version + 1 }
  saveAction(work.tx, before, { ...set, updatedAt: work.now })
  const changes = difference(told(before), told({ ...before, ...set }))
  record(work, 'action.impact_rated', { type: 'action', id: before.id }, { before: changes.before, after: { ...changes.after, impactReviewId } })
}

function newReview (work: Work, action: CompletedAction): ImpactReviewRow {
  return {
    partnershipId: work.by.partnershipId,
    id: newId(),
    actionId: action.id,
    round: action.reopenings,
    dueOn: null,
    rating: null,
    narrative: null,
    evidenceIds: [],
    ratedById: null,
    ratedByAgencyId: null,
    ownerAgencyId: null,
    ownerAgencyIdWhenSubmitted: null,
    submittedById: null,
    submittedByAgencyId: null,
    ratedAt: null,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
}

/** Who found what, and whose work it was at that moment. */
function signedRating ({ by, now }: Work, { ownerAgencyId, ownerAgencyIdWhenSubmitted, submittedById, submittedByAgencyId }: ShownAction, { rating, narrative, evidenceIds = [] }: Rating): Partial<ImpactReviewRow> {
  return { rating, narrative, evidenceIds, ratedById: by.id, ratedByAgencyId: by.agencyId, ownerAgencyId, ownerAgencyIdWhenSubmitted, submittedById, submittedByAgencyId, ratedAt: now }
}
