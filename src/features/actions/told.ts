import { difference } from '../../domain/event.ts'
import type { ActionRow } from './queries.ts'

type Told = Omit<ActionRow, 'partnershipId' | 'id' | 'createdAt' | 'updatedAt'>

/** What events tell of an action: everything stored, but for its keys and what the event itself says. The version says in which order events of one action came about. */
export function told (row: ActionRow): Told {
  return tell(row, toldFields) as Told // the fields listed below
}

/** What a change is told as: of each field that differs, the old value and the new. */
export function toldChange (before: ActionRow, after: ActionRow): { before: Partial<Told>, after: Partial<Told> } {
  const touched = toldFields.filter((field) => before[field] !== after[field]) // nearly all are the very same value
  return difference(tell(before, touched), tell(after, touched))
}

function tell (row: ActionRow, fields: ReadonlyArray<keyof Told>): Partial<Told> {
  const told: Record<string, unknown> = {}
  for (const field of fields) told[field] = row[field]
  return told // of the fields of a row
}

const toldFields = [
  'reference', 'title', 'description', 'themes', 'priority', 'ownerAgencyId', 'supportingAgencyIds', 'recommendationIds', 'leadPersonId', 'restricted',
  'status', 'confidence', 'impact', 'dueOn', 'originalDueOn', 'extensionCount', 'startedOn', 'submittedOn', 'submittedById', 'submittedByAgencyId',
  'ownerAgencyIdWhenSubmitted', 'completedOn', 'closedOn', 'resumeOn', 'reopenings', 'closureReason', 'assurance', 'signOffId', 'percentComplete', 'externalReference',
  'milestonesTotal', 'milestonesCompleted', 'openMilestonesDueOn', 'nextMilestoneDueOn',
  'evidenceSubmitted', 'evidenceAccepted', 'evidenceReturned', 'evidenceWithdrawn', 'version'
] as const satisfies ReadonlyArray<keyof ActionRow>
