import { isOpen } from './action.ts'
import { isOverdue } from './due-date.ts'
import type { DueDate } from './due-date.ts'
import { addDays, daysBetween, isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { countWorkingDays, isWeekday } from './working-day.ts'
import type { BankHoliday } from './working-day.ts'

/** How an action stands against its due date today. */
export const deadlineStates = ['due_later', 'due_today', 'overdue', 'awaiting_sign_off', 'ended'] as const

export type DeadlineState = typeof deadlineStates[number]

/** Whether there is still time, whether it is over, or whether the action no longer waits for its owner. */
export function deadlineState (action: DueDate, today: LocalDate): DeadlineState {
  if (!isOpen(action)) return 'ended'
  if (isOverdue(action, today)) return 'overdue'
  if (action.status === 'awaiting_sign_off') return 'awaiting_sign_off'
  return action.dueOn === today ? 'due_today' : 'due_later'
}

export interface Span { readonly from: LocalDate, readonly to: LocalDate }

// A due date may be in the year 9999. Bank holidays are proclaimed some two years ahead; ten are a plan's longest.
const furthestDays = 3653

/** The days whose bank holidays matter: those after the earlier of the two days, up to the later, and within ten years of today. */
export function spanOf (dueOn: LocalDate, today: LocalDate): Span {
  if (isBefore(dueOn, today)) return { from: clamped(dueOn, today), to: today }
  return { from: today, to: clamped(dueOn, today) }
}

function clamped (day: LocalDate, today: LocalDate): LocalDate {
  const distance = daysBetween(today, day)
  return Math.abs(distance) <= furthestDays ? day : addDays(today, Math.sign(distance) * furthestDays)
}

export interface TimeLeft {
  /** Calendar days from today to the due date; negative when it is past. */
  readonly daysLeft: number
  /** The working days among them; negative when it is past. */
  readonly workingDaysLeft: number
  readonly weekendDays: number
  /** Those that cost a working day. */
  readonly bankHolidays: readonly BankHoliday[]
}

/** Takes the days between today and the due date apart: weekends, bank holidays by name, and the working days that remain. */
export function timeLeft (dueOn: LocalDate, today: LocalDate, calendar: readonly BankHoliday[]): TimeLeft {
  const isPast = isBefore(dueOn, today)
  const [from, to] = isPast ? [dueOn, today] : [today, dueOn]
  const bankHolidays = calendar.filter(({ on }) => isAfter(on, from) && !isAfter(on, to) && isWeekday(on))
  const days = daysBetween(from, to)
  const workingDays = countWorkingDays(from, to, new Set(bankHolidays.map(({ on }) => on)))
  return {
    daysLeft: signed(days, isPast),
    workingDaysLeft: signed(workingDays, isPast),
    weekendDays: days - workingDays - new Set(bankHolidays.map(({ on }) => on)).size,
    bankHolidays
  }
}

/** Without the -0 that a negated nothing would be. */
function signed (count: number, isPast: boolean): number {
  return isPast && count > 0 ? -count : count
}

interface Delivery extends DueDate {
  readonly originalDueOn: LocalDate
  readonly completedOn: LocalDate | null
}

export interface Lateness {
  /** Days past the date that was set first; 0 when in time. */
  readonly againstOriginal: number
  /** Days past the date as it was agreed last; 0 when in time. */
  readonly againstAgreed: number
}

/** How late the work was handed in, or is by today, against the first date and the agreed one; null for what was closed without being delivered. */
export function latenessOf (action: Delivery, today: LocalDate): Lateness | null {
  if (action.status === 'closed_not_delivered') return null
  const handedInOn = handedIn(action) ?? today
  return {
    againstOriginal: Math.max(0, daysBetween(action.originalDueOn, handedInOn)),
    againstAgreed: Math.max(0, daysBetween(action.dueOn, handedInOn))
  }
}

/** The day that counts is the owner's: how long the reviewer takes is not. The summary counts by the same. */
function handedIn ({ status, submittedOn, completedOn }: Delivery): LocalDate | null {
  if (status === 'completed') return submittedOn ?? completedOn
  return status === 'awaiting_sign_off' ? submittedOn : null
}

export const dueDateStepKinds = ['set', 'corrected', 'reopened', 'extension_requested', 'extension_agreed', 'extension_declined'] as const

export type DueDateStepKind = typeof dueDateStepKinds[number]

export interface DueDateStep {
  readonly kind: DueDateStepKind
  /** The due date that the step set; null when it left it as it was. */
  readonly dueOnSet: LocalDate | null
}

/** Follows the due date through all that happened to it: what it was before each step, and after. */
export function traceDueDate<Step extends DueDateStep> (originalDueOn: LocalDate, steps: readonly Step[]): Array<Step & { dueOnBefore: LocalDate, dueOnAfter: LocalDate }> {
  let dueOn = originalDueOn
  return steps.map((step) => {
    const dueOnBefore = dueOn
    dueOn = step.dueOnSet ?? dueOn
    return { ...step, dueOnBefore, dueOnAfter: dueOn }
  })
}
