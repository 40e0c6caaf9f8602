import type { ActionRow } from './queries.ts'

/** What events tell of an action: everything stored, but for its keys and what the event itself says. */
export function told (row: ActionRow): Omit<ActionRow, 'partnershipId' | 'id' | 'version' | 'createdAt' | 'updatedAt'> {
  return Object.fromEntries(toldFields.map((field) => [field, row[field]])) as ReturnType<typeof told> // the fields listed below
}

const toldFields = [
  'reference', 'title', 'description', 'themes', 'priority', 'ownerAgencyId', 'supportingAgencyIds', 'recommendationIds', 'leadPersonId', 'restricted',
  'status', 'confidence', 'impact', 'dueOn', 'originalDueOn', 'extensionCount', 'startedOn', 'submittedOn', 'submittedById', 'submittedByAgencyId',
  'ownerAgencyIdWhenSubmitted', 'completedOn', 'closedOn', 'resumeOn', 'reopenings', 'closureReason', 'assurance', 'signOffId', 'percentComplete', 'externalReference',
  'milestonesTotal', 'milestonesCompleted', 'openMilestonesDueOn', 'nextMilestoneDueOn',
  'evidenceSubmitted', 'evidenceAccepted', 'evidenceReturned', 'evidenceWithdrawn'
] as const satisfies ReadonlyArray<keyof ActionRow>
