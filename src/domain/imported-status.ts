import type { Lifecycle } from './action.ts'
import { fieldRefusal } from './field-refusal.ts'
import { isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** What a plan may honestly say of an action that this service has not followed: the other statuses need a decision that is on record here. */
export const importableStatuses = ['not_started', 'in_progress', 'completed'] as const

export type ImportableStatus = typeof importableStatuses[number]

export interface ImportedStatus {
  readonly status: ImportableStatus
  readonly startedOn: LocalDate | null
  readonly completedOn: LocalDate | null
  readonly dueOn: LocalDate
  readonly originalDueOn: LocalDate
}

type Begun = Pick<Lifecycle, 'status' | 'startedOn' | 'completedOn' | 'closureReason' | 'assurance'> & { readonly originalDueOn: LocalDate }

/** Takes over how far an action had come before it was followed here. What was completed is so on the plan's word alone: nobody signed it off. */
export function takeOverStatus ({ status, startedOn, completedOn, dueOn, originalDueOn }: ImportedStatus, today: LocalDate): Begun {
  if (isAfter(originalDueOn, dueOn)) throw fieldRefusal('rule-broken', 'originalDueOn', `is ${originalDueOn}, after the due date ${dueOn}: the first due date cannot be the later one.`)
  refuseFuture('startedOn', startedOn, today)
  refuseFuture('completedOn', completedOn, today)
  if (status === 'not_started' && startedOn !== null) throw fieldRefusal('rule-broken', 'startedOn', 'says when work began, while the status is not_started: leave it empty, or make the status in_progress.')
  if (status !== 'completed' && completedOn !== null) throw fieldRefusal('rule-broken', 'completedOn', `says when it was completed, while the status is ${status}: leave it empty, or make the status completed.`)
  if (status === 'completed' && completedOn === null) throw fieldRefusal('rule-broken', 'completedOn', 'is needed with the status completed.')
  if (startedOn !== null && completedOn !== null && isAfter(startedOn, completedOn)) throw fieldRefusal('rule-broken', 'startedOn', `is ${startedOn}, after it was completed.`)
  return status === 'completed'
    ? { status, startedOn, completedOn, originalDueOn, closureReason: 'delivered', assurance: 'before_this_service' }
    : { status, startedOn, completedOn: null, originalDueOn, closureReason: null, assurance: null }
}

function refuseFuture (field: string, day: LocalDate | null, today: LocalDate): void {
  if (day !== null && isAfter(day, today)) throw fieldRefusal('rule-broken', field, `is ${day}, in the future; it can be ${today} at the latest.`)
}
