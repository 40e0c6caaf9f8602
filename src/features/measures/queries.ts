import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Figures } from '../../domain/suppression.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { recommendationsAndReviews } from '../recommendations/queries.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'
import { measures, observations } from './tables.ts'

export type MeasureRow = InferSelectModel<typeof measures>

/** An observation as it is looked at among those of its time. */
export interface RecentFigures extends Figures { readonly period: string }

/** A measure with what its observations say now. */
export interface ShownMeasure extends MeasureRow {
  /** The agency that leads its recommendation: it reports where the measure names no other. */
  readonly leadAgencyId: string | null
  readonly observationCount: number
  /** Its last year of observations in their order; all of an annual measure. Whether the latest may be told depends on them. */
  readonly recent: readonly RecentFigures[]
}

/** Measures beside their recommendations, and the reviews that say who may see them. */
export const measuresAndReviews = sql`${measures}
  join (${recommendationsAndReviews}) on ${recommendations.partnershipId} = ${measures.partnershipId} and ${recommendations.id} = ${measures.recommendationId}`

/** Everything a caller is shown of measures, up to the tables. */
export const shownMeasures = sql`select ${columns(measures)}, ${recommendations.leadAgencyId} as "leadAgencyId",
  (select count(*) from ${observations} where ${ofMeasure()}) as "observationCount",
  (select coalesce(jsonb_agg(jsonb_build_object('period', ${observations.period}, 'startsOn', ${observations.startsOn}, 'value', ${observations.value},
      'numerator', ${observations.numerator}, 'denominator', ${observations.denominator}) order by ${observations.startsOn}), '[]')
    from ${observations} where ${ofMeasure()} and (${measures.frequency} = 'annual' or ${observations.startsOn} >=
      (select date_trunc('year', max(${observations.startsOn})::timestamp)::date from ${observations} where ${ofMeasure()}))) as "recent"`

/** A measure that the caller may see; one of a hidden review is like unknown. */
export async function findMeasure (db: Queryable, caller: Caller, id: string): Promise<ShownMeasure> {
  const [row] = await db.rows<ShownMeasure>(sql`${shownMeasures} from ${measuresAndReviews} where ${isMeasure(caller.partnershipId, id)} and ${reviewIsVisible(caller)}`)
  if (row === undefined) throw new Refusal('not-found', 'There is no such measure.')
  return row
}

/** Holds the measure and its series; what is asked of it afterwards is as the last holder left it. */
export async function holdMeasure (tx: Transaction, { partnershipId }: Caller, id: string): Promise<void> {
  await tx.rows(sql`select from ${measures} where ${isMeasure(partnershipId, id)} for no key update`)
}

/** What the ids of an input name; null where they name nothing that the caller may see. */
export interface NamedByMeasure {
  readonly recommendationId: string | null
  readonly leadAgencyId: string | null
  readonly ownerAgencyId: string | null
}

export async function findNamedByMeasure (tx: Transaction, caller: Caller, recommendationId: string, ownerAgencyId: string | null): Promise<NamedByMeasure | undefined> {
  const { partnershipId } = caller
  const [found] = await tx.rows<NamedByMeasure>(sql`select found.id as "recommendationId", found.lead_agency_id as "leadAgencyId",
    (select ${agencies.id} from ${agencies} where ${agencies.partnershipId} = ${partnershipId} and ${agencies.id} = ${ownerAgencyId}) as "ownerAgencyId"
    from (select) as asked left join (select ${recommendations.id}, ${recommendations.leadAgencyId} from ${recommendationsAndReviews}
      where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.id} = ${recommendationId} and ${reviewIsVisible(caller)}) as found on true`)
  return found
}

export function insertMeasure (tx: Transaction, row: MeasureRow): void {
  void tx.write(insertInto(measures, row))
}

export function saveMeasure (tx: Transaction, { partnershipId, id }: MeasureRow, changes: Partial<MeasureRow>): void {
  void tx.write(sql`${updateSet(measures, changes)} where ${isMeasure(partnershipId, id)}`)
}

function isMeasure (partnershipId: string, id: string): SQL {
  return sql`${measures.partnershipId} = ${partnershipId} and ${measures.id} = ${id}`
}

/** To be used beside a row of `measures`. */
function ofMeasure (): SQL {
  return sql`${observations.partnershipId} = ${measures.partnershipId} and ${observations.measureId} = ${measures.id}`
}
