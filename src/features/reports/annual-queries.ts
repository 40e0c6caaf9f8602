import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { DeliveryStatus, Impact } from '../../domain/action.ts'
import type { DatedAction, DatedRecommendation } from '../../domain/annual-report.ts'
import type { Direction, Frequency } from '../../domain/measure.ts'
import type { Caller } from '../../domain/permission.ts'
import type { ReportingPeriod } from '../../domain/reporting-period.ts'
import type { Figures } from '../../domain/suppression.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { actionRecommendations, actions } from '../actions/tables.ts'
import { actionIsVisible } from '../actions/visibility.ts'
import { agencies } from '../agencies/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { measures, observations } from '../measures/tables.ts'
import { madeOn } from '../recommendations/made-on.ts'
import { recommendationsAndReviews } from '../recommendations/queries.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'

export interface AnnualAction extends DatedAction {
  readonly id: string
  readonly reference: string
  readonly title: string
  readonly ownerAgencyCode: string
  readonly status: DeliveryStatus
  readonly extensionCount: number
  /** Agreed in the period. */
  readonly extensionsAgreed: number
  readonly impact: Impact
}

export interface AnnualMeasure {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly frequency: Frequency
  readonly direction: Direction
  readonly baseline: number | null
  readonly target: number | null
  /** All of them, in their order: which may be told depends on the others. */
  readonly observations: ReadonlyArray<Figures & { readonly period: string }>
}

export interface AnnualRecommendation extends DatedRecommendation {
  readonly id: string
  readonly reference: string
  readonly text: string
  readonly themes: readonly string[]
  readonly reviewId: string
  readonly reviewReference: string
  readonly reviewTitle: string
  readonly leadAgencyCode: string | null
  readonly responseReason: string | null
  readonly actions: readonly AnnualAction[]
  readonly measures: readonly AnnualMeasure[]
}

/** The recommendations that were made by the end of a period, with everything under them that the caller may see: one statement, so that all of it is of one instant. */
export async function findMadeBy (db: Queryable, caller: Caller, period: ReportingPeriod, timeZone: string): Promise<AnnualRecommendation[]> {
  return await db.rows<AnnualRecommendation>(sql`select ${recommendations.id} as id, ${reviews.reference} || '/' || ${recommendations.reference} as reference,
      ${recommendations.text} as text, ${recommendations.themes} as themes, ${reviews.id} as "reviewId", ${reviews.reference} as "reviewReference", ${reviews.title} as "reviewTitle",
      (select lead.code from ${agencies} as lead where lead.partnership_id = ${recommendations.partnershipId} and lead.id = ${recommendations.leadAgencyId}) as "leadAgencyCode",
      ${madeOn} as "madeOn", ${recommendations.response} as response, ${recommendations.responseReason} as "responseReason", ${recommendations.respondedOn} as "respondedOn",
      ${actionsOf(caller, period, timeZone)} as actions, ${measuresOf} as measures
    from ${recommendationsAndReviews} where ${recommendations.partnershipId} = ${caller.partnershipId} and ${reviewIsVisible(caller)} and ${madeOn} <= ${period.to}`)
}

/** Those entered in error never were. */
function actionsOf (caller: Caller, period: ReportingPeriod, timeZone: string): SQL {
  return sql`(select coalesce(json_agg(json_build_object('id', ${actions.id}, 'reference', ${actions.reference}, 'title', ${actions.title}, 'ownerAgencyCode', owner.code,
      'status', ${actions.status}, 'assurance', ${actions.assurance}, 'closureReason', ${actions.closureReason}, 'createdOn', ${dayOf(actions.createdAt, timeZone)},
      'originalDueOn', ${actions.originalDueOn}, 'dueOn', ${actions.dueOn}, 'startedOn', ${actions.startedOn}, 'submittedOn', ${actions.submittedOn},
      'completedOn', ${actions.completedOn}, 'closedOn', ${actions.closedOn}, 'extensionCount', ${actions.extensionCount},
      'extensionsAgreed', ${extensionsAgreed(period, timeZone)}, 'impact', coalesce(rated.rating, 'not_yet_assessed'), 'impactRatedOn', rated.on)), '[]')
    from ${actionRecommendations}
    join ${actions} on ${actions.partnershipId} = ${actionRecommendations.partnershipId} and ${actions.id} = ${actionRecommendations.actionId}
    join ${agencies} as owner on owner.partnership_id = ${actions.partnershipId} and owner.id = ${actions.ownerAgencyId}
    left join lateral ${lastRating(period, timeZone)} as rated on true
    where ${actionRecommendations.partnershipId} = ${recommendations.partnershipId} and ${actionRecommendations.recommendationId} = ${recommendations.id}
      and ${actions.closureReason} is distinct from 'entered_in_error' and ${actionIsVisible(caller)})`
}

function extensionsAgreed (period: ReportingPeriod, timeZone: string): SQL {
  return sql`(select count(*) from ${extensions} where ${extensions.partnershipId} = ${actions.partnershipId} and ${extensions.actionId} = ${actions.id}
    and ${extensions.state} = 'agreed' and ${dayOf(extensions.decidedAt, timeZone)} between ${period.from} and ${period.to})`
}

/** What was found, since it was last completed, by the end of the period. */
function lastRating ({ to }: ReportingPeriod, timeZone: string): SQL {
  return sql`(select ${impactReviews.rating} as rating, ${dayOf(impactReviews.ratedAt, timeZone)} as "on" from ${impactReviews}
    where ${impactReviews.partnershipId} = ${actions.partnershipId} and ${impactReviews.actionId} = ${actions.id} and ${impactReviews.round} = ${actions.reopenings}
      and ${dayOf(impactReviews.ratedAt, timeZone)} <= ${to} order by ${impactReviews.ratedAt} desc, ${impactReviews.id} desc limit 1)`
}

const measuresOf = sql`(select coalesce(json_agg(json_build_object('id', ${measures.id}, 'name', ${measures.name}, 'unit', ${measures.unit}, 'frequency', ${measures.frequency},
    'direction', ${measures.direction}, 'baseline', ${measures.baseline}, 'target', ${measures.target}, 'observations',
      (select coalesce(json_agg(json_build_object('period', ${observations.period}, 'startsOn', ${observations.startsOn}, 'value', ${observations.value},
          'numerator', ${observations.numerator}, 'denominator', ${observations.denominator}) order by ${observations.startsOn}), '[]')
        from ${observations} where ${observations.partnershipId} = ${measures.partnershipId} and ${observations.measureId} = ${measures.id})) order by ${measures.id}), '[]')
  from ${measures} where ${measures.partnershipId} = ${recommendations.partnershipId} and ${measures.recommendationId} = ${recommendations.id})`

function dayOf (instant: SQL | typeof actions.createdAt | typeof extensions.decidedAt | typeof impactReviews.ratedAt, timeZone: string): SQL {
  return sql`(${instant} at time zone ${timeZone}::text)::date`
}
