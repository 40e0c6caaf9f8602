import { boolean, date, index, integer, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { assurances, closureReasons, confidences, deliveryStatuses, impacts, openStatuses, priorities } from '../../domain/action.ts'
import { identity, instant, oneOf, rule, tenantKey, within, words, written } from '../../platform/database/columns.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { signOffs } from '../sign-offs/tables.ts'

/** High is the greatest priority; lists sort by this, and an index has it. */
export const priorityRank = (priority: AnyPgColumn): SQL => sql`(case ${priority} when 'high' then 3 when 'medium' then 2 else 1 end)`

/** Of few actions is the impact assessed yet; an index has those. */
export const isAssessed = (impact: AnyPgColumn): SQL => sql`${impact} <> 'not_yet_assessed'`

/** What an action is and how it stands, but for what people wrote. */
export const actionFacts = () => ({
  reference: text().notNull(),
  themes: text().array().notNull().default([]),
  priority: text({ enum: priorities }).notNull(),
  ownerAgencyId: uuid().notNull(),
  supportingAgencyIds: uuid().array().notNull().default([]),
  recommendationIds: uuid().array().notNull(),
  leadPersonId: uuid(),
  restricted: boolean().notNull().default(false),
  status: text({ enum: deliveryStatuses }).notNull().default('not_started'),
  confidence: text({ enum: confidences }).notNull().default('on_track'),
  impact: text({ enum: impacts }).notNull().default('not_yet_assessed'),
  dueOn: date({ mode: 'string' }).notNull(),
  originalDueOn: date({ mode: 'string' }).notNull(),
  extensionCount: integer().notNull().default(0),
  startedOn: date({ mode: 'string' }),
  submittedOn: date({ mode: 'string' }),
  submittedById: uuid(),
  submittedByAgencyId: uuid(),
  ownerAgencyIdWhenSubmitted: uuid(),
  completedOn: date({ mode: 'string' }),
  closedOn: date({ mode: 'string' }),
  resumeOn: date({ mode: 'string' }),
  reopenings: integer().notNull().default(0),
  closureReason: text({ enum: closureReasons }),
  assurance: text({ enum: assurances }),
  signOffId: uuid(),
  percentComplete: integer().notNull().default(0),
  externalReference: text(),
  milestonesTotal: integer().notNull().default(0),
  milestonesCompleted: integer().notNull().default(0),
  /** The due dates of the milestones still to be reached, earliest first. */
  openMilestonesDueOn: date({ mode: 'string' }).array().notNull().default([]),
  nextMilestoneDueOn: date({ mode: 'string' }),
  evidenceSubmitted: integer().notNull().default(0),
  evidenceAccepted: integer().notNull().default(0),
  evidenceReturned: integer().notNull().default(0),
  evidenceWithdrawn: integer().notNull().default(0)
})

/**
 * One row holds all that a list shows. The arrays and counts repeat what the
 * link tables, milestones and evidence say; the commands that change those hold
 * this row's lock, and write both (docs/decisions/0005).
 */
export const actions = pgTable('actions', {
  ...identity(),
  title: text().notNull(),
  description: text(),
  /**
   * What `q` searches. To make words of a text takes 35 µs, to look for one in them less than one: they are made when
   * the text is written. No index has them: under row-level security PostgreSQL would not use it, since `@@` is not
   * leakproof, and it could not begin with the partnership.
   */
  words: words().notNull().generatedAlwaysAs(sql`to_tsvector('english', title || ' ' || coalesce(description, ''))`),
  ...actionFacts(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('actions_owner_agency', t.partnershipId, t.ownerAgencyId, () => agencies),
  within('actions_lead_person', t.partnershipId, t.leadPersonId, () => people),
  within('actions_sign_off', t.partnershipId, t.signOffId, () => signOffs),
  rule('actions_signed_off', sql`coalesce(${t.assurance} = 'signed_off', false) = (${t.signOffId} is not null)`),
  oneOf('actions_priority', t.priority, priorities),
  oneOf('actions_status', t.status, deliveryStatuses),
  oneOf('actions_confidence', t.confidence, confidences),
  oneOf('actions_impact', t.impact, impacts),
  oneOf('actions_closure_reason', t.closureReason, closureReasons),
  oneOf('actions_assurance', t.assurance, assurances),
  rule('actions_percent', sql`${t.percentComplete} between 0 and 100`),
  rule('actions_answer_something', sql`cardinality(${t.recommendationIds}) > 0`),
  rule('actions_paused_until', sql`(${t.status} = 'paused') = (${t.resumeOn} is not null)`),
  rule('actions_submitted', sql`${t.status} <> 'awaiting_sign_off' or (${t.submittedOn} is not null and ${t.submittedById} is not null)`),
  rule('actions_completed', sql`(${t.status} = 'completed') = (${t.completedOn} is not null and ${t.assurance} is not null)`),
  rule('actions_closed', sql`(${t.status} = 'closed_not_delivered') = (${t.closedOn} is not null)`),
  rule('actions_closed_for_a_reason', sql`(${t.status} in ('completed', 'closed_not_delivered')) = (${t.closureReason} is not null)`),
  uniqueIndex('actions_reference').on(t.partnershipId, t.reference),
  uniqueIndex('actions_external_reference').on(t.partnershipId, t.ownerAgencyId, t.externalReference),
  index('actions_due').on(t.partnershipId, t.dueOn, t.id),
  index('actions_open_due').on(t.partnershipId, t.dueOn, t.id).where(sql`${t.status} in ${openStatuses}`.inlineParams()),
  index('actions_owner_due').on(t.partnershipId, t.ownerAgencyId, t.dueOn, t.id),
  index('actions_owner_status_due').on(t.partnershipId, t.ownerAgencyId, t.status, t.dueOn, t.id),
  index('actions_status_due').on(t.partnershipId, t.status, t.dueOn, t.id),
  index('actions_assessed_due').on(t.partnershipId, t.impact, t.dueOn, t.id).where(isAssessed(t.impact)),
  index('actions_lead').on(t.partnershipId, t.leadPersonId, t.dueOn, t.id),
  index('actions_priority_order').on(t.partnershipId, priorityRank(t.priority), t.id),
  index('actions_created').on(t.partnershipId, t.createdAt, t.id),
  index('actions_updated').on(t.partnershipId, t.updatedAt, t.id)
])

export const actionRecommendations = pgTable('action_recommendations', {
  partnershipId: uuid().notNull(),
  actionId: uuid().notNull(),
  recommendationId: uuid().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.actionId, t.recommendationId] }),
  within('action_recommendations_action', t.partnershipId, t.actionId, () => actions),
  within('action_recommendations_recommendation', t.partnershipId, t.recommendationId, () => recommendations),
  index('action_recommendations_of').on(t.partnershipId, t.recommendationId, t.actionId)
])

