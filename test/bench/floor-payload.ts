import { overdueSql } from '../../src/domain/due-date.ts'
import { ragReasonSql, ragSql } from '../../src/domain/rating.ts'

// The fields of an action as the service answers them; in the floor, `a` is the action and `g` its owner agency.
const plain = {
  id: 'a.id', reference: 'a.reference', recommendationIds: 'a.recommendation_ids', title: 'a.title', description: 'a.description', themes: 'a.themes', priority: 'a.priority',
  ownerAgencyId: 'a.owner_agency_id', ownerAgencyCode: 'g.code', ownerAgencyName: 'g.name', supportingAgencyIds: 'a.supporting_agency_ids', leadPersonId: 'a.lead_person_id',
  status: 'a.status', confidence: 'a.confidence', rag: today(ragSql), ragReason: today(ragReasonSql), impact: 'a.impact', dueOn: 'a.due_on', originalDueOn: 'a.original_due_on',
  overdue: today(overdueSql), daysOverdue: `case when ${today(overdueSql)} then current_date - due_on else 0 end`, extensionCount: 'a.extension_count',
  startedOn: 'a.started_on', submittedOn: 'a.submitted_on', completedOn: 'a.completed_on', closedOn: 'a.closed_on', resumeOn: 'a.resume_on',
  closureReason: 'a.closure_reason', assurance: 'a.assurance', percentComplete: 'a.percent_complete', externalReference: 'a.external_reference',
  version: 'a.version', createdAt: 'a.created_at', updatedAt: 'a.updated_at'
} as const

const counted = {
  evidenceSubmitted: 'a.evidence_submitted', evidenceAccepted: 'a.evidence_accepted', evidenceReturned: 'a.evidence_returned', evidenceWithdrawn: 'a.evidence_withdrawn',
  milestonesTotal: 'a.milestones_total', milestonesCompleted: 'a.milestones_completed', milestonesOverdue: '(select count(*)::integer from unnest(a.open_milestones_due_on) as due where due < current_date)'
} as const

const noLead = { code: 'no_lead', message: 'No person leads it: name one, so that reminders reach somebody.' }
const isOpen = "a.status in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off')"

/** The columns of an action, for the rows that `nested` turns into the payload. */
export const columns = Object.entries({ ...plain, ...counted }).map(([name, expression]) => `${expression} as "${name}"`).join(', ')

/** The whole payload of an action as JSON made by PostgreSQL. */
export const json = `json_build_object(${Object.entries(plain).map(([name, expression]) => `'${name}', ${expression}`).join(', ')},
  'evidenceCounts', json_build_object('submitted', ${counted.evidenceSubmitted}, 'accepted', ${counted.evidenceAccepted}, 'returned', ${counted.evidenceReturned}, 'withdrawn', ${counted.evidenceWithdrawn}),
  'milestoneCounts', json_build_object('total', ${counted.milestonesTotal}, 'completed', ${counted.milestonesCompleted}, 'overdue', ${counted.milestonesOverdue}),
  'warnings', case when a.lead_person_id is null and ${isOpen} then '[${JSON.stringify(noLead)}]'::json else '[]'::json end)`

export type Row = Readonly<Record<keyof typeof plain | keyof typeof counted, unknown>>

/** The payload of an action made of its row: what is nested there is not in a row. */
export function nested (row: Row): object {
  return {
    ...row,
    evidenceCounts: { submitted: row.evidenceSubmitted, accepted: row.evidenceAccepted, returned: row.evidenceReturned, withdrawn: row.evidenceWithdrawn },
    milestoneCounts: { total: row.milestonesTotal, completed: row.milestonesCompleted, overdue: row.milestonesOverdue },
    warnings: row.leadPersonId === null && row.status !== 'completed' && row.status !== 'closed_not_delivered' ? [noLead] : []
  }
}

const text = { type: 'string' }
const number = { type: 'integer' }
const orNull = { type: 'string', nullable: true }
const texts = { type: 'array', items: text }
const counts = (...names: string[]) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, number])) })

/** What Fastify's serialiser is told of it: no more than the kind of each value. */
export const schema = {
  type: 'object',
  properties: {
    ...Object.fromEntries(Object.keys(plain).map((name) => [name, text])),
    ...Object.fromEntries(['description', 'leadPersonId', 'startedOn', 'submittedOn', 'completedOn', 'closedOn', 'resumeOn', 'closureReason', 'assurance', 'externalReference'].map((name) => [name, orNull])),
    ...Object.fromEntries(['daysOverdue', 'extensionCount', 'percentComplete', 'version'].map((name) => [name, number])),
    overdue: { type: 'boolean' },
    recommendationIds: texts, themes: texts, supportingAgencyIds: texts,
    evidenceCounts: counts('submitted', 'accepted', 'returned', 'withdrawn'),
    milestoneCounts: counts('total', 'completed', 'overdue'),
    warnings: { type: 'array', items: { type: 'object', properties: { code: text, message: text } } }
  }
}

export const listSchema = { type: 'object', properties: { data: { type: 'array', items: schema }, nextCursor: orNull } }

// The domain's rules are texts over bare column names, of which the agency has none.
function today (rule: string): string {
  return `(${rule.replaceAll(':today', 'current_date')})`
}
