import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { actionWarningCodes, actionWarnings } from '../../domain/action-warnings.ts'
import { assurances, closureReasons, confidences, deliveryStatuses, impacts, priorities } from '../../domain/action.ts'
import { daysOverdue } from '../../domain/due-date.ts'
import { isBefore } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { rags, rate } from '../../domain/rating.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import type { Ground } from './json-queries.ts'
import type { ShownAction } from './queries.ts'

const Ids = Type.Array(Id, { uniqueItems: true, maxItems: 50 })
const Count = Type.Integer({ minimum: 0, description: 'How many.' })

const fields = {
  recommendationIds: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true, description: 'The recommendations it answers; the first gives it its reference.' }),
  title: Words(300, 'What will be done, in a line.', { examples: ['Name senior housing officers and publish an escalation ladder'] }),
  description: nullable(Type.String({ maxLength: 8000 }), 'What will be done, in full. No names and no case details.'),
  themes: Type.Array(Words(80, 'A theme.'), { maxItems: 20, uniqueItems: true, description: 'Themes by which actions of several reviews are found together.' }),
  priority: oneOf(priorities, 'How urgent it is; high is the greatest.'),
  ownerAgencyId: Type.String({ format: 'uuid', description: 'The one agency that answers for it.' }),
  supportingAgencyIds: { ...Ids, description: 'Agencies that help; they may report progress too.' },
  leadPersonId: nullable(Id, 'Who leads it; reminders go there first.'),
  confidence: oneOf(confidences, 'The lead’s own view of the due date.'),
  percentComplete: Type.Integer({ minimum: 0, maximum: 100, description: 'How far the work is, in percent.' }),
  dueOn: Type.String({ format: 'date', description: 'The day by which it is to be delivered. It moves only by an agreed extension, a reopening, or a coordinator’s change before it has started and fallen due.' }),
  externalReference: nullable(Words(200, ''), 'The owner agency’s own number for it; unique in that agency.')
}

export const Action = Type.Object({
  id: Id,
  reference: Type.String({ description: 'Minted from the first recommendation.', examples: ['CHILD-O/R3/A2'] }),
  ...fields,
  ownerAgencyCode: Type.String({ description: 'The owner’s code.', examples: ['csc'] }),
  ownerAgencyName: Type.String({ description: 'The owner’s name.' }),
  status: oneOf(deliveryStatuses, 'How far delivery has come.'),
  impact: oneOf(impacts, 'Whether it made a difference, as a reviewer judged.'),
  originalDueOn: Type.String({ format: 'date', description: 'The first due date; it never changes.' }),
  extensionCount: Type.Integer({ minimum: 0, description: 'How many extensions were agreed.' }),
  startedOn: nullable(Day, 'When work began.'),
  submittedOn: nullable(Day, 'When it was last submitted for sign-off.'),
  completedOn: nullable(Day, 'When it was signed off.'),
  closedOn: nullable(Day, 'When it was closed without being delivered.'),
  resumeOn: nullable(Day, 'When a paused action is to go on.'),
  closureReason: nullable(oneOf(closureReasons, ''), 'Why it ended. What was entered in error is left out of reports.'),
  assurance: nullable(oneOf(assurances, ''), 'On whose word it counts as completed.'),
  evidenceCounts: Type.Object({ submitted: Count, accepted: Count, returned: Count, withdrawn: Count }, { additionalProperties: false, description: 'Pieces of evidence by state.' }),
  // What follows is derived from what is before it, and comes last: PostgreSQL writes the first part, the service the second.
  rag: oneOf(rags, 'Derived rating: the first rule that fits decides.'),
  ragReason: Type.String({ description: 'The rule that decided the rating, in words.' }),
  overdue: Type.Boolean({ description: 'Derived: open and past its due date today. Pausing does not stop it; what was submitted in time is not overdue while it awaits sign-off.' }),
  daysOverdue: Type.Integer({ minimum: 0, description: 'Calendar days past the due date; 0 when not overdue.' }),
  milestoneCounts: Type.Object({ total: Count, completed: Count, overdue: Count }, { additionalProperties: false, description: 'Milestones, those reached, and those that should have been by now.' }),
  warnings: Type.Array(Type.Object({ code: oneOf(actionWarningCodes, 'Which warning it is.'), message: Type.String({ description: 'The same in words.' }) }, { additionalProperties: false }), { description: 'What would leave it stuck if nobody saw to it.' }),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Action', additionalProperties: false })

export const ActionList = listOf(Action, 'ActionList')

export const ActionInput = Type.Object({
  recommendationIds: fields.recommendationIds,
  title: fields.title,
  ownerAgencyId: fields.ownerAgencyId,
  priority: fields.priority,
  dueOn: fields.dueOn,
  ...Type.Partial(Type.Object({
    description: fields.description,
    themes: fields.themes,
    supportingAgencyIds: fields.supportingAgencyIds,
    leadPersonId: fields.leadPersonId,
    confidence: fields.confidence,
    percentComplete: fields.percentComplete,
    externalReference: fields.externalReference
  })).properties
}, { additionalProperties: false })

export const ActionPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 })

