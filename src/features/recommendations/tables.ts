import { date, index, integer, pgTable, primaryKey, sql, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { responses, scopes } from '../../domain/recommendation.ts'
import { identity, oneOf, rule, tenantKey, within, written } from '../../platform/database/columns.ts'
import { agencies } from '../agencies/tables.ts'
import { reviews } from '../reviews/tables.ts'

export const recommendations = pgTable('recommendations', {
  ...identity(),
  reviewId: uuid().notNull(),
  reference: text().notNull(),
  text: text().notNull(),
  themes: text().array().notNull().default([]),
  scope: text({ enum: scopes }).notNull().default('local'),
  leadAgencyId: uuid(),
  response: text({ enum: responses }).notNull().default('awaiting_response'),
  responseReason: text(),
  respondedOn: date({ mode: 'string' }),
  /** How many actions were ever named after it: the next one's number. */
  actionsMinted: integer().notNull().default(0),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('recommendations_review', t.partnershipId, t.reviewId, () => reviews),
  within('recommendations_lead_agency', t.partnershipId, t.leadAgencyId, () => agencies),
  oneOf('recommendations_response', t.response, responses),
  oneOf('recommendations_scope', t.scope, scopes),
  rule('recommendations_reasoned', sql`${t.response} in ('accepted', 'awaiting_response') or ${t.responseReason} is not null`),
  rule('recommendations_dated', sql`(${t.response} = 'awaiting_response') = (${t.respondedOn} is null)`),
  uniqueIndex('recommendations_reference').on(t.partnershipId, t.reviewId, t.reference),
  index('recommendations_created').on(t.partnershipId, t.createdAt, t.id),
  index('recommendations_by_reference').on(t.partnershipId, t.reference, t.id),
  index('recommendations_lead').on(t.partnershipId, t.leadAgencyId)
])

export const recommendationRepeats = pgTable('recommendation_repeats', {
  partnershipId: uuid().notNull(),
  recommendationId: uuid().notNull(),
  repeatsRecommendationId: uuid().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.recommendationId, t.repeatsRecommendationId] }),
  within('recommendation_repeats_of', t.partnershipId, t.recommendationId, () => recommendations),
  within('recommendation_repeats_earlier', t.partnershipId, t.repeatsRecommendationId, () => recommendations),
  rule('recommendation_repeats_another', sql`${t.recommendationId} <> ${t.repeatsRecommendationId}`)
])
