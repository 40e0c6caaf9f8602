import { sql } from '../../platform/database/drizzle.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { instantOf } from '../../platform/database/database.ts'
import { jsonMembers, packed, unpacked } from '../../platform/database/json.ts'
import { agencies } from '../agencies/tables.ts'
import { fromActionsOf, noSuchAction, oneVisible, someoneMaySignOff } from './queries.ts'
import type { ShownAction } from './queries.ts'
import { actions } from './tables.ts'

/** An action as it is read most: what is stored as JSON already, and beside it, packed, what the rest is derived from. */
export interface ActionInJson {
  readonly id: string
  readonly stored: string
  readonly ground: string
}

/** What the rest is derived from. */
export type Ground = Pick<ShownAction, 'status' | 'impact' | 'confidence' | 'dueOn' | 'submittedOn' | 'resumeOn' | 'leadPersonId' | 'nextMilestoneDueOn' | 'openMilestonesDueOn' |
  'milestonesTotal' | 'milestonesCompleted' | 'version' | 'createdAt' | 'updatedAt' | 'ownerValidTo' | 'someoneMaySignOff'>

const a = actions

/** In the order of the schema, which puts what is derived behind what is stored. */
const stored = jsonMembers({
  id: a.id,
  reference: a.reference,
  recommendationIds: a.recommendationIds,
  title: a.title,
  description: a.description,
  themes: a.themes,
  priority: a.priority,
  ownerAgencyId: a.ownerAgencyId,
  supportingAgencyIds: a.supportingAgencyIds,
  leadPersonId: a.leadPersonId,
  confidence: a.confidence,
  percentComplete: a.percentComplete,
  dueOn: a.dueOn,
  externalReference: a.externalReference,
  ownerAgencyCode: agencies.code,
  ownerAgencyName: agencies.name,
  status: a.status,
  impact: a.impact,
  originalDueOn: a.originalDueOn,
  extensionCount: a.extensionCount,
  startedOn: a.startedOn,
  submittedOn: a.submittedOn,
  completedOn: a.completedOn,
  closedOn: a.closedOn,
  resumeOn: a.resumeOn,
  closureReason: a.closureReason,
  assurance: a.assurance,
  evidenceCounts: { submitted: a.evidenceSubmitted, accepted: a.evidenceAccepted, returned: a.evidenceReturned, withdrawn: a.evidenceWithdrawn }
})

const ground = packed(a.status, a.impact, a.confidence, a.dueOn, a.submittedOn, a.resumeOn, a.leadPersonId, a.nextMilestoneDueOn, sql`array_to_string(${a.openMilestonesDueOn}, ',')`,
  a.milestonesTotal, a.milestonesCompleted, a.version, a.createdAt, a.updatedAt, agencies.validTo, someoneMaySignOff)

/** What `shownActions` selects, in this form. */
export const actionsInJson = sql`select ${a.id}, ${stored} as stored, ${ground} as ground`

/** Unpacks what was packed above, in the same order. */
export function groundOf (action: ActionInJson): Ground {
  const [status, impact, confidence, dueOn = '', submittedOn, resumeOn, leadPersonId, nextMilestoneDueOn, openMilestonesDueOn,
    milestonesTotal, milestonesCompleted, version, createdAt = '', updatedAt = '', ownerValidTo, someoneMaySignOff] = unpacked(action.ground)
  return {
    status: status as Ground['status'], // one of the closed list, as the column's check constraint has it; so the next two
    impact: impact as Ground['impact'],
    confidence: confidence as Ground['confidence'],
    dueOn,
    submittedOn: submittedOn || null,
    resumeOn: resumeOn || null,
    leadPersonId: leadPersonId || null,
    nextMilestoneDueOn: nextMilestoneDueOn || null,
    openMilestonesDueOn: openMilestonesDueOn ? openMilestonesDueOn.split(',') : [],
    milestonesTotal: Number(milestonesTotal),
    milestonesCompleted: Number(milestonesCompleted),
    version: Number(version),
    createdAt: instantOf(createdAt),
    updatedAt: instantOf(updatedAt),
    ownerValidTo: ownerValidTo || null,
    someoneMaySignOff: someoneMaySignOff === 't'
  }
}

export async function readAction (db: Queryable, caller: Caller, id: string): Promise<ActionInJson> {
  const [row] = await db.rows<ActionInJson>(inJson(caller, id))
  if (row === undefined) throw noSuchAction()
  return row
}

const inJson = oneVisible((partnershipId, isWanted) => sql`${actionsInJson} ${fromActionsOf(partnershipId)} where ${isWanted}`)
