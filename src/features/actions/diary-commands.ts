import { evidenceNeededFor } from '../../domain/action-evidence.ts'
import type { EvidenceCounts } from '../../domain/action-evidence.ts'
import { decideMove } from '../../domain/action-lifecycle.ts'
import { refuseForbiddenMove } from '../../domain/action-move-check.ts'
import type { MoveRequest } from '../../domain/action-move-fields.ts'
import type { MoveName } from '../../domain/action-moves.ts'
import type { DeliveryStatus } from '../../domain/action.ts'
import { difference } from '../../domain/event.ts'
import type { EventType } from '../../domain/event.ts'
import { record } from '../events/record.ts'
import { countEvidenceOf } from '../evidence/queries.ts'
import { scheduleImpactReviews } from '../impact-reviews/commands.ts'
import { recordSignOff } from '../sign-offs/commands.ts'
import { workToJudge } from '../sign-offs/duties.ts'
import type { Work } from '../work.ts'
import { writeDiary } from './diary-queries.ts'
import type { CommentRow, TransitionRow, UpdateRow } from './diary-queries.ts'
import { findAction, lockAction, saveAction } from './queries.ts'
import type { ActionRow, ShownAction } from './queries.ts'
import { told } from './told.ts'

/** Moves an action to another status, or says why not and what would have to be there first. */
export async function moveAction (work: Work, id: string, request: MoveRequest): Promise<TransitionRow> {
  const before = await lockAction(work.tx, work.by, id)
  await work.permit(before)
  const [moved, evidence] = await Promise.all([asJudged(work, before), evidenceFor(work, before, request.to)])
  refuseForbiddenMove(moved, request.to, work.by)
  work.expect(before.version)
  const { name, changes: decided } = decideMove(moved, request, work.by, evidence, work.today)
  const changes = { ...decided, ...await signedOff(work, moved, decided.assurance, request.note), version: before.version + 1, updatedAt: work.now }
  const after = { ...before, ...changes }
  saveAction(work.tx, before, changes)
  record(work, eventOf[name], { type: 'action', id }, difference(told(before), told(after)))
  if (name === 'sign_off') await scheduleImpactReviews(work, after)
  const { to, note = null, closureReason = null, resumeOn = null, dueOn = null } = request
  return writeDiary(work, 'transitions', id, { move: name, fromStatus: before.status, toStatus: to, note, closureReason, resumeOn, dueOn })
}

export type Progress = Pick<UpdateRow, 'narrative'> & Partial<Pick<ActionRow, 'confidence' | 'percentComplete'>>

/** Reports progress; the confidence and percentage given become the action's own. */
export async function reportProgress (work: Work, id: string, progress: Progress): Promise<UpdateRow> {
  const before = await lockAction(work.tx, work.by, id)
  await work.permit(before)
  work.expect(before.version)
  return recordProgress(work, before, progress).update
}

/** The same for an action that is held, by who may; gives back what the action is then. */
export function recordProgress<Held extends ActionRow> (work: Work, before: Held, { narrative, ...reported }: Progress): { update: UpdateRow, after: Held } {
  const { id } = before
  const changes = { ...reported, version: before.version + 1, updatedAt: work.now }
  const after = { ...before, ...changes }
  saveAction(work.tx, before, changes)
  const update = writeDiary(work, 'updates', id, { narrative, confidence: reported.confidence ?? null, percentComplete: reported.percentComplete ?? null })
  const changed = difference(told(before), told(after))
  record(work, 'action.progress_reported', { type: 'action', id }, { before: changed.before, after: { ...changed.after, updateId: update.id } })
  return { update, after }
}

/** Anyone who may read an action may say something about it; it changes nothing. */
export async function commentOnAction (work: Work, id: string, text: string): Promise<CommentRow> {
  const { version } = await findAction(work.tx, work.by, id)
  await work.permit()
  work.expect(version)
  const comment = writeDiary(work, 'comments', id, { text })
  record(work, 'action.commented', { type: 'comment', id: comment.id }, { after: { actionId: id } })
  return comment
}

/** A reviewer's moves are judgements: they are made of the work as the separation of duties sees it. */
async function asJudged (work: Work, action: ShownAction): Promise<ShownAction> {
  return work.by.role === 'reviewer' ? await workToJudge(work, action) : action
}

const noneAsked: EvidenceCounts = { total: 0, acceptedDelivery: 0, acceptedImpact: 0 }

/** The evidence of the present round, for the moves that need some. */
async function evidenceFor (work: Work, action: ActionRow, to: DeliveryStatus): Promise<EvidenceCounts> {
  return evidenceNeededFor(to) === '' ? noneAsked : await countEvidenceOf(work.tx, action)
}

/** Signing off makes a record of its own; whatever takes the assurance away takes the action's hold on it, and leaves the record. */
async function signedOff (work: Work, action: ActionRow, assurance: ActionRow['assurance'] | undefined, note: string | undefined): Promise<Partial<ActionRow>> {
  if (assurance === undefined) return {}
  return { signOffId: assurance === 'signed_off' ? await recordSignOff(work, action, note ?? null) : null }
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
