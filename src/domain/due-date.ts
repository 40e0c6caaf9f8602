import { isOpen } from './action.ts'
import type { DeliveryStatus } from './action.ts'
import { fieldError } from './field-refusal.ts'
import { daysBetween, isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Role } from './person.ts'
import { Refusal } from './refusal.ts'

export interface DueDate {
  readonly status: DeliveryStatus
  readonly dueOn: LocalDate
  readonly submittedOn: LocalDate | null
}

/** Whether an open action is past its due date. What was submitted in time is not overdue while it awaits sign-off; a pause stops nothing. */
export function isOverdue (action: DueDate, today: LocalDate): boolean {
  return isOpen(action) && isBefore(action.dueOn, today) && !wasSubmittedInTime(action)
}

/** The same rule for queries; the property test of the rating compares the two. */
export const overdueSql =
  "(status in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off') and due_on < :today" +
  " and (status <> 'awaiting_sign_off' or submitted_on is null or submitted_on > due_on))"

function wasSubmittedInTime (action: DueDate): boolean {
  return action.status === 'awaiting_sign_off' && action.submittedOn !== null && !isAfter(action.submittedOn, action.dueOn)
}

/** For how many days an action has been overdue; 0 when it is not. */
export function daysOverdue (action: DueDate, today: LocalDate): number {
  return isOverdue(action, today) ? daysBetween(action.dueOn, today) : 0
}

/** Corrects the due date of an action that nobody has begun and that is not yet due; after that the date moves only by an agreed extension. */
export function correctDueDate<T extends DueDate> (action: T, dueOn: LocalDate, by: { readonly role: Role }, today: LocalDate): T {
  // Integrations send the whole action each time: an unchanged date is no change.
  if (dueOn === action.dueOn) return action
  if (by.role !== 'coordinator') {
    throw new Refusal('forbidden', `A ${by.role} may not change a due date; ask for an extension.`, { role: by.role })
  }
  if (action.status !== 'not_started' || !isAfter(action.dueOn, today)) {
    throw new Refusal('due-date-fixed',
      `The due date ${action.dueOn} of an action that is ${action.status} stands; only before it is started and due can it be corrected. Ask for an extension.`,
      { actionStatus: action.status, dueOn: action.dueOn })
  }
  return { ...action, dueOn }
}

/** Moves the due date later. The original date never changes. */
export function extend<T extends DueDate> (action: T, dueOn: LocalDate): T {
  if (!isAfter(dueOn, action.dueOn)) {
    throw new Refusal('extension-not-later', `The new date ${dueOn} is not later; it must be after ${action.dueOn}.`, { dueOn: action.dueOn, errors: [fieldError('proposedDueOn', `must be after ${action.dueOn}, when it is due now`)] })
  }
  return { ...action, dueOn }
}