const many = (schema: ReturnType<typeof oneOf> | typeof Id, description: string) => Type.Optional(Type.Array(schema as typeof Id, { minItems: 1, maxItems: 50, description }))
const IdOrCode = Type.String({ minLength: 1, maxLength: 40 })

export const actionSorts = ['dueOn', 'priority', 'createdAt', 'updatedAt', 'reference'] as const

/** To be asked for of a list or a report. */
export const asOf = Type.Optional({ ...Instant, description: 'The plan as it stood at this instant, which must have passed; what depends on the day is reckoned for the day of it where the partnership is. What the caller may not see today, or might not have seen then, is not in it.' })

export const actionFilters = {
  status: many(oneOf(deliveryStatuses, ''), 'Statuses to show.'),
  rag: many(oneOf(rags, ''), 'Ratings to show.'),
  impact: many(oneOf(impacts, ''), 'Impact ratings to show.'),
  priority: many(oneOf(priorities, ''), 'Priorities to show.'),
  ownerAgencyId: many(IdOrCode as typeof Id, 'Owner agencies, by id or code.'),
  supportingAgencyId: many(IdOrCode as typeof Id, 'Supporting agencies, by id or code.'),
  leadPersonId: many(Id, 'Lead persons.'),
  reviewId: many(Id, 'Reviews.'),
  recommendationId: many(Id, 'Recommendations.'),
  theme: many(Type.String({ minLength: 1, maxLength: 80 }) as typeof Id, 'Themes; one that matches is enough.'),
  overdue: Type.Optional(Type.Boolean({ description: 'true: only what is overdue today; false: only what is not.' })),
  dueFrom: Type.Optional({ ...Day, description: 'Due on this day or later.' }),
  dueTo: Type.Optional({ ...Day, description: 'Due on this day or earlier.' }),
  updatedSince: Type.Optional({ ...Instant, description: 'Changed at this instant or later.' }),
  externalReference: many(Type.String({ minLength: 1, maxLength: 200 }) as typeof Id, 'The owner agency’s own numbers.'),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Words in the title or description, as one would type them into a search box.' })),
  asOf
}

export const ActionQuery = listQuery(actionSorts, actionFilters)

export const components = [Action, ActionList]

export type ActionInput = Static<typeof ActionInput>
export type ActionPatch = Static<typeof ActionPatch>
export type ActionQuery = Static<typeof ActionQuery>
export type PresentedAction = Static<typeof Action>

/** The action as callers see it, with all that is derived from it today. */
export function presentAction (row: ShownAction, today: LocalDate): PresentedAction {
  const {
    id, reference, recommendationIds, title, description, themes, priority, ownerAgencyId, ownerAgencyCode, ownerAgencyName,
    supportingAgencyIds, leadPersonId, status, confidence, impact, dueOn, originalDueOn, extensionCount, startedOn, submittedOn,
    completedOn, closedOn, resumeOn, closureReason, assurance, percentComplete, externalReference
  } = row
  return {
    id, reference, recommendationIds, title, description, themes, priority, ownerAgencyId, ownerAgencyCode, ownerAgencyName,
    supportingAgencyIds, leadPersonId, status, confidence, impact, dueOn, originalDueOn, extensionCount, startedOn, submittedOn,
    completedOn, closedOn, resumeOn, closureReason, assurance, percentComplete, externalReference,
    evidenceCounts: { submitted: row.evidenceSubmitted, accepted: row.evidenceAccepted, returned: row.evidenceReturned, withdrawn: row.evidenceWithdrawn },
    ...derived(row, today)
  }
}

/** The same, byte for byte, of an action whose stored part is JSON already. */
export function presentActionInJson (stored: string, ground: Ground, today: LocalDate): string {
  return `{${stored},${JSON.stringify(derived(ground, today)).slice(1)}`
}

type Derived = Pick<PresentedAction, 'rag' | 'ragReason' | 'overdue' | 'daysOverdue' | 'milestoneCounts' | 'warnings' | 'version' | 'createdAt' | 'updatedAt'>

function derived (row: Ground, today: LocalDate): Derived {
  const days = daysOverdue(row, today)
  const { rag, ragReason } = rate(row, today)
  const { status, leadPersonId, resumeOn, ownerValidTo, version, createdAt, updatedAt } = row
  return {
    rag,
    ragReason,
    overdue: days > 0,
    daysOverdue: days,
    milestoneCounts: { total: row.milestonesTotal, completed: row.milestonesCompleted, overdue: row.openMilestonesDueOn.filter((due) => isBefore(due, today)).length },
    warnings: [...actionWarnings({ status, leadPersonId, resumeOn, ownerValidTo, eligibleReviewers: row.someoneMaySignOff ? 1 : 0 }, today)],
    version,
    createdAt,
    updatedAt
  }
}
