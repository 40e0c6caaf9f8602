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
  return await db.rows<Stretch>(sql`select stage as "from", next as "until", status, rag, sum(versions)::bigint as actions,
      coalesce(sum(versions) filter (where is_overdue), 0)::bigint as overdue,
      coalesce(sum(due_days) filter (where is_overdue), 0)::bigint as "dueDays",
      coalesce(sum(versions) filter (where is_signed_off), 0)::bigint as "signedOff",
      coalesce(sum(versions) filter (where status = 'completed' and not is_signed_off), 0)::bigint as "beforeThisService",
      coalesce(sum(versions) filter (where is_signed_off and met_original), 0)::bigint as "onTimeAgainstOriginalDate",
      coalesce(sum(versions) filter (where is_signed_off and met_agreed), 0)::bigint as "onTimeAgainstAgreedDate"
    from (select piece.stage, piece.next, status, versions, due_days, is_signed_off, met_original, met_agreed, ${fromDomain(ragSql, day)} as rag, ${fromDomain(overdueSql, day)} as is_overdue
      from ${alike(caller, stages)}
      cross join lateral (select least(greatest(least(due, milestone), first), beyond) as one, least(greatest(due, milestone, first), beyond) as other) as turn
      cross join lateral (values (first, turn.one), (turn.one, turn.other), (turn.other, beyond)) as piece (stage, next)
      where piece.stage < piece.next) as rated
    group by stage, next, status, rag`)
}

/**
 * Versions that are alike in all that is counted are taken together before anything is reckoned: some thousands of
 * half a million. Their dates are then any that lie on the same side of each stage's last day.
 */
function alike (caller: Caller, stages: Stages): SQL {
  const ofStages = days(stages.lastDays)
  return sql`(select first, beyond, due, milestone, status, confidence, impact, is_signed_off, met_original, met_agreed, versions, due_days,
      case when due = 0 then (${ofStages})[1] - 1 else (${ofStages})[due] end as due_on,
      case when milestone = 0 then (${ofStages})[1] - 1 else (${ofStages})[milestone] end as next_milestone_due_on,
      case when is_late then date 'infinity' else date '-infinity' end as submitted_on
    from (select first, beyond, width_bucket(due_on, ${ofStages}) as due, coalesce(width_bucket(next_milestone_due_on, ${ofStages}), ${stages.lastDays.length}::integer) as milestone,
        status, confidence, impact, submitted_on is null or submitted_on > due_on as is_late, status = 'completed' and assurance = 'signed_off' as is_signed_off,
        coalesce(submitted_on, completed_on) <= original_due_on as met_original, coalesce(submitted_on, completed_on) <= due_on as met_agreed,
        count(*) as versions, sum(due_on - date '1970-01-01') as due_days
      from ${stood(caller, stages)} group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) as counted) as alike`
}

/** What happened within stages, of what stood at their ends. */
export interface Happened {
  readonly kind: 'opened' | 'completed' | 'closedNotDelivered'
  readonly from: number
  readonly until: number
  readonly actions: number
}

export async function tallyHappenings (db: Queryable, caller: Caller, stages: Stages): Promise<Happened[]> {
  const mayHaveHappened = sql` and (${actionVersions.createdAt} > ${stages.befores[0]}::timestamptz or ${actionVersions.status} in ('completed', 'closed_not_delivered'))`
  return await db.rows<Happened>(sql`select kind, stage as "from", next as "until", count(*) as actions
    from (select happened.kind, greatest(happened.stage, first) as stage, least(happened.next, beyond) as next
      from ${stood(caller, stages, mayHaveHappened)}
      cross join lateral (select width_bucket(created_at - interval '1 microsecond', ${instants(stages.befores)}) as opened) as counted
      cross join lateral (values ('opened', opened - 1, opened),
        ('completed', case when status = 'completed' then 0 end, width_bucket(completed_on, ${days(stages.firstDays)})),
        ('closedNotDelivered', case when status = 'closed_not_delivered' then 0 end, width_bucket(closed_on, ${days(stages.firstDays)}))) as happened (kind, stage, next)
      where happened.stage is not null and happened.next is not null) as within
    where stage < next group by kind, stage, next`)
}

/** The versions that stood at one stage or more, with the first of these and the first beyond them. What was entered in error never was. */
function stood (caller: Caller, { instants: at }: Stages, more: SQL = sql``): SQL {
  const before = (instant: SQL) => sql`width_bucket(${instant} - interval '1 microsecond', ${instants(at)})`
  return sql`(select * from (select ${actionVersions}.*, ${before(sql`${actionVersions.validFrom}`)} as first, ${before(sql`${actionVersions.validTo}`)} as beyond
      from ${actionVersions} where ${actionVersions.partnershipId} = ${caller.partnershipId} and ${actionVersions.validTo} > ${at[0]}::timestamptz and ${actionVersions.validFrom} <= ${at.at(-1)}::timestamptz
        and ${actionVersions.closureReason} is distinct from 'entered_in_error' and ${versionIsVisible(caller)} and ${isVisibleNow(caller)}${more}) as bounded where first < beyond) as standing`
}

function instants (list: readonly string[]): SQL {
  return sql`${sql.param(list)}::timestamptz[]`
}

function days (list: readonly LocalDate[]): SQL {
  return sql`${sql.param(list)}::date[]`
}
