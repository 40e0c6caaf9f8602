import type { DeadlineState, Lateness, TimeLeft } from '../../domain/deadline.ts'
import type { LocalDate } from '../../domain/local-date.ts'

/** The arithmetic of a deadline in a sentence; no time is left where none is counted. */
export function explain (dueOn: LocalDate, state: DeadlineState, left: TimeLeft | undefined, daysLate: Lateness | null): string {
  if (state === 'awaiting_sign_off') return `Handed in by its due date, ${dueOn}; it waits for sign-off.`
  if (left === undefined) return daysLate === null ? `Closed without being delivered; it was due on ${dueOn}.` : `Completed; it was due on ${dueOn}, and handed in ${lateness(daysLate)}.`
  if (state === 'due_today') return `Due today, ${dueOn}.`
  const { daysLeft, workingDaysLeft, weekendDays, bankHolidays } = left
  const parts = `${counted(Math.abs(workingDaysLeft), 'working day')}: ${counted(Math.abs(daysLeft), 'day')} less ${counted(weekendDays, 'weekend day')} and ${counted(bankHolidays.length, 'bank holiday')}`
  const named = bankHolidays.length === 0 || bankHolidays.length > mostNamed ? '' : ` (${bankHolidays.map(({ on, name }) => `${name} on ${on}`).join(', ')})`
  return state === 'overdue' ? `Due on ${dueOn}, overdue by ${parts}${named}.` : `Due on ${dueOn}, in ${parts}${named}.`
}

// More make a list, not a sentence; all are in `bankHolidays`.
const mostNamed = 10

function lateness ({ againstOriginal, againstAgreed }: Lateness): string {
  if (againstOriginal === 0 && againstAgreed === 0) return 'in time'
  return `${againstAgreed === 0 ? 'by the agreed date' : `${counted(againstAgreed, 'day')} after the agreed date`} and ${counted(againstOriginal, 'day')} after the original one`
}

function counted (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
