import { refuseFutureEvidence, refuseWrongSide, requireAddable, requireAssessable, requireWithdrawable } from '../../domain/evidence.ts'
import type { Assessment, EvidenceKind, EvidenceState } from '../../domain/evidence.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { AgencyWork, Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { JudgedWork } from '../../domain/separation-of-duties.ts'
import { newId } from '../../platform/ids.ts'
import { lockAction, saveAction } from '../actions/queries.ts'
import type { ActionRow } from '../actions/queries.ts'
import { record } from '../events/record.ts'
import { separatedByTheDatabase, workToJudge } from '../sign-offs/duties.ts'
import type { Work } from '../work.ts'
import type { Content } from './content.ts'
import { findEvidence, insertAssessment, insertEvidence, isEvidenceOf, lockEvidence, noSuchEvidence, saveEvidence } from './queries.ts'
import type { AssessmentRow, EvidenceRow, ShownEvidence } from './queries.ts'

export interface EvidenceFacts {
  readonly kind: EvidenceKind
  readonly title: string
  readonly effectiveOn: LocalDate
  readonly description?: string
  readonly replacesId?: string
}

/** Hands in a piece of evidence. Its content is asked for last: it may refuse too, and nothing stands in its way then. */
export async function addEvidence (work: Work, actionId: string, id: string, facts: EvidenceFacts, content: () => Content): Promise<ShownEvidence> {
  const action = await lockAction(work.tx, work.by, actionId)
  await work.permit(action)
  refuseWrongSide(facts.kind, work.by.role)
  work.expect(action.version)
  requireAddable(action, work.by.role)
  refuseFutureEvidence(facts.effectiveOn, work.today)
  if (facts.replacesId !== undefined) await requireOfSameAction(work, actionId, facts.replacesId)
  const row: EvidenceRow = {
    ...facts,
    ...content(),
    ...handedInBy(work.by),
    description: facts.description ?? null,
    replacesId: facts.replacesId ?? null,
    partnershipId: work.by.partnershipId,
    id,
    actionId,
    state: 'submitted',
    round: action.reopenings,
    ownerAgencyIdWhenSubmitted: action.ownerAgencyId,
    withdrawnAt: null,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
  if (row.fileName !== null) work.alsoSaid.push({ pointer: '/file', text: row.fileName })
  insertEvidence(work.tx, row)
  recount(work, action, undefined, 'submitted')
  record(work, 'evidence.added', { type: 'evidence', id }, { after: told(row) })
  return { ...row, ...nobodysJudgement, actionReopenings: action.reopenings, actionOwnerAgencyId: action.ownerAgencyId }
}

/** Takes a piece of evidence back; it stays on record, and counts no more. */
export async function withdrawEvidence (work: Work, id: string): Promise<ShownEvidence> {
  const { action, evidence: before } = await lockWithAction(work, id)
  await work.permit(handedInFor(before, work.by))
  work.expect(before.version)
  requireWithdrawable(before)
  const changes = { state: 'withdrawn', withdrawnAt: work.now, version: before.version + 1, updatedAt: work.now } as const
  saveEvidence(work.tx, before, changes)
  recount(work, action, before.state, 'withdrawn')
  record(work, 'evidence.withdrawn', { type: 'evidence', id }, { before: { state: before.state }, after: { state: 'withdrawn', actionId: action.id } })
  return { ...before, ...changes }
}

/** Accepts or returns a piece of evidence, as someone who has no part in the work. */
export async function assessEvidence (work: Work, id: string, assessment: Assessment): Promise<AssessmentRow> {
  const { action, evidence: before } = await lockWithAction(work, id)
  await work.permit(action)
  const judged = await workToJudge(work, judgedWork(before, action))
  work.expect(before.version)
  requireAssessable(before, judged, work.by, assessment)
  const row = assessmentOf(work, before, judged, assessment)
  await separatedByTheDatabase(insertAssessment(work.tx, row))
  saveEvidence(work.tx, before, { state: row.outcome, version: before.version + 1, updatedAt: work.now })
  recount(work, action, before.state, row.outcome)
  record(work, `evidence.${row.outcome}`, { type: 'evidence', id }, { before: { state: before.state }, after: { state: row.outcome, actionId: action.id, assessmentId: row.id, sha256: row.sha256 } })
  return row
}

async function requireOfSameAction (work: Work, actionId: string, replacesId: string): Promise<void> {
  if (await isEvidenceOf(work.tx, work.by.partnershipId, actionId, replacesId)) return
  throw fieldRefusal('unknown-reference', 'replacesId', 'replacesId names no evidence of this action.')
}

function handedInBy (by: Caller): Pick<EvidenceRow, 'byPersonId' | 'byApiKeyId' | 'byAgencyId'> {
  return { byPersonId: by.kind === 'person' ? by.id : null, byApiKeyId: by.kind === 'service' ? by.keyId : null, byAgencyId: by.agencyId }
}

const nobodysJudgement = { replacedById: null, outcome: null, comment: null, assessedById: null, assessedByAgencyId: null, assessedAt: null }

/** Finds a piece, holds its action and then the piece itself; a piece is hidden with its action. */
async function lockWithAction (work: Work, id: string): Promise<{ action: ActionRow, evidence: ShownEvidence }> {
  const { actionId } = await findEvidence(work.tx, work.by, id)
  const [action, evidence] = await Promise.all([lockAction(work.tx, work.by, actionId), lockEvidence(work.tx, work.by.partnershipId, id)]).catch((error: unknown) => {
    throw error instanceof Refusal && error.code === 'not-found' ? noSuchEvidence() : error
  })
  return { action, evidence }
}

/** Whose it is to take back: who handed it in, wherever they are now, and the agency they did it for. */
function handedInFor (evidence: EvidenceRow, by: Caller): AgencyWork {
  const agencyId = evidence.byPersonId === by.id ? by.agencyId : evidence.byAgencyId
  return { ownerAgencyId: agencyId ?? '', supportingAgencyIds: [] }
}

/** Whose work a judgement of a piece of evidence is about. */
export function judgedWork (evidence: EvidenceRow, action: Pick<ActionRow, 'ownerAgencyId'>): JudgedWork {
  return {
    ownerAgencyId: action.ownerAgencyId,
    ownerAgencyIdWhenSubmitted: evidence.ownerAgencyIdWhenSubmitted,
    submittedById: evidence.byPersonId ?? evidence.byApiKeyId,
    submittedByAgencyId: evidence.byAgencyId
  }
}

function assessmentOf (work: Work, evidence: EvidenceRow, judged: JudgedWork, { outcome, comment }: Assessment): AssessmentRow {
  return {
    partnershipId: work.by.partnershipId,
    id: newId(),
    evidenceId: evidence.id,
    outcome,
    comment: comment ?? null,
    sha256: evidence.sha256,
    assessedById: work.by.id,
    // A reviewer is a person, who has an agency; a piece was handed in by one of the two (a rule of the table).
    assessedByAgencyId: work.by.agencyId as string,
    submittedById: judged.submittedById as string,
    submittedByAgencyId: judged.submittedByAgencyId,
    ownerAgencyIdWhenSubmitted: evidence.ownerAgencyIdWhenSubmitted,
    ownerAgencyId: judged.ownerAgencyId,
    createdAt: work.now
  }
}

const counters = { submitted: 'evidenceSubmitted', accepted: 'evidenceAccepted', returned: 'evidenceReturned', withdrawn: 'evidenceWithdrawn' } as const satisfies Record<EvidenceState, keyof ActionRow>

/** Keeps on the action's row what its list shows of the evidence; the action is held. */
function recount (work: Work, action: ActionRow, from: EvidenceState | undefined, to: EvidenceState): void {
  const left = from === undefined ? {} : { [counters[from]]: action[counters[from]] - 1 }
  saveAction(work.tx, action, { ...left, [counters[to]]: action[counters[to]] + 1 })
}

/** What events tell of a piece: what it is, and not what it says. */
function told ({ actionId, kind, effectiveOn, form, mediaType, size, sha256, scan, state, replacesId, round }: EvidenceRow) {
  return { actionId, kind, effectiveOn, form, mediaType, size, sha256, scan, state, replacesId, round }
}
