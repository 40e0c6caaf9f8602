import { addDays, localDateAt } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Frequency } from '../../domain/measure.ts'
import { missingPeriod } from '../../domain/missing-observation.ts'
import { recipientsOfJudges, recipientsOfOwner } from '../../domain/reminder-recipients.ts'
import type { Directory, OwnedWork } from '../../domain/reminder-recipients.ts'
import { daysToAnswer } from '../../domain/reminder.ts'
import type { Chased, Recipients, ReminderSubject } from '../../domain/reminder.ts'
import type { JudgedWork } from '../../domain/separation-of-duties.ts'

/** What a source of candidates tells of each: from when its due date is reckoned, and whose it is. */
export interface CandidateRow extends OwnedWork, Partial<Omit<JudgedWork, 'ownerAgencyId'>> {
  readonly id: string
  readonly subjectType: ReminderSubject
  readonly actionId: string | null
  /** Its due date, or the day on which it was handed in; null where `countedAt` tells the instant. */
  readonly countedFrom: LocalDate | null
  readonly countedAt: string | null
  readonly frequency?: Frequency
  readonly lastStartsOn?: LocalDate | null
}

const judged: readonly ReminderSubject[] = ['sign_off', 'extension', 'evidence', 'impact_review']

/** Turns rows into what is chased. Most share their lead and agency with others: their recipients are worked out once. */
export function chasedBy (directory: Directory, timeZone: string): (row: CandidateRow) => Chased {
  const known = new Map<string, Recipients>()
  return (row) => {
    const key = partiesOf(row)
    const recipients = known.get(key) ?? recipientsOf(row, directory)
    known.set(key, recipients)
    return { subjectType: row.subjectType, subjectId: row.id, actionId: row.actionId, recipients, ...dueBy(row, timeZone) }
  }
}

function partiesOf ({ subjectType, leadPersonId, ownerAgencyId, ownerAgencyIdWhenSubmitted, submittedById, submittedByAgencyId }: CandidateRow): string {
  return judged.includes(subjectType)
    ? `judges ${ownerAgencyId} ${ownerAgencyIdWhenSubmitted} ${submittedById} ${submittedByAgencyId}`
    : `owner ${leadPersonId} ${ownerAgencyId}`
}

function recipientsOf (row: CandidateRow, directory: Directory): Recipients {
  const { ownerAgencyId, ownerAgencyIdWhenSubmitted = null, submittedById = null, submittedByAgencyId = null } = row
  if (!judged.includes(row.subjectType) || ownerAgencyId === null) return recipientsOfOwner(row, directory)
  return recipientsOfJudges({ ownerAgencyId, ownerAgencyIdWhenSubmitted, submittedById, submittedByAgencyId }, directory)
}

function dueBy (row: CandidateRow, timeZone: string): Pick<Chased, 'dueOn' | 'occurrence'> {
  const countedFrom = row.countedFrom ?? localDateAt(row.countedAt ?? '', timeZone) // a row has one of the two
  if (row.frequency === undefined) return { occurrence: '', dueOn: later(countedFrom, graceOf(row.subjectType)) }
  const { period, endsOn } = missingPeriod({ frequency: row.frequency, madeOn: countedFrom, lastStartsOn: row.lastStartsOn ?? null })
  return { occurrence: period, dueOn: later(endsOn, graceOf('observation')) }
}

// Most have no grace, and a calendar is dear to ask a hundred thousand times.
function later (day: LocalDate, days: number): LocalDate {
  return days === 0 ? day : addDays(day, days)
}

function graceOf (subjectType: ReminderSubject): number {
  const grace: Readonly<Partial<Record<ReminderSubject, number>>> = daysToAnswer
  return grace[subjectType] ?? 0
}
