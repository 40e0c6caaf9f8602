import { bigint, date, index, integer, pgTable, sql, text, unique, uuid } from '../../platform/database/drizzle.ts'
import { assessmentOutcomes, evidenceForms, evidenceKinds, evidenceStates, scans } from '../../domain/evidence.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from '../people/tables.ts'

/**
 * A piece of evidence. Its content never changes: what is corrected is handed in
 * anew and says which piece it replaces. Who handed it in, and who owned the
 * action then, is frozen here for the separation of duties.
 */
export const evidence = pgTable('evidence', {
  ...identity(),
  actionId: uuid().notNull(),
  kind: text({ enum: evidenceKinds }).notNull(),
  title: text().notNull(),
  description: text(),
  effectiveOn: date({ mode: 'string' }).notNull(),
  form: text({ enum: evidenceForms }).notNull(),
  url: text(),
  statement: text(),
  fileName: text(),
  mediaType: text().notNull(),
  size: bigint({ mode: 'number' }).notNull(),
  sha256: text().notNull(),
  scan: text({ enum: scans }).notNull(),
  state: text({ enum: evidenceStates }).notNull().default('submitted'),
  replacesId: uuid(),
  /** How often the action had been reopened: only evidence of the present round counts. */
  round: integer().notNull(),
  byPersonId: uuid(),
  byApiKeyId: uuid(),
  byAgencyId: uuid(),
  ownerAgencyIdWhenSubmitted: uuid().notNull(),
  withdrawnAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('evidence_action', t.partnershipId, t.actionId, () => actions),
  within('evidence_replaces', t.partnershipId, t.replacesId, () => t),
  within('evidence_person', t.partnershipId, t.byPersonId, () => people),
  within('evidence_api_key', t.partnershipId, t.byApiKeyId, () => apiKeys),
  within('evidence_agency', t.partnershipId, t.byAgencyId, () => agencies),
  oneOf('evidence_kind', t.kind, evidenceKinds),
  oneOf('evidence_form', t.form, evidenceForms),
  oneOf('evidence_state', t.state, evidenceStates),
  oneOf('evidence_scan', t.scan, scans),
  rule('evidence_content', sql`(${t.form} = 'link') = (${t.url} is not null) and (${t.form} = 'statement') = (${t.statement} is not null) and (${t.form} = 'file') = (${t.fileName} is not null)`),
  rule('evidence_by_one', sql`num_nonnulls(${t.byPersonId}, ${t.byApiKeyId}) = 1`),
  rule('evidence_withdrawn', sql`(${t.state} = 'withdrawn') = (${t.withdrawnAt} is not null)`),
  index('evidence_of').on(t.partnershipId, t.actionId, t.id),
  index('evidence_created').on(t.partnershipId, t.createdAt, t.id),
  index('evidence_by_state').on(t.partnershipId, t.state, t.createdAt, t.id)
])

/** One judgement of one piece of evidence, by a person of an agency that has no part in it. */
export const evidenceAssessments = pgTable('evidence_assessments', {
  ...identity(),
  evidenceId: uuid().notNull(),
  outcome: text({ enum: assessmentOutcomes }).notNull(),
  comment: text(),
  /** The content that was judged. */
  sha256: text().notNull(),
  assessedById: uuid().notNull(),
  assessedByAgencyId: uuid().notNull(),
  /** As they stood when it was judged, so that the rules below can be checked by the database. */
  submittedById: uuid().notNull(),
  submittedByAgencyId: uuid(),
  ownerAgencyIdWhenSubmitted: uuid().notNull(),
  ownerAgencyId: uuid().notNull(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('evidence_assessments_evidence', t.partnershipId, t.evidenceId, () => evidence),
  within('evidence_assessments_person', t.partnershipId, t.assessedById, () => people),
  within('evidence_assessments_agency', t.partnershipId, t.assessedByAgencyId, () => agencies),
  oneOf('evidence_assessments_outcome', t.outcome, assessmentOutcomes),
  rule('evidence_assessments_not_by_the_submitter', sql`${t.assessedById} <> ${t.submittedById}`),
  rule('evidence_assessments_not_by_the_submitters_agency', sql`${t.assessedByAgencyId} is distinct from ${t.submittedByAgencyId}`),
  rule('evidence_assessments_not_by_the_owner', sql`${t.assessedByAgencyId} <> ${t.ownerAgencyId} and ${t.assessedByAgencyId} <> ${t.ownerAgencyIdWhenSubmitted}`),
  unique('evidence_assessments_once').on(t.partnershipId, t.evidenceId)
])
