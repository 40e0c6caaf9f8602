import { difference } from '../../domain/event.ts'
import { isOpen } from '../../domain/action.ts'
import { completeMilestone, milestoneCounts, nextMilestoneDueOn } from '../../domain/milestone.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { lockAction, saveAction } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { findMilestone, insertMilestone, milestonesOf, noSuchMilestone, saveMilestone } from './queries.ts'
import type { MilestoneRow } from './queries.ts'
import type { MilestoneInput, MilestonePatch } from './schemas.ts'

/** Adds a dated step to an action. */
export async function createMilestone (work: Work, actionId: string, input: MilestoneInput): Promise<MilestoneRow> {
  const action = await lockAction(work.tx, work.by, actionId)
  await work.permit(action)
  work.expect(action.version)
  if (!isOpen(action)) throw new Refusal('move-not-allowed', `The action is ${action.status}; reopen it before planning further steps.`)
  const milestone: MilestoneRow = {
    ...input, partnershipId: work.by.partnershipId, id: newId(), actionId, completedOn: null, version: 1, createdAt: work.now, updatedAt: work.now
  }
  const others = await milestonesOf(work.tx, work.by.partnershipId, actionId)
  insertMilestone(work.tx, milestone)
  recount(work, action, [...others, milestone])
  record(work, 'milestone.created', { type: 'milestone', id: milestone.id }, { after: told(milestone) })
  return milestone
}

/** Completes a milestone, or corrects it; what it says and its date are the coordinators'. */
export async function updateMilestone (work: Work, id: string, patch: MilestonePatch): Promise<MilestoneRow> {
  const { actionId } = await findMilestone(work.tx, work.by.partnershipId, id)
  const action = await lockMilestonesAction(work, actionId)
  await work.permit(action)
  refuseCoordinatorsFields(work, patch)
  const all = await milestonesOf(work.tx, work.by.partnershipId, actionId) // read again: the action is held now
  const before = all.find((milestone) => milestone.id === id)
  if (before === undefined) throw noSuchMilestone()
  work.expect(before.version)
  const patched = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  const after = patch.completedOn == null ? patched : completeMilestone(patched, patch.completedOn, work.today)
  saveMilestone(work.tx, before, { ...patch, version: after.version, updatedAt: after.updatedAt })
  recount(work, action, all.map((milestone) => milestone.id === id ? after : milestone))
  record(work, eventOf(before, after), { type: 'milestone', id }, difference(told(before), told(after)))
  return after
}

async function lockMilestonesAction (work: Work, actionId: string): Promise<ShownAction> {
  try {
    return await lockAction(work.tx, work.by, actionId)
  } catch (error) {
    throw error instanceof Refusal && error.code === 'not-found' ? noSuchMilestone() : error // hidden with its action
  }
}

function refuseCoordinatorsFields (work: Work, patch: MilestonePatch): void {
  if (work.by.role === 'coordinator' || (patch.title === undefined && patch.dueOn === undefined)) return
  throw new Refusal('forbidden', 'Only a coordinator may change what a milestone says or its date; you may set completedOn.')
}

/** Keeps on the action's row what its list shows of the milestones; the action is held. */
function recount (work: Work, action: ShownAction, all: readonly MilestoneRow[]): void {
  const { total, completed } = milestoneCounts(all, work.today)
  const openMilestonesDueOn = all.filter(({ completedOn }) => completedOn === null).map(({ dueOn }) => dueOn).sort()
  saveAction(work.tx, action, { milestonesTotal: total, milestonesCompleted: completed, openMilestonesDueOn, nextMilestoneDueOn: nextMilestoneDueOn(all) })
}

function eventOf (before: MilestoneRow, after: MilestoneRow) {
  if (before.completedOn === null && after.completedOn !== null) return 'milestone.completed'
  return before.completedOn !== null && after.completedOn === null ? 'milestone.reopened' : 'milestone.updated'
}

function told ({ actionId, title, dueOn, completedOn }: MilestoneRow) {
  return { actionId, title, dueOn, completedOn }
}
