import { decideMove } from '../../domain/action-lifecycle.ts'
import { refuseForbiddenMove } from '../../domain/action-move-check.ts'
import type { MoveRequest } from '../../domain/action-move-fields.ts'
import type { MoveName } from '../../domain/action-moves.ts'
import { difference } from '../../domain/event.ts'
import type { EventType } from '../../domain/event.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { writeDiary } from './diary-queries.ts'
import type { CommentRow, TransitionRow, UpdateRow } from './diary-queries.ts'
import { findAction, lockAction, saveAction } from './queries.ts'
import type { ActionRow } from './queries.ts'
import { actionComments, actionTransitions, actionUpdates } from './tables.ts'
import { told } from './told.ts'

/** Moves an action to another status, or says why not and what would have to be there first. */
export async function moveAction (work: Work, id: string, request: MoveRequest): Promise<TransitionRow> {
  const before = await lockAction(work.tx, work.by, id)
  await work.permit(before)
  refuseForbiddenMove(before, request.to, work.by)
  work.expect(before.version)
  const { name, changes } = decideMove(before, request, work.by, evidenceOf(before), work.today)
  const after = { ...before, ...changes, version: before.version + 1, updatedAt: work.now }
  saveAction(work.tx, before, { ...changes, version: after.version, updatedAt: after.updatedAt })
  record(work, eventOf[name], { type: 'action', id }, difference(told(before), told(after)))
  const { to, note = null, closureReason = null, resumeOn = null, dueOn = null } = request
  return writeDiary(work, actionTransitions, id, { move: name, fromStatus: before.status, toStatus: to, note, closureReason, resumeOn, dueOn })
}

/** Reports progress; the confidence and percentage given become the action's own. */
export async function reportProgress (work: Work, id: string, report: Pick<UpdateRow, 'narrative'> & Partial<Pick<ActionRow, 'confidence' | 'percentComplete'>>): Promise<UpdateRow> {
  const before = await lockAction(work.tx, work.by, id)
  await work.permit(before)
  work.expect(before.version)
  const { narrative, ...reported } = report
  const changes = { ...reported, version: before.version + 1, updatedAt: work.now }
  saveAction(work.tx, before, changes)
  const update = writeDiary(work, actionUpdates, id, { narrative, confidence: report.confidence ?? null, percentComplete: report.percentComplete ?? null })
  const changed = difference(told(before), told({ ...before, ...reported }))
  record(work, 'action.progress_reported', { type: 'action', id }, { before: changed.before, after: { ...changed.after, updateId: update.id } })
  return update
}

/** Anyone who may read an action may say something about it; it changes nothing. */
export async function commentOnAction (work: Work, id: string, text: string): Promise<CommentRow> {
  await findAction(work.tx, work.by, id)
  await work.permit()
  const comment = writeDiary(work, actionComments, id, { text })
  record(work, 'action.commented', { type: 'comment', id: comment.id }, { after: { actionId: id } })
  return comment
}

// Evidence comes with its own feature; until then there is none, and the refusal says what is missing.
function evidenceOf (action: ActionRow) {
  return { total: action.evidenceSubmitted + action.evidenceAccepted + action.evidenceReturned, acceptedDelivery: 0, acceptedImpact: 0 }
}

const eventOf: Record<MoveName, EventType> = {
  start: 'action.started',
  pause: 'action.paused',
  resume: 'action.resumed',
  submit: 'action.submitted',
  withdraw_submission: 'action.submission_withdrawn',
  sign_off: 'action.signed_off',
  return: 'action.returned',
  close: 'action.closed',
  reopen_closed: 'action.reopened',
  reopen_completed: 'action.reopened'
}
