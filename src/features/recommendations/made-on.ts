import { sql } from '../../platform/database/drizzle.ts'
import { partnerships } from '../partnerships/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { recommendations } from './tables.ts'

/**
 * The day on which a recommendation was made, as far as is known: when its review was published,
 * or it was answered or entered, whichever came first. Plans are brought in late: a review of 2019
 * that was entered in 2026 recommended in 2019. To be used where both tables are in the `from`.
 */
export const madeOn = sql`least(${reviews.publishedOn}, ${recommendations.respondedOn}, (${recommendations.createdAt} at time zone
  (select ${partnerships.timeZone} from ${partnerships} where ${partnerships.id} = ${recommendations.partnershipId}))::date)`
