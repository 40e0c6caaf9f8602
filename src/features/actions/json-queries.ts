import { sql } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fixed } from '../../platform/database/fixed.ts'
import { jsonMembers } from '../../platform/database/json.ts'
import { pick } from '../../platform/database/sql.ts'
import { agencies } from '../agencies/tables.ts'
import { fromActionsOf, isAction, noSuchAction, someoneMaySignOff } from './queries.ts'
import type { ShownAction } from './queries.ts'
import { actions } from './tables.ts'
import { actionIsVisible, viewOf } from './visibility.ts'

/** An action as it is read most: what is stored as JSON already, and beside it what the rest is derived from. */
export interface ActionInJson extends Pick<ShownAction, typeof ground[number] | 'ownerValidTo' | 'someoneMaySignOff'> {
  readonly storedJson: string
}

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

const ground = [
  'id', 'status', 'impact', 'confidence', 'dueOn', 'submittedOn', 'resumeOn', 'leadPersonId', 'nextMilestoneDueOn', 'openMilestonesDueOn',
  'milestonesTotal', 'milestonesCompleted', 'version', 'createdAt', 'updatedAt'
] as const

/** What `shownActions` selects, in this form. */
export const actionsInJson = sql`select ${stored} as "storedJson", ${pick(a, ...ground)}, ${agencies.validTo} as "ownerValidTo", ${someoneMaySignOff}`

export async function readAction (db: Queryable, caller: Caller, id: string): Promise<ActionInJson> {
  const [row] = await db.rows<ActionInJson>(viewOf(caller) === 'all' ? oneOfAll(caller.partnershipId, id) : oneOfAgency(caller.partnershipId, id, caller.agencyId))
  if (row === undefined) throw noSuchAction()
  return row
}

const oneOfAll = fixed((partnershipId: string, id: string) =>
  sql`${actionsInJson} ${fromActionsOf(partnershipId)} where ${isAction(partnershipId, id)}`)

const oneOfAgency = fixed((partnershipId: string, id: string, agencyId: string | null) =>
  sql`${actionsInJson} ${fromActionsOf(partnershipId)} where ${isAction(partnershipId, id)} and ${actionIsVisible({ role: 'viewer', partnershipId, agencyId })}`)
