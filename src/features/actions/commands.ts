import { correctDueDate } from '../../domain/due-date.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import { countAction, lockRecommendationsForMinting } from '../recommendations/queries.ts'
import type { MintingRecommendation } from '../recommendations/queries.ts'
import type { Work } from '../work.ts'
import { areLinksChanged } from './links.ts'
import { insertAction, lockAction, relinkAction, saveAction } from './queries.ts'
import type { ActionRow, ShownAction } from './queries.ts'
import type { ActionInput, ActionPatch } from './schemas.ts'
import { told, toldChange } from './told.ts'
import { findWorkforce, refuseEndedOwner } from './workforce.ts'

/** Adds an action to the plan; its reference is minted from the first recommendation that it answers. */
export async function createAction (work: Work, input: ActionInput): Promise<ShownAction> {
  const given = { ...nothingSaid, ...input }
  const [workforce, answered] = await permitted(work, Promise.all([
    findWorkforce(work, given),
    findAnswered(work, input.recommendationIds)
  ]))
  refuseEndedOwner(work, workforce)
  const row = newAction(work, input, answered)
  countAction(work.tx, answered[0])
  insertAction(work.tx, row)
  record(work, 'action.created', { type: 'action', id: row.id }, { after: told(row) })
  return { ...row, ...workforce }
}

/** Changes what an action says; its status moves only by transitions. */
export async function updateAction (work: Work, id: string, patch: ActionPatch): Promise<ShownAction> {
  const before = await lockAction(work.tx, work.by, id)
  await work.permit(before)
  return await changeAction(work, before, patch)
}

/** The same for an action that is held, by who may change it. */
export async function changeAction (work: Work, before: ShownAction, patch: ActionPatch): Promise<ShownAction> {
  refuseCoordinatorsFields(work, patch)
  work.expect(before.version)
  if (patch.dueOn !== undefined) correctDueDate(before, patch.dueOn, work.by, work.today)
  const after: ShownAction = { ...before, ...patch, ...await relinked(work, before, patch), version: before.version + 1, updatedAt: work.now }
  const changes = toldChange(before, after)
  saveAction(work.tx, before, { ...changes.after, version: after.version, updatedAt: after.updatedAt })
  if (areLinksChanged(before, after)) relinkAction(work.tx, after)
  record(work, after.dueOn === before.dueOn ? 'action.updated' : 'action.due_date_changed', { type: 'action', id: before.id }, changes)
  return after
}

/** Asks the policy beside the first questions: what they find is told only to those who may know. */
async function permitted<Found> (work: Work, asked: Promise<Found>): Promise<Found> {
  asked.catch(() => {}) // met below, once the caller is known to be allowed
  await work.permit()
  return await asked
}

/** What a contributor may set on an action; the rest of it is the coordinators'. */
const contributorsFields = ['confidence', 'percentComplete', 'leadPersonId']

function refuseCoordinatorsFields (work: Work, patch: ActionPatch): void {
  if (work.by.role === 'coordinator') return
  const others = Object.keys(patch).filter((field) => !contributorsFields.includes(field))
  if (others.length === 0) return
  throw new Refusal('forbidden', `Only a coordinator may change ${others.join(', ')}; you may change ${contributorsFields.join(', ')}.`,
    { errors: others.map((field) => ({ pointer: `/${field}`, detail: 'only a coordinator may change this' })) })
}

/** What a patch of its agencies, lead or recommendations brings along; nothing is asked for what it leaves alone. */
async function relinked (work: Work, before: ShownAction, patch: ActionPatch): Promise<Partial<ShownAction>> {
  const changesWorkforce = patch.ownerAgencyId !== undefined || patch.supportingAgencyIds !== undefined || patch.leadPersonId != null
  const [workforce, answered] = await Promise.all([
    changesWorkforce ? findWorkforce(work, { ownerAgencyId: before.ownerAgencyId, supportingAgencyIds: [], leadPersonId: null, ...patch }) : undefined,
    patch.recommendationIds === undefined ? undefined : findAnswered(work, patch.recommendationIds)
  ])
  if (workforce !== undefined && patch.ownerAgencyId !== undefined) refuseEndedOwner(work, workforce)
  return { ...workforce, ...(answered === undefined ? {} : { restricted: isRestricted(answered) }) }
}

export type Answered = readonly [MintingRecommendation, ...MintingRecommendation[]]

/** The recommendations that an action answers, in the order given; the first is held, to number the action. */
async function findAnswered (work: Work, ids: readonly string[]): Promise<Answered> {
  const [first, ...others] = await lockRecommendationsForMinting(work.tx, work.by, ids)
  const found = new Set([first?.id, ...others.map(({ id }) => id)])
  const missing = ids.filter((id) => !found.has(id.toLowerCase()))
  if (missing.length > 0 || first === undefined) throw fieldRefusal('unknown-reference', 'recommendationIds', `No recommendation of this partnership: ${missing.join(', ')}.`)
  return [first, ...others]
}

export function isRestricted (answered: Answered): boolean {
  return answered.some(({ reviewRestricted }) => reviewRestricted)
}

const nothingSaid = {
  description: null, themes: [], supportingAgencyIds: [], leadPersonId: null, confidence: 'on_track', percentComplete: 0, externalReference: null
} as const satisfies Partial<ActionInput>

/** An action that nobody has begun, named after the first recommendation that it answers. */
export function newAction (work: Work, input: ActionInput, answered: Answered): ActionRow {
  const [first] = answered
  return {
    ...nothingSaid,
    ...input,
    partnershipId: work.by.partnershipId,
    id: newId(),
    reference: `${first.reviewReference}/${first.reference}/A${first.actionsMinted + 1}`,
    restricted: isRestricted(answered),
    originalDueOn: input.dueOn,
    ...notBegun,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
}

const notBegun = {
  status: 'not_started', impact: 'not_yet_assessed', extensionCount: 0, reopenings: 0,
  startedOn: null, submittedOn: null, submittedById: null, submittedByAgencyId: null, ownerAgencyIdWhenSubmitted: null,
  completedOn: null, closedOn: null, resumeOn: null, closureReason: null, assurance: null, signOffId: null,
  milestonesTotal: 0, milestonesCompleted: 0, openMilestonesDueOn: [] as string[], nextMilestoneDueOn: null,
  evidenceSubmitted: 0, evidenceAccepted: 0, evidenceReturned: 0, evidenceWithdrawn: 0
} as const satisfies Partial<Record<keyof ActionRow, unknown>>
