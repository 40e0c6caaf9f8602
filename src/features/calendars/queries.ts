import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { addDays } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { milestones } from '../milestones/tables.ts'

export type EntryKind = 'action' | 'milestone' | 'impact_review'

/** A day on which something is due, or was to be. */
export interface EntryRow {
  readonly kind: EntryKind
  readonly id: string
  readonly actionId: string
  readonly actionReference: string
  readonly agencyName: string
  readonly dueOn: LocalDate
  /** When there was no longer anything to do; null while there is. */
  readonly endedOn: LocalDate | null
  readonly sequence: number
  readonly updatedAt: string
}

/** Whose work a calendar shows. */
export interface CalendarScope {
  readonly partnershipId: string
  /** Null: every agency's. */
  readonly agencyId: string | null
  readonly restricted: 'shown' | 'left out'
}

export interface CalendarDay { readonly today: LocalDate, readonly timeZone: string }

// So long a client may stay away and still learn that something need not be done any more.
const daysCancelled = 30

/** The dates nearest to today; what has ended stays among them for a while, so that it is taken out of calendars that have it. */
export async function findEntries (db: Queryable, scope: CalendarScope, { today, timeZone }: CalendarDay, limit: number): Promise<EntryRow[]> {
  return await db.rows<EntryRow>(sql`
    select * from (${actionDates(scope)} union all ${milestoneDates(scope, timeZone)} union all ${reviewDates(scope, timeZone)}) as entry
    where "endedOn" is null or "endedOn" >= ${addDays(today, -daysCancelled)}::date
    order by abs("dueOn" - ${today}::date), kind, id limit ${limit}`)
}

function actionDates (scope: CalendarScope): SQL {
  return sql`select 'action' as kind, ${actions.id} as id, ${ofAction}, ${actions.dueOn} as "dueOn", ${actionEndedOn} as "endedOn",
      ${actions.version} as sequence, ${actions.updatedAt} as "updatedAt"
    from ${actions} join ${agencies} on ${ownsIt} where ${inScope(scope)}`
}

// A milestone and an impact review change with their action too: the sum of both versions grows with either.
function milestoneDates (scope: CalendarScope, timeZone: string): SQL {
  return sql`select 'milestone', ${milestones.id}, ${ofAction}, ${milestones.dueOn},
      case when ${milestones.completedOn} is null then ${actionEndedOn} else ${dayOf(milestones.updatedAt, timeZone)} end,
      ${milestones.version} + ${actions.version}, greatest(${milestones.updatedAt}, ${actions.updatedAt})
    from ${milestones}
    join ${actions} on ${actions.partnershipId} = ${milestones.partnershipId} and ${actions.id} = ${milestones.actionId}
    join ${agencies} on ${ownsIt} where ${inScope(scope)}`
}

/** What was to be asked of a delivery that has been reopened is asked no more. */
function reviewDates (scope: CalendarScope, timeZone: string): SQL {
  return sql`select 'impact_review', ${impactReviews.id}, ${ofAction}, ${impactReviews.dueOn},
      case when ${impactReviews.rating} is not null then ${dayOf(impactReviews.ratedAt, timeZone)}
        when ${actions.status} <> 'completed' or ${impactReviews.round} <> ${actions.reopenings} then ${dayOf(actions.updatedAt, timeZone)} end,
      ${impactReviews.version} + ${actions.version}, greatest(${impactReviews.updatedAt}, ${actions.updatedAt})
    from ${impactReviews}
    join ${actions} on ${actions.partnershipId} = ${impactReviews.partnershipId} and ${actions.id} = ${impactReviews.actionId}
    join ${agencies} on ${ownsIt} where ${impactReviews.dueOn} is not null and ${inScope(scope)}`
}

const ofAction = sql`${actions.id} as "actionId", ${actions.reference} as "actionReference", ${agencies.name} as "agencyName"`
const actionEndedOn = sql`coalesce(${actions.completedOn}, ${actions.closedOn})`
const ownsIt = sql`${agencies.partnershipId} = ${actions.partnershipId} and ${agencies.id} = ${actions.ownerAgencyId}`

function inScope ({ partnershipId, agencyId, restricted }: CalendarScope): SQL {
  const wanted = [sql`${actions.partnershipId} = ${partnershipId}`]
  if (agencyId !== null) wanted.push(sql`(${actions.ownerAgencyId} = ${agencyId} or ${agencyId} = any(${actions.supportingAgencyIds}))`)
  if (restricted === 'left out') wanted.push(sql`not ${actions.restricted}`)
  return sql.join(wanted, sql` and `)
}

function dayOf (instant: unknown, timeZone: string): SQL {
  return sql`(${instant} at time zone ${timeZone})::date`
}
