import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { bareName, writtenColumns } from '../../platform/database/column-names.ts'
import { actions } from '../actions/tables.ts'
import { fitWords, wordsOf } from '../actions/words.ts'
import { actionIsVisible, viewOf } from '../actions/visibility.ts'
import { agencies } from '../agencies/tables.ts'
import { events } from '../events/tables.ts'
import { people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { actionVersions } from './tables.ts'

/**
 * To be put before any question of the plan: the tables that it reads are then
 * as they stood at an instant, under their own names. So a list of then is asked
 * for in the very words of the list of now, with every filter and order.
 * What was restricted then is judged by the question; what is restricted now, here.
 * Asked for words, `actions` has a column `text_fits` too (textFitsThen).
 */
export function asItStood (caller: Caller, instant: string | undefined, words?: string): SQL {
  return instant === undefined ? sql`` : sql`with ${tablesAsTheyStood(caller, instant, words)} `
}

/** The same as a list of tables, to be put between others. */
export function tablesAsTheyStood (caller: Caller, instant: string, words?: string): SQL {
  const versions = versionsThen(caller.partnershipId, instant)
  const texts = words === undefined ? { before: sql``, column: sql``, joined: sql`` } : textsThen(caller.partnershipId, words)
  return sql`${texts.before}${actions} as not materialized (select ${actionsThen}${texts.column} from ${versions}${texts.joined} where ${isVisibleNow(caller)}),
    action_recommendations as not materialized (select partnership_id, id as action_id, recommendation_id from ${versions} cross join unnest(recommendation_ids) as recommendation_id),
    action_supporting_agencies as not materialized (select partnership_id, id as action_id, agency_id from ${versions} cross join unnest(supporting_agency_ids) as agency_id),
    action_themes as not materialized (select partnership_id, id as action_id, theme from ${versions} cross join unnest(themes) as theme),
    ${agencies} as not materialized (${agenciesThen(caller.partnershipId, instant)}),
    ${people} as not materialized (${peopleThen(caller.partnershipId, instant)})`
}

/** The same, of the agencies alone. */
export function agenciesAsTheyStood (partnershipId: string, instant: string | undefined): SQL {
  return instant === undefined ? sql`` : sql`with ${agencies} as not materialized (${agenciesThen(partnershipId, instant)}) `
}

/** The versions that held at an instant. */
function versionsThen (partnershipId: string, instant: string): SQL {
  return sql`(select ${actionVersions}.* from ${actionVersions}
    where ${actionVersions.partnershipId} = ${partnershipId} and ${heldAt(sql`${instant}::timestamptz`)}) as ${actionVersions}`
}

function heldAt (instant: SQL): SQL {
  return sql`${actionVersions.validTo} > ${instant} and ${actionVersions.validFrom} <= ${instant}`
}

/** What is hidden is little: it is found once, and not asked for with every version. Only where `actions` is still the table itself. */
export function isVisibleNow (caller: Caller): SQL {
  if (viewOf(caller) === 'all') return sql`true`
  return sql`${actionVersions.id} not in (select ${actions.id} from ${actions} where ${actions.partnershipId} = ${caller.partnershipId} and ${actionIsVisible(caller)} is not true)`
}

/** The rule of actionIsVisible() for a version that stands by itself: by the lists that it holds. */
export function versionIsVisible (caller: Caller): SQL {
  if (viewOf(caller) === 'all') return sql`true`
  return sql`(not ${actionVersions.restricted} or ${actionVersions.ownerAgencyId} = ${caller.agencyId} or ${caller.agencyId} = any(${actionVersions.supportingAgencyIds})
    or exists (select from ${recommendations} where ${recommendations.partnershipId} = ${actionVersions.partnershipId}
      and ${recommendations.id} = any(${actionVersions.recommendationIds}) and ${recommendations.leadAgencyId} = ${caller.agencyId}))`
}

const titleThen = sql`${toldIn(sql`${actionVersions.titleToldBy}`)} ->> 'title')`
const descriptionThen = sql`${toldIn(sql`${actionVersions.descriptionToldBy}`)} ->> 'description')`

/** Whether the words are in the title or description of then; where `asItStood` was given them. */
export const textFitsThen = sql`${actions}.text_fits`

/**
 * Most texts are still what they were then, and these are found by today's words.
 * Only of what was written anew since is the text of then looked at: otherwise, each of
 * a hundred thousand would have to be taken out of its event and into words.
 */
function textsThen (partnershipId: string, words: string): { readonly before: SQL, readonly column: SQL, readonly joined: SQL } {
  const isStillSo = sql`present.title_told_by = ${actionVersions.titleToldBy} and present.description_told_by = ${actionVersions.descriptionToldBy}`
  const fitsNow = sql`${actionVersions.id} in (select ${actions.id} from ${actions} where ${actions.partnershipId} = ${partnershipId} and ${fitWords(actions.words, words)})`
  return {
    // Made beforehand, it is joined as a whole; else a page of a few rows is expected, and each version looked up for all.
    before: sql`present as materialized (select ${actionVersions.id} as id, ${actionVersions.titleToldBy} as title_told_by, ${actionVersions.descriptionToldBy} as description_told_by from ${actionVersions}
      where ${actionVersions.partnershipId} = ${partnershipId} and ${actionVersions.validTo} = 'infinity'), `,
    column: sql`, case when ${isStillSo} then ${fitsNow} else ${fitWords(wordsOf(titleThen, descriptionThen), words)} end as text_fits`,
    joined: sql` left join present on present.id = ${actionVersions.id}`
  }
}

/** Every column of `actions`; what people wrote is looked up in the event that told it, for the rows that are shown. */
const actionsThen = sql.join(writtenColumns(actions).map(([key, column]) => {
  if (key === 'title') return sql`${titleThen} as ${bareName(column)}`
  if (key === 'description') return sql`${descriptionThen} as ${bareName(column)}`
  return sql`${actionVersions}.${bareName(column)}`
}), sql`, `)

function toldIn (eventId: SQL): SQL {
  return sql`((select ${events.after} from ${events} where ${events.partnershipId} = ${actionVersions.partnershipId} and ${events.id} = ${eventId})`
}

/** What an agency was called, and until when it was to be one; of agencies made without events, what is known now. */
function agenciesThen (partnershipId: string, instant: string): SQL {
  return sql`select ${agencies.partnershipId}, ${agencies.id}, coalesce(told.facts ->> 'code', ${agencies.code}) as code, coalesce(told.facts ->> 'name', ${agencies.name}) as name,
      case when told.facts ? 'validTo' then (told.facts ->> 'validTo')::date else ${agencies.validTo} end as valid_to
    from ${agencies} cross join lateral (${lastTold(sql`${agencies.partnershipId}`, sql`${agencies.id}`, instant)}) as told
    where ${agencies.partnershipId} = ${partnershipId}`
}

/** Who could have signed off. */
function peopleThen (partnershipId: string, instant: string): SQL {
  return sql`select ${people.partnershipId}, ${people.id}, coalesce((told.facts ->> 'agencyId')::uuid, ${people.agencyId}) as agency_id, coalesce(told.facts ->> 'role', ${people.role}) as role,
      coalesce((told.facts ->> 'active')::boolean, ${people.active} and ${people.createdAt} <= ${instant}::timestamptz) as active
    from ${people} cross join lateral (${lastTold(sql`${people.partnershipId}`, sql`${people.id}`, instant)}) as told
    where ${people.partnershipId} = ${partnershipId}`
}

/** Of each field the last that was told of it; null where nothing was. */
export function lastTold (partnershipId: SQL, id: SQL, instant: string): SQL {
  return sql`select jsonb_object_agg(fact.key, fact.value order by ${events.id}) as facts from ${events} cross join lateral jsonb_each(${events.after}) as fact
    where ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = ${id} and ${events.occurredAt} <= ${instant}::timestamptz and jsonb_typeof(${events.after}) = 'object'`
}
