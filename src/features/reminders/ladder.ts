import { addDays, localDateAt } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { daysAhead } from '../../domain/escalation.ts'
import type { Directory } from '../../domain/reminder-recipients.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import type { Chased } from '../../domain/reminder.ts'
import type { BankHolidays } from '../../domain/working-day.ts'
import { bankHolidaysBetween } from '../../platform/bank-holidays.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { findPartnership } from '../partnerships/queries.ts'
import { chasedBy } from './candidates.ts'
import type { CandidateRow } from './candidates.ts'
import { readDirectory } from './directory.ts'
import { findPolicy } from './policy-queries.ts'

/** All that the ladder of a partnership is climbed with on one day. */
export interface Ladder {
  readonly partnershipId: string
  readonly timeZone: string
  readonly policy: ReminderPolicy
  readonly directory: Directory
  readonly today: LocalDate
  /** Those of the weeks before and the year after. */
  readonly bankHolidays: BankHolidays
  /** Nothing that is reckoned from a later day is due yet. */
  readonly horizon: LocalDate
  readonly chasedOf: (row: CandidateRow) => Chased
}

/** Reads the policy, the calendar and the directory of a partnership, for today or another day. */
export async function readLadder (db: Queryable, partnershipId: string, now: string, given: { readonly policy?: ReminderPolicy, readonly asOf?: LocalDate } = {}): Promise<Ladder> {
  const [{ timeZone }, kept] = await Promise.all([findPartnership(db, partnershipId), findPolicy(db, partnershipId)])
  const policy = given.policy ?? kept
  const today = given.asOf ?? localDateAt(now, timeZone)
  const directory = await readDirectory(db, partnershipId, today)
  return { partnershipId, timeZone, policy, directory, today, bankHolidays: bankHolidaysAround(today), horizon: addDays(today, daysAhead(policy)), chasedOf: chasedBy(directory, timeZone) }
}

export function bankHolidaysAround (day: LocalDate): BankHolidays {
  return new Set(bankHolidaysBetween(addDays(day, -31), addDays(day, 366)).map(({ on }) => on))
}