export const actionSupportingAgencies = pgTable('action_supporting_agencies', {
  partnershipId: uuid().notNull(),
  actionId: uuid().notNull(),
  agencyId: uuid().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.actionId, t.agencyId] }),
  within('action_supporting_agencies_action', t.partnershipId, t.actionId, () => actions),
  within('action_supporting_agencies_agency', t.partnershipId, t.agencyId, () => agencies),
  index('action_supporting_agencies_of').on(t.partnershipId, t.agencyId, t.actionId)
])

/** By themes, which the action's own row repeats: an index finds them here, and under row-level security no index could there (`&&` is not leakproof). */
export const actionThemes = pgTable('action_themes', {
  partnershipId: uuid().notNull(),
  actionId: uuid().notNull(),
  theme: text().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.actionId, t.theme] }),
  within('action_themes_action', t.partnershipId, t.actionId, () => actions),
  index('action_themes_of').on(t.partnershipId, t.theme, t.actionId)
])

/** What is said and done about an action, by whom: a person, or a service's key. */
const byline = () => ({
  actionId: uuid().notNull(),
  byPersonId: uuid(),
  byApiKeyId: uuid(),
  byAgencyId: uuid(),
  createdAt: instant().notNull()
})

export const actionTransitions = pgTable('action_transitions', {
  ...identity(),
  ...byline(),
  move: text().notNull(),
  fromStatus: text({ enum: deliveryStatuses }).notNull(),
  toStatus: text({ enum: deliveryStatuses }).notNull(),
  note: text(),
  closureReason: text({ enum: closureReasons }),
  resumeOn: date({ mode: 'string' }),
  dueOn: date({ mode: 'string' })
}, (t) => [
  tenantKey(t),
  within('action_transitions_action', t.partnershipId, t.actionId, () => actions),
  within('action_transitions_person', t.partnershipId, t.byPersonId, () => people),
  within('action_transitions_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  oneOf('action_transitions_from', t.fromStatus, deliveryStatuses),
  oneOf('action_transitions_to', t.toStatus, deliveryStatuses),
  index('action_transitions_of').on(t.partnershipId, t.actionId, t.id)
])

export const actionUpdates = pgTable('action_updates', {
  ...identity(),
  ...byline(),
  narrative: text().notNull(),
  confidence: text({ enum: confidences }),
  percentComplete: integer()
}, (t) => [
  tenantKey(t),
  within('action_updates_action', t.partnershipId, t.actionId, () => actions),
  within('action_updates_person', t.partnershipId, t.byPersonId, () => people),
  within('action_updates_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  oneOf('action_updates_confidence', t.confidence, confidences),
  index('action_updates_of').on(t.partnershipId, t.actionId, t.id)
])

export const actionComments = pgTable('action_comments', {
  ...identity(),
  ...byline(),
  text: text().notNull()
}, (t) => [
  tenantKey(t),
  within('action_comments_action', t.partnershipId, t.actionId, () => actions),
  within('action_comments_person', t.partnershipId, t.byPersonId, () => people),
  within('action_comments_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  index('action_comments_of').on(t.partnershipId, t.actionId, t.id)
])
