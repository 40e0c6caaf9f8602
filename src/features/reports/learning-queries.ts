import { sql } from '../../platform/database/drizzle.ts'
import type { DatedRecommendation } from '../../domain/annual-report.ts'
import type { Comparable } from '../../domain/learning.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { agencies } from '../agencies/tables.ts'
import { actionCounts } from '../recommendations/delivery.ts'
import type { ActionCount } from '../recommendations/delivery.ts'
import { madeOn } from '../recommendations/made-on.ts'
import { recommendationsAndReviews, repeatsOf } from '../recommendations/queries.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'

export interface LearningRecommendation extends Comparable, DatedRecommendation {
  readonly reference: string
  readonly text: string
  readonly leadAgencyId: string | null
  readonly actionCounts: readonly ActionCount[]
}

/** Every recommendation that the caller may see, with its words as PostgreSQL's search knows them. */
export async function findComparable (db: Queryable, caller: Caller): Promise<LearningRecommendation[]> {
  return await db.rows<LearningRecommendation>(sql`select ${recommendations.id} as id, ${reviews.reference} || '/' || ${recommendations.reference} as reference,
      left(${recommendations.text}, 500) as text, ${reviews.id} as "reviewId", ${madeOn} as "madeOn", ${recommendations.themes} as themes, ${recommendations.leadAgencyId} as "leadAgencyId",
      (select lead.code from ${agencies} as lead where lead.partnership_id = ${recommendations.partnershipId} and lead.id = ${recommendations.leadAgencyId}) as "leadAgencyCode",
      ${recommendations.response} as response, ${recommendations.respondedOn} as "respondedOn", ${repeatsOf(caller)} as "repeatsRecommendationIds",
      ${actionCounts(caller)} as "actionCounts", tsvector_to_array(to_tsvector('english', ${recommendations.text})) as words
    from ${recommendationsAndReviews} where ${recommendations.partnershipId} = ${caller.partnershipId} and ${reviewIsVisible(caller)}
    order by ${madeOn} desc, ${recommendations.id} desc`)
}
