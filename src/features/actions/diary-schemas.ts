import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { moveNames } from '../../domain/action-moves.ts'
import { closureReasons, confidences, deliveryStatuses } from '../../domain/action.ts'
import { Day, Id, Instant, listOf, nullable, oneOf, Words } from '../../platform/http/schemas.ts'
import { By, presentBy } from './byline.ts'
import type { CommentRow, TransitionRow, UpdateRow } from './diary-queries.ts'

const note = Type.String({ minLength: 1, maxLength: 4000, description: 'Why; part of the record.' })
const Percent = Type.Integer({ minimum: 0, maximum: 100, description: 'How far the work is, in percent.' })
const signed = { by: By, createdAt: Instant }

export const TransitionInput = Type.Object({
  to: oneOf(deliveryStatuses, 'The status to move to.'),
  note: Type.Optional(note),
  closureReason: Type.Optional(oneOf(closureReasons, 'Why it is closed; needed to close.')),
  resumeOn: Type.Optional({ ...Day, description: 'When work is to go on; needed to pause, and later than today.' }),
  dueOn: Type.Optional({ ...Day, description: 'The new due date; needed to reopen, today or later.' })
}, { additionalProperties: false })

export const Transition = Type.Object({
  id: Id,
  actionId: Id,
  move: oneOf(moveNames, 'What the move is called.'),
  from: oneOf(deliveryStatuses, 'The status before.'),
  to: oneOf(deliveryStatuses, 'The status after.'),
  note: nullable(note),
  closureReason: nullable(oneOf(closureReasons, 'Why it was closed.')),
  resumeOn: nullable(Day, 'When work was to go on.'),
  dueOn: nullable(Day, 'The due date set by a reopening.'),
  ...signed
}, { $id: 'Transition', additionalProperties: false })

export const UpdateInput = Type.Object({
  narrative: Words(4000, 'What was done and what comes next. No names and no case details.'),
  confidence: Type.Optional(oneOf(confidences, 'The lead’s view of the due date from now on.')),
  percentComplete: Type.Optional(Percent)
}, { additionalProperties: false })

export const Update = Type.Object({
  id: Id,
  actionId: Id,
  narrative: Type.String({ description: 'What was done and what comes next.' }),
  confidence: nullable(oneOf(confidences, 'What was reported; null when nothing was.')),
  percentComplete: nullable(Percent),
  ...signed
}, { $id: 'Update', additionalProperties: false })

export const CommentInput = Type.Object({
  text: Words(4000, 'What there is to say. No names and no case details.')
}, { additionalProperties: false })

export const Comment = Type.Object({
  id: Id,
  actionId: Id,
  text: Type.String({ description: 'What was said.' }),
  ...signed
}, { $id: 'Comment', additionalProperties: false })

export const TransitionList = listOf(Transition, 'TransitionList')
export const UpdateList = listOf(Update, 'UpdateList')
export const CommentList = listOf(Comment, 'CommentList')

export const diaryComponents = [Transition, TransitionList, Update, UpdateList, Comment, CommentList]

export function presentTransition (row: TransitionRow): Static<typeof Transition> {
  const { id, actionId, move, fromStatus, toStatus, note, closureReason, resumeOn, dueOn, createdAt } = row
  // The table holds only what the domain's own lists hold.
  return { id, actionId, move: move as Static<typeof Transition>['move'], from: fromStatus, to: toStatus, note, closureReason: closureReason as Static<typeof Transition>['closureReason'], resumeOn, dueOn, by: presentBy(row), createdAt }
}

export function presentUpdate (row: UpdateRow): Static<typeof Update> {
  const { id, actionId, narrative, confidence, percentComplete, createdAt } = row
  return { id, actionId, narrative, confidence, percentComplete, by: presentBy(row), createdAt }
}

export function presentComment (row: CommentRow): Static<typeof Comment> {
  const { id, actionId, text, createdAt } = row
  return { id, actionId, text, by: presentBy(row), createdAt }
}
