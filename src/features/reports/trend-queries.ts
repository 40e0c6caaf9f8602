import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { DeliveryStatus } from '../../domain/action.ts'
import { overdueSql } from '../../domain/due-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { ragSql } from '../../domain/rating.ts'
import type { Rag } from '../../domain/rating.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fromDomain } from '../../platform/database/sql.ts'
import { isVisibleNow, versionIsVisible } from '../action-versions/as-of-queries.ts'
import { actionVersions } from '../action-versions/tables.ts'

/** The stages of a trend: the instant at which each is looked at, its days, and the last instant before it; all in ascending order. */
export interface Stages {
  readonly instants: readonly string[]
  readonly lastDays: readonly LocalDate[]
  readonly firstDays: readonly LocalDate[]
  readonly befores: readonly string[]
}

/** Versions that stood, alike in all that is counted, from one stage up to another (not included). */
export interface Stretch {
  readonly from: number
  readonly until: number
  readonly status: DeliveryStatus
  readonly rag: Rag
  readonly actions: number
  readonly overdue: number
  /** The due dates of those overdue, in days since 1970, added up. */
  readonly dueDays: number
  readonly signedOff: number
  readonly beforeThisService: number
  readonly onTimeAgainstOriginalDate: number
  readonly onTimeAgainstAgreedDate: number
}

/**
 * How the plan stood at every stage, in one pass over the versions: one counts from the
 * first stage that it saw up to the first that it did not. What its rating makes of the day
 * changes when it falls due and when its next milestone does; there it is counted in pieces.
 */
export async function tallyStretches (db: Queryable, caller: Caller, stages: Stages): Promise<Stretch[]> {
  const day = sql`(${days(stages.lastDays)})[piece.stage + 1]`
  return await db.rows<Stretch>(sql`select stage as "from", next as "until", status, rag, count(*) as actions,
      count(*) filter (where is_overdue) as overdue,
      coalesce(sum(due_on - date '1970-01-01') filter (where is_overdue), 0) as "dueDays",
      count(*) filter (where is_signed_off) as "signedOff",
      count(*) filter (where status = 'completed' and not is_signed_off) as "beforeThisService",
      count(*) filter (where is_signed_off and handed_in_on <= original_due_on) as "onTimeAgainstOriginalDate",
      count(*) filter (where is_signed_off and handed_in_on <= due_on) as "onTimeAgainstAgreedDate"
    from (select piece.stage, piece.next, status, due_on, original_due_on, coalesce(submitted_on, completed_on) as handed_in_on,
        ${fromDomain(ragSql, day)} as rag, ${fromDomain(overdueSql, day)} as is_overdue, status = 'completed' and assurance = 'signed_off' as is_signed_off
      from (select *, width_bucket(due_on, ${days(stages.lastDays)}) as due, coalesce(width_bucket(next_milestone_due_on, ${days(stages.lastDays)}), ${stages.instants.length}) as milestone from ${stood(caller, stages)}) as stood
      cross join lateral (select least(greatest(least(due, milestone), first), beyond) as one, least(greatest(due, milestone, first), beyond) as other) as turn
      cross join lateral (values (first, turn.one), (turn.one, turn.other), (turn.other, beyond)) as piece (stage, next)
      where piece.stage < piece.next) as rated
    group by stage, next, status, rag`)
}

/** What happened within stages, of what stood at their ends. */
export interface Happened {
  readonly kind: 'opened' | 'completed' | 'closedNotDelivered'
  readonly from: number
  readonly until: number
  readonly actions: number
}

export async function tallyHappenings (db: Queryable, caller: Caller, stages: Stages): Promise<Happened[]> {
  return await db.rows<Happened>(sql`select kind, stage as "from", next as "until", count(*) as actions
    from (select happened.kind, greatest(happened.stage, first) as stage, least(happened.next, beyond) as next
      from ${stood(caller, stages)}
      cross join lateral (select width_bucket(created_at - interval '1 microsecond', ${instants(stages.befores)}) as opened) as counted
      cross join lateral (values ('opened', opened - 1, opened),
        ('completed', case when status = 'completed' then 0 end, width_bucket(completed_on, ${days(stages.firstDays)})),
        ('closedNotDelivered', case when status = 'closed_not_delivered' then 0 end, width_bucket(closed_on, ${days(stages.firstDays)}))) as happened (kind, stage, next)
      where happened.stage is not null and happened.next is not null) as within
    where stage < next group by kind, stage, next`)
}

/** The versions that stood at one stage or more, with the first of these and the first beyond them. What was entered in error never was. */
function stood (caller: Caller, { instants: at }: Stages): SQL {
  const before = (instant: SQL) => sql`width_bucket(${instant} - interval '1 microsecond', ${instants(at)})`
  return sql`(select * from (select ${actionVersions}.*, ${before(sql`${actionVersions.validFrom}`)} as first, ${before(sql`${actionVersions.validTo}`)} as beyond
      from ${actionVersions} where ${actionVersions.partnershipId} = ${caller.partnershipId} and ${actionVersions.validTo} > ${at[0]}::timestamptz and ${actionVersions.validFrom} <= ${at.at(-1)}::timestamptz
        and ${actionVersions.closureReason} is distinct from 'entered_in_error' and ${versionIsVisible(caller)} and ${isVisibleNow(caller)}) as bounded where first < beyond) as standing`
}

function instants (list: readonly string[]): SQL {
  return sql`${sql.param(list)}::timestamptz[]`
}

function days (list: readonly LocalDate[]): SQL {
  return sql`${sql.param(list)}::date[]`
}
