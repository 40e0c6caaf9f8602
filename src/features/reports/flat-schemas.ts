import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import type { LocalDate } from '../../domain/local-date.ts'
import { Action, actionFilters, presentAction } from '../actions/schemas.ts'
import { listOf, listQuery, nullable } from '../../platform/http/schemas.ts'
import type { FlatActionRow } from './flat-queries.ts'

const joined = (description: string, examples: string[]) => Type.String({ description: `${description} Several with \`; \` between them.`, examples })
const count = (description: string) => Type.Integer({ minimum: 0, description })
const {
  id, reference, title, ownerAgencyCode, ownerAgencyName, status, rag, ragReason, confidence, percentComplete, priority, originalDueOn, dueOn, startedOn, submittedOn,
  completedOn, closedOn, resumeOn, overdue, daysOverdue, extensionCount, impact, assurance, closureReason, externalReference, createdAt, updatedAt, version
} = Action.properties

/** Its fields are columns in other people's workbooks: none is renamed, moved or taken out; new ones come at the end. */
export const FlatAction = Type.Object({
  id,
  reference,
  title,
  reviewReferences: joined('The reviews that it follows up.', ['CHILD-O']),
  recommendationReferences: joined('The recommendations that it answers, each after its review; the first first.', ['CHILD-O/R3; CHILD-O/R4']),
  themes: nullable(joined('Its themes.', ['pre-birth planning']), 'Its themes, with `; ` between them; null: none.'),
  ownerAgencyCode,
  ownerAgencyName,
  leadAgencyCodes: nullable(joined('', ['csc']), 'Codes of the agencies that lead the recommendations, with `; ` between them; null: none is named.'),
  supportingAgencyCodes: nullable(joined('', ['housing; police']), 'Codes of the agencies that help, with `; ` between them; null: none.'),
  status,
  rag,
  ragReason,
  confidence,
  percentComplete,
  priority,
  originalDueOn,
  dueOn,
  startedOn,
  submittedOn,
  completedOn,
  closedOn,
  resumeOn,
  overdue,
  daysOverdue,
  extensionCount,
  milestonesTotal: count('Its milestones.'),
  milestonesCompleted: count('Those reached.'),
  milestonesOverdue: count('Those that should have been by now.'),
  evidenceSubmitted: count('Pieces of evidence that wait for a judgement.'),
  evidenceAccepted: count('Pieces of evidence accepted.'),
  evidenceReturned: count('Pieces of evidence returned.'),
  evidenceWithdrawn: count('Pieces of evidence withdrawn.'),
  impact,
  assurance,
  closureReason,
  externalReference,
  createdAt,
  updatedAt,
  version
}, { $id: 'FlatAction', additionalProperties: false, description: 'An action as one row of a table, for spreadsheets and dashboards.' })

export const FlatActionList = listOf(FlatAction, 'FlatActionList')

export const FlatActionQuery = listQuery(['createdAt'], actionFilters)

export const flatComponents = [FlatAction, FlatActionList]

export function presentFlatAction (row: FlatActionRow, today: LocalDate): Static<typeof FlatAction> {
  const { evidenceCounts, milestoneCounts, themes, ...action } = presentAction(row, today)
  const { id, reference, title, ownerAgencyCode, ownerAgencyName, status, rag, ragReason, confidence, percentComplete, priority, originalDueOn, dueOn, startedOn, submittedOn } = action
  const { completedOn, closedOn, resumeOn, overdue, daysOverdue, extensionCount, impact, assurance, closureReason, externalReference, createdAt, updatedAt, version } = action
  const { reviewReferences, recommendationReferences, leadAgencyCodes, supportingAgencyCodes } = row
  return {
    id, reference, title, reviewReferences, recommendationReferences, themes: themes.join('; ') || null, ownerAgencyCode, ownerAgencyName, leadAgencyCodes, supportingAgencyCodes,
    status, rag, ragReason, confidence, percentComplete, priority, originalDueOn, dueOn, startedOn, submittedOn, completedOn, closedOn, resumeOn, overdue, daysOverdue, extensionCount,
    milestonesTotal: milestoneCounts.total, milestonesCompleted: milestoneCounts.completed, milestonesOverdue: milestoneCounts.overdue,
    evidenceSubmitted: evidenceCounts.submitted, evidenceAccepted: evidenceCounts.accepted, evidenceReturned: evidenceCounts.returned, evidenceWithdrawn: evidenceCounts.withdrawn,
    impact, assurance, closureReason, externalReference, createdAt, updatedAt, version
  }
}
