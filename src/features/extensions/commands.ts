import { difference } from '../../domain/event.ts'
import { agreeExtension, declineExtension, requireExtendable, workOfExtension } from '../../domain/extension.ts'
import type { ExtensionOutcome } from '../../domain/extension.ts'
import { requireSeparateDuties } from '../../domain/separation-of-duties.ts'
import { newId } from '../../platform/ids.ts'
import { lockAction, saveAction } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { told as toldOfAction } from '../actions/told.ts'
import { record } from '../events/record.ts'
import { separatedByTheDatabase, workToJudge } from '../sign-offs/duties.ts'
import type { Work } from '../work.ts'
import { findExtension, findWaiting, insertExtension, saveExtension } from './queries.ts'
import type { ExtensionRow } from './queries.ts'
import type { DecisionInput, ExtensionInput } from './schemas.ts'

/** Asks for a later due date, saying why, and what keeps children safe until then. */
export async function requestExtension (work: Work, actionId: string, input: ExtensionInput): Promise<ExtensionRow> {
  const [action, waiting] = await Promise.all([
    lockAction(work.tx, work.by, actionId),
    findWaiting(work.tx, work.by.partnershipId, actionId) // answered once the action is held
  ])
  await work.permit(action)
  work.expect(action.version)
  requireExtendable(action, input.proposedDueOn, waiting)
  const extension = newExtension(work, action, input)
  insertExtension(work.tx, extension)
  record(work, 'extension.requested', { type: 'extension', id: extension.id }, { after: told(extension) })
  return extension
}

export interface Decision extends DecisionInput { readonly outcome: ExtensionOutcome }

/** Agrees to a later due date or declines it; never those who asked, nor those whose work it is. */
export async function decideExtension (work: Work, id: string, decision: Decision): Promise<ExtensionRow> {
  const { actionId } = await findExtension(work.tx, work.by, id)
  const [action, before] = await Promise.all([
    lockAction(work.tx, work.by, actionId),
    findExtension(work.tx, work.by, id) // read again: the action is held now
  ])
  await work.permit(action)
  requireSeparateDuties(await workToJudge(work, workOfExtension(before, action)), work.by)
  work.expect(before.version)
  const moved = decided[decision.outcome](before, action)
  const after: ExtensionRow = { ...before, ...signedDecision(work, action, decision), version: before.version + 1, updatedAt: work.now }
  await separatedByTheDatabase(saveExtension(work.tx, before, after))
  record(work, `extension.${decision.outcome}`, { type: 'extension', id }, difference(told(before), told(after)))
  if (moved !== undefined) moveDueDate(work, action, moved, id)
  return after
}

const decided = {
  agreed: agreeExtension,
  declined: (extension: ExtensionRow) => { declineExtension(extension) }
} satisfies Record<ExtensionOutcome, (extension: ExtensionRow, action: ShownAction) => ReturnType<typeof agreeExtension> | void>

/** The action's own change: one version, one event. */
function moveDueDate (work: Work, before: ShownAction, moved: Pick<ShownAction, 'dueOn' | 'extensionCount'>, extensionId: string): void {
  const after = { ...before, ...moved, version: before.version + 1 }
  saveAction(work.tx, before, { ...moved, version: after.version, updatedAt: work.now })
  const changes = difference(toldOfAction(before), toldOfAction(after))
  record(work, 'action.due_date_extended', { type: 'action', id: before.id }, { before: changes.before, after: { ...changes.after, extensionId } })
}

function newExtension (work: Work, action: ShownAction, input: ExtensionInput): ExtensionRow {
  return {
    ...input,
    partnershipId: work.by.partnershipId,
    id: newId(),
    actionId: action.id,
    dueOnBefore: action.dueOn,
    state: 'requested',
    byPersonId: work.by.kind === 'person' ? work.by.id : null,
    byApiKeyId: work.by.kind === 'service' ? work.by.keyId : null,
    byAgencyId: work.by.agencyId,
    ownerAgencyIdWhenRequested: action.ownerAgencyId,
    ...undecided,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
}

const undecided = { decidedById: null, decidedByAgencyId: null, ownerAgencyIdWhenDecided: null, decisionReason: null, decidedAt: null }

function signedDecision ({ by, now }: Work, action: ShownAction, { outcome, reason }: Decision): Partial<ExtensionRow> & Pick<ExtensionRow, 'state'> {
  return { state: outcome, decidedById: by.id, decidedByAgencyId: by.agencyId, ownerAgencyIdWhenDecided: action.ownerAgencyId, decisionReason: reason, decidedAt: now }
}

/** Facts and ids; why it was asked for and what was said to it stay in the record itself. */
function told ({ actionId, state, dueOnBefore, proposedDueOn, ownerAgencyIdWhenRequested, decidedById, decidedByAgencyId }: ExtensionRow) {
  return { actionId, state, dueOnBefore, proposedDueOn, ownerAgencyIdWhenRequested, decidedById, decidedByAgencyId }
}
