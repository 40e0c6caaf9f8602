import type { EventType } from '../../domain/event.ts'
import { writeUpdates } from '../actions/diary-queries.ts'
import { areLinksChanged } from '../actions/links.ts'
import type { ActionRow, ShownAction } from '../actions/queries.ts'
import { told, toldChange } from '../actions/told.ts'
import { recordEach } from '../events/record.ts'
import { scheduleImpactReviewsAhead } from '../impact-reviews/commands.ts'
import { told as toldRecommendation, updateRecommendation } from '../recommendations/commands.ts'
import { told as toldReview, updateReview } from '../reviews/commands.ts'
import type { Work } from '../work.ts'
import type { PlanChanges } from './plan-changes.ts'
import { countActions, insertActions, insertRecommendations, insertReviews, saveActions } from './plan-queries.ts'

/** Writes what some rows come to, with an event of each change; a statement a kind, however many rows there are. */
export async function writeChanges (work: Work, changes: PlanChanges): Promise<void> {
  const { newReviews, newRecommendations } = changes
  insertReviews(work.tx, newReviews)
  recordEach(work, 'review.created', newReviews.map((row) => ({ subject: { type: 'review', id: row.id }, after: toldReview(row) })))
  insertRecommendations(work.tx, newRecommendations)
  recordEach(work, 'recommendation.created', newRecommendations.map((row) => ({ subject: { type: 'recommendation', id: row.id }, after: toldRecommendation({ ...row, repeatsRecommendationIds: [], actionCounts: [] }) })))
  await changeWhatIsAnswered(work, changes)
  await addActions(work, changes)
  saveChangedActions(work, changes.changedActions)
}

/** Few in any plan, so by the very commands of the API. */
async function changeWhatIsAnswered (work: Work, { reviewPatches, recommendationPatches }: PlanChanges): Promise<void> {
  for (const [id, patch] of reviewPatches) await updateReview(work, id, patch)
  await Promise.all([...recommendationPatches].map(async ([id, patch]) => await updateRecommendation(work, id, patch)))
}

async function addActions (work: Work, { newActions, minted }: PlanChanges): Promise<void> {
  const rows = newActions.map(({ row }) => row)
  countActions(work.tx, work.by.partnershipId, minted)
  insertActions(work.tx, rows)
  recordEach(work, 'action.created', rows.map((row) => ({ subject: { type: 'action', id: row.id }, after: told(row) })))
  const updates = writeUpdates(work, newActions.flatMap(({ row, notes }) => notes === undefined ? [] : [{ actionId: row.id, narrative: notes }]))
  recordEach(work, 'action.progress_reported', updates.map(({ id, actionId }) => ({ subject: { type: 'action', id: actionId }, before: {}, after: { updateId: id } })))
  await scheduleImpactReviewsAhead(work, rows.filter(({ status }) => status === 'completed'))
}

interface ChangedAction { readonly before: ShownAction, readonly after: ActionRow }

function saveChangedActions (work: Work, changed: readonly ChangedAction[]): void {
  saveActions(work.tx, work.by.partnershipId, changed.map(({ after }) => after), changed.filter(({ before, after }) => areLinksChanged(before, after)).map(({ after }) => after))
  const ofType = (type: EventType, some: readonly ChangedAction[]): void => {
    recordEach(work, type, some.map(({ before, after }) => ({ subject: { type: 'action', id: after.id }, ...toldChange(before, after) })))
  }
  ofType('action.due_date_changed', changed.filter(({ before, after }) => before.dueOn !== after.dueOn))
  ofType('action.updated', changed.filter(({ before, after }) => before.dueOn === after.dueOn))
}
