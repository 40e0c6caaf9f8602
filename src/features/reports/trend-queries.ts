import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { overdueSql } from '../../domain/due-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { ragSql } from '../../domain/rating.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fromDomain } from '../../platform/database/sql.ts'
import { isVisibleNow, versionIsVisible } from '../action-versions/as-of-queries.ts'
import { actionVersions } from '../action-versions/tables.ts'
import type { Counted } from './figures.ts'

/** The stages of a trend: the instant at which each is looked at, its days, and the last instant before it; all in ascending order. */
export interface Stages {
  readonly instants: readonly string[]
  readonly lastDays: readonly LocalDate[]
  readonly firstDays: readonly LocalDate[]
  readonly befores: readonly string[]
}

/** Actions that stood at the end of a stage with the same status and rating, counted together. */
export interface StageTally extends Counted {
  /** Its place among the stages that were asked for, from 0. */
  readonly stage: number
  /** Those of them that were created within the stage. */
  readonly opened: number
  /** Those that are completed or closed, and were so within the stage. */
  readonly ended: number
}

/**
 * How the plan stood at every stage, and what had happened within it, in one pass over
 * the versions, however many the stages are: one is counted from the first stage that saw
 * it up to the first that did not.
 */
export async function tallyStages (db: Queryable, caller: Caller, stages: Stages): Promise<StageTally[]> {
  const day = sql`(${days(stages.lastDays)})[stage + 1]`
  return await db.rows<StageTally>(sql`with standing as materialized (${stood(caller, stages)}) select stage, status, rag, sum(versions) as actions,
      coalesce(sum(versions) filter (where is_overdue), 0) as overdue,
      coalesce(sum(versions * (${day} - date '1970-01-01') - due_days) filter (where is_overdue), 0) as "daysOverdue",
      coalesce(sum(versions) filter (where is_signed_off), 0) as "signedOff",
      coalesce(sum(versions) filter (where status = 'completed' and not is_signed_off), 0) as "beforeThisService",
      coalesce(sum(versions) filter (where is_signed_off and met_original), 0) as "onTimeAgainstOriginalDate",
      coalesce(sum(versions) filter (where is_signed_off and met_agreed), 0) as "onTimeAgainstAgreedDate",
      coalesce(sum(versions) filter (where stage = opened), 0) as opened,
      coalesce(sum(versions) filter (where stage < ended), 0) as ended
    from (select stage, status, versions, due_days, is_signed_off, met_original, met_agreed, opened, ended, ${fromDomain(ragSql, day)} as rag, ${fromDomain(overdueSql, day)} as is_overdue
      from ${alike(stages)} cross join lateral generate_series(first, beyond - 1) as stage) as rated
    group by stage, status, rag`)
}

/**
 * Versions that are alike in all that is counted are taken together before anything is reckoned: some thousands of a
 * million. Of a date all that matters is which of the stages that saw the version lie beyond it; it then is any other
 * of which the same is true.
 */
function alike (stages: Stages): SQL {
  const [firsts, lasts] = [days(stages.firstDays), days(stages.lastDays)]
  const held = (stage: SQL) => sql`greatest(first, least(${stage}, beyond))`
  const dayOf = (stage: SQL) => sql`case when ${stage} = 0 then (${lasts})[1] - 1 else (${lasts})[${stage}] end`
  return sql`(select first, beyond, opened, ended, status, confidence, impact, is_signed_off, met_original, met_agreed, versions, due_days,
      ${dayOf(sql`due`)} as due_on, ${dayOf(sql`milestone`)} as next_milestone_due_on, case when is_late then date 'infinity' else date '-infinity' end as submitted_on
    from (select first, beyond, ${held(sql`width_bucket(due_on, ${lasts})`)} as due, ${held(sql`width_bucket(next_milestone_due_on, ${lasts})`)} as milestone,
        greatest(first - 1, least(width_bucket(created_at - interval '1 microsecond', ${instants(stages.befores)}) - 1, beyond)) as opened,
        ${held(sql`coalesce(width_bucket(case status when 'completed' then completed_on when 'closed_not_delivered' then closed_on end, ${firsts}), 0)`)} as ended,
        status, confidence, impact, submitted_on is null or submitted_on > due_on as is_late, status = 'completed' and assurance = 'signed_off' as is_signed_off,
        coalesce(submitted_on, completed_on) <= original_due_on as met_original, coalesce(submitted_on, completed_on) <= due_on as met_agreed,
        count(*) as versions, sum(due_on - date '1970-01-01') as due_days
      from standing group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) as counted) as alike`
}

/**
 * The versions that stood at one stage or more, with the first of these and the first beyond them. What was entered in
 * error never was. To be made beforehand: PostgreSQL, which takes row-level security to hide nearly all, else sorts a
 * million of them on disk to take together those that are alike.
 */
function stood (caller: Caller, { instants: at }: Stages): SQL {
  const before = (instant: SQL) => sql`width_bucket(${instant} - interval '1 microsecond', ${instants(at)})`
  return sql`select * from (select status, confidence, impact, assurance, due_on, original_due_on, next_milestone_due_on, submitted_on, completed_on, closed_on, created_at,
      ${before(sql`valid_from`)} as first, ${before(sql`valid_to`)} as beyond
    from ${actionVersions} where ${actionVersions.partnershipId} = ${caller.partnershipId} and ${actionVersions.validTo} > ${at[0]}::timestamptz and ${actionVersions.validFrom} <= ${at.at(-1)}::timestamptz
      and ${actionVersions.closureReason} is distinct from 'entered_in_error' and ${versionIsVisible(caller)} and ${isVisibleNow(caller)}) as bounded where first < beyond`
}

function instants (list: readonly string[]): SQL {
  return sql`${sql.param(list)}::timestamptz[]`
}

function days (list: readonly LocalDate[]): SQL {
  return sql`${sql.param(list)}::date[]`
}
