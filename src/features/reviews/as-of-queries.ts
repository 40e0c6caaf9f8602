import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Caller } from '../../domain/permission.ts'
import { bareName, writtenColumns } from '../../platform/database/column-names.ts'
import { sql } from '../../platform/database/drizzle.ts'
import { lastTold, tablesAsTheyStood } from '../action-versions/as-of-queries.ts'
import { events } from '../events/tables.ts'
import { recommendationRepeats, recommendations } from '../recommendations/tables.ts'
import { reviews } from './tables.ts'
import { reviewIsVisible } from './visibility.ts'

/**
 * To be put before a question of reviews or recommendations: they, and the actions counted beside them, are then as they
 * stood at an instant, as asItStood() has it of the plan. What was restricted then is judged by the question; what is
 * restricted now is found before the tables of now have made room for those of then.
 */
export function reviewsAsTheyStood (caller: Caller, instant: string | undefined): SQL {
  if (instant === undefined) return sql``
  const { partnershipId } = caller
  const toldOf = (table: Subject) => sql`cross join lateral (${lastTold(sql`${table.partnershipId}`, sql`${table.id}`, instant)}) as told`
  const changesOf = (table: Subject) => sql`cross join lateral (${changesUntil(table, instant)}) as change`
  const wasThere = (table: Subject) => sql`${table.partnershipId} = ${partnershipId} and ${table.createdAt} <= ${instant}::timestamptz`
  return sql`with visible_now as materialized (select ${reviews.id} as id from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviewIsVisible(caller)}),
    ${tablesAsTheyStood(caller, instant)},
    ${recommendationRepeats} as not materialized (select ${recommendations.partnershipId}, ${recommendations.id} as recommendation_id, ${repeatsThen}::uuid as repeats_recommendation_id
      from ${recommendations} ${toldOf(recommendations)} where ${wasThere(recommendations)}),
    ${recommendations} as not materialized (select ${columnsThen(recommendations, recommendationThen)} from ${recommendations} ${toldOf(recommendations)} ${changesOf(recommendations)}
      where ${wasThere(recommendations)} and ${recommendations.reviewId} in (select id from visible_now)),
    ${reviews} as not materialized (select ${columnsThen(reviews, reviewThen)} from ${reviews} ${toldOf(reviews)} ${changesOf(reviews)}
      where ${wasThere(reviews)} and ${reviews.id} in (select id from visible_now)) `
}

type Subject = typeof reviews | typeof recommendations

/** Each column as it was; what no event tells is as it is today. */
function columnsThen (table: PgTable, then: Readonly<Record<string, SQL>>): SQL {
  return sql.join(writtenColumns(table).map(([key, column]) => sql`${then[key] ?? column} as ${bareName(column)}`), sql`, `)
}

const responseThen = sql`coalesce(told.facts ->> 'response', ${recommendations.response})`

/** All but its text and, once the response is another, the reason of the response. */
const recommendationThen = {
  reference: sql`coalesce(told.facts ->> 'reference', ${recommendations.reference})`,
  themes: sql`case when told.facts ? 'themes' then array(select jsonb_array_elements_text(told.facts -> 'themes')) else ${recommendations.themes} end`,
  scope: sql`coalesce(told.facts ->> 'scope', ${recommendations.scope})`,
  leadAgencyId: sql`case when told.facts ? 'leadAgencyId' then (told.facts ->> 'leadAgencyId')::uuid else ${recommendations.leadAgencyId} end`,
  response: responseThen,
  responseReason: sql`case when ${responseThen} = ${recommendations.response} then ${recommendations.responseReason} end`,
  respondedOn: sql`case when told.facts ? 'respondedOn' then (told.facts ->> 'respondedOn')::date else ${recommendations.respondedOn} end`,
  ...versionThen(recommendations)
}

/** All but its summary. */
const reviewThen = {
  reference: sql`coalesce(told.facts ->> 'reference', ${reviews.reference})`,
  title: sql`coalesce(told.facts ->> 'title', ${reviews.title})`,
  kind: sql`coalesce(told.facts ->> 'kind', ${reviews.kind})`,
  sourceUrl: sql`case when told.facts ? 'sourceUrl' then told.facts ->> 'sourceUrl' else ${reviews.sourceUrl} end`,
  commissionedOn: sql`case when told.facts ? 'commissionedOn' then (told.facts ->> 'commissionedOn')::date else ${reviews.commissionedOn} end`,
  publishedOn: sql`case when told.facts ? 'publishedOn' then (told.facts ->> 'publishedOn')::date else ${reviews.publishedOn} end`,
  status: sql`coalesce(told.facts ->> 'status', ${reviews.status})`,
  restricted: sql`coalesce((told.facts ->> 'restricted')::boolean, ${reviews.restricted})`,
  legalHold: sql`coalesce((told.facts ->> 'legalHold')::boolean, ${reviews.legalHold})`,
  ...versionThen(reviews)
}

const repeatsThen = sql`jsonb_array_elements_text(coalesce(told.facts -> 'repeatsRecommendationIds', (select coalesce(jsonb_agg(${recommendationRepeats.repeatsRecommendationId}), '[]')
  from ${recommendationRepeats} where ${recommendationRepeats.partnershipId} = ${recommendations.partnershipId} and ${recommendationRepeats.recommendationId} = ${recommendations.id})))`

function versionThen (table: Subject): Record<'version' | 'updatedAt', SQL> {
  return { version: sql`coalesce(nullif(change.number, 0), ${table.version})`, updatedAt: sql`coalesce(change.at, ${table.updatedAt})` }
}

/** How often it had been changed, and when last: each change made a version. */
function changesUntil (table: Subject, instant: string): SQL {
  return sql`select count(*)::integer as number, max(${events.occurredAt}) as at from ${events}
    where ${events.partnershipId} = ${table.partnershipId} and ${events.subjectId} = ${table.id} and ${events.occurredAt} <= ${instant}::timestamptz
      and ${events.type} in ('review.created', 'review.updated', 'recommendation.created', 'recommendation.updated', 'recommendation.responded')`
}
