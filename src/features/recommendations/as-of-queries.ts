import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { bareName, writtenColumns } from '../../platform/database/column-names.ts'
import { sql } from '../../platform/database/drizzle.ts'
import { lastTold, tablesAsTheyStood } from '../action-versions/as-of-queries.ts'
import { events } from '../events/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'
import { recommendationRepeats, recommendations } from './tables.ts'

/**
 * To be put before a question of recommendations: they, and the actions counted beside them, are then as they stood at
 * an instant, as asItStood() has it of the plan. What was restricted then is judged by the question; what is restricted
 * now is found before the tables of now have made room for those of then.
 */
export function recommendationsAsTheyStood (caller: Caller, instant: string | undefined): SQL {
  if (instant === undefined) return sql``
  const isOurs = sql`${recommendations.partnershipId} = ${caller.partnershipId}`
  const told = sql`cross join lateral (${lastTold(sql`${recommendations.partnershipId}`, sql`${recommendations.id}`, instant)}) as told`
  return sql`with visible_now as materialized (select ${reviews.id} as id from ${reviews} where ${reviews.partnershipId} = ${caller.partnershipId} and ${reviewIsVisible(caller)}),
    ${tablesAsTheyStood(caller, instant)},
    ${recommendationRepeats} as not materialized (select ${recommendations.partnershipId}, ${recommendations.id} as recommendation_id, ${repeatsThen}::uuid as repeats_recommendation_id
      from ${recommendations} ${told} where ${isOurs}),
    ${recommendations} as not materialized (select ${recommendationThen} from ${recommendations} ${told} cross join lateral (${changesUntil(instant)}) as change
      where ${isOurs} and ${recommendations.createdAt} <= ${instant}::timestamptz and ${recommendations.reviewId} in (select id from visible_now)),
    ${reviews} as not materialized (select ${reviews.partnershipId}, ${reviews.id}, coalesce((told.facts ->> 'restricted')::boolean, ${reviews.restricted}) as restricted
      from ${reviews} cross join lateral (${lastTold(sql`${reviews.partnershipId}`, sql`${reviews.id}`, instant)}) as told where ${reviews.partnershipId} = ${caller.partnershipId}) `
}

const responseThen = sql`coalesce(told.facts ->> 'response', ${recommendations.response})`

/** What events tell of a recommendation. Its text and the reason of its response are in none: they are those of today, the reason while the response was that of today. */
const toldThen: Readonly<Record<string, SQL>> = {
  reference: sql`coalesce(told.facts ->> 'reference', ${recommendations.reference})`,
  themes: sql`case when told.facts ? 'themes' then array(select jsonb_array_elements_text(told.facts -> 'themes')) else ${recommendations.themes} end`,
  scope: sql`coalesce(told.facts ->> 'scope', ${recommendations.scope})`,
  leadAgencyId: sql`case when told.facts ? 'leadAgencyId' then (told.facts ->> 'leadAgencyId')::uuid else ${recommendations.leadAgencyId} end`,
  response: responseThen,
  responseReason: sql`case when ${responseThen} = ${recommendations.response} then ${recommendations.responseReason} end`,
  respondedOn: sql`case when told.facts ? 'respondedOn' then (told.facts ->> 'respondedOn')::date else ${recommendations.respondedOn} end`,
  version: sql`coalesce(nullif(change.number, 0), ${recommendations.version})`,
  updatedAt: sql`coalesce(change.at, ${recommendations.updatedAt})`
}

const recommendationThen = sql.join(writtenColumns(recommendations).map(([key, column]) => sql`${toldThen[key] ?? column} as ${bareName(column)}`), sql`, `)

const repeatsThen = sql`jsonb_array_elements_text(coalesce(told.facts -> 'repeatsRecommendationIds', (select coalesce(jsonb_agg(${recommendationRepeats.repeatsRecommendationId}), '[]')
  from ${recommendationRepeats} where ${recommendationRepeats.partnershipId} = ${recommendations.partnershipId} and ${recommendationRepeats.recommendationId} = ${recommendations.id})))`

/** How often it had been changed, and when last: each change made a version. */
function changesUntil (instant: string): SQL {
  return sql`select count(*)::integer as number, max(${events.occurredAt}) as at from ${events}
    where ${events.partnershipId} = ${recommendations.partnershipId} and ${events.subjectId} = ${recommendations.id} and ${events.occurredAt} <= ${instant}::timestamptz
      and ${events.type} in ('recommendation.created', 'recommendation.updated', 'recommendation.responded')`
}
