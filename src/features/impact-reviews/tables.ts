import { date, index, integer, pgTable, sql, text, uuid } from '../../platform/database/drizzle.ts'
import { impacts } from '../../domain/action.ts'
import { identity, instant, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from '../people/tables.ts'

/** Did it make a difference? Asked 6 and 12 months after completion, answered by another agency. */
export const impactReviews = pgTable('impact_reviews', {
  ...identity(),
  actionId: uuid().notNull(),
  /** How often the action had been reopened when it was completed. */
  round: integer().notNull(),
  /** The review's own due date; null for one that was made without being due. */
  dueOn: date({ mode: 'string' }),
  rating: text({ enum: impacts }),
  narrative: text(),
  evidenceIds: uuid().array().notNull().default([]),
  ratedById: uuid(),
  ratedByAgencyId: uuid(),
  ownerAgencyId: uuid(),
  ownerAgencyIdWhenSubmitted: uuid(),
  submittedById: uuid(),
  submittedByAgencyId: uuid(),
  ratedAt: instant(),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('impact_reviews_action', t.partnershipId, t.actionId, () => actions),
  within('impact_reviews_person', t.partnershipId, t.ratedById, () => people),
  within('impact_reviews_agency', t.partnershipId, t.ratedByAgencyId, () => agencies),
  oneOf('impact_reviews_rating', t.rating, impacts),
  rule('impact_reviews_rated', sql`(${t.rating} is null) = (${t.ratedAt} is null) and (${t.rating} is null) = (${t.ratedById} is null) and (${t.rating} is null) = (${t.ratedByAgencyId} is null) and (${t.rating} is null) = (${t.ownerAgencyId} is null)`),
  rule('impact_reviews_not_by_the_submitter', sql`${t.ratedById} is null or (${t.ratedById} is distinct from ${t.submittedById} and ${t.ratedByAgencyId} is distinct from ${t.submittedByAgencyId})`),
  rule('impact_reviews_not_by_the_owner', sql`${t.ratedById} is null or (${t.ratedByAgencyId} <> ${t.ownerAgencyId} and ${t.ratedByAgencyId} is distinct from ${t.ownerAgencyIdWhenSubmitted})`),
  index('impact_reviews_of').on(t.partnershipId, t.actionId, t.dueOn, t.id),
  index('impact_reviews_due').on(t.partnershipId, t.dueOn, t.id).where(sql`${t.rating} is null`)
])
