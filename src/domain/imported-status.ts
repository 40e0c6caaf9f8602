import type { Lifecycle } from './action.ts'
import { fieldError } from './field-refusal.ts'
import type { FieldError } from './field-refusal.ts'
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

/** What a plan says, as far as its cells could be read: undefined is not known. */
export type StatusAsRead = { readonly [Field in keyof ImportedStatus]: ImportedStatus[Field] | undefined }

export interface TakenOver {
  /** Undefined: there are faults, or something is not known. */
  readonly begun: Begun | undefined
  readonly faults: readonly FieldError[]
}

/**
 * Takes over how far an action had come before it was followed here, or tells everything that cannot be so; what
 * depends on a cell that could not be read is not judged. What was completed is so on the plan's word alone: nobody
 * signed it off.
 */
export function takeOverStatus (said: StatusAsRead, today: LocalDate): TakenOver {
  const faults = rules.flatMap(([fields, faultOf]) => {
    const fault = isKnown(said, fields) && faultOf(said, today)
    return fault === false ? [] : [fieldError(fields[0], fault)]
  })
  return { begun: faults.length === 0 && isKnown(said, fieldsOf(said)) ? begunAs(said) : undefined, faults }
}

function begunAs ({ status, startedOn, completedOn, originalDueOn }: ImportedStatus): Begun {
  return status === 'completed'
    ? { status, startedOn, completedOn, originalDueOn, closureReason: 'delivered', assurance: 'before_this_service' }
    : { status, startedOn, completedOn: null, originalDueOn, closureReason: null, assurance: null }
}

type Field = keyof ImportedStatus

/** Looks at what it names alone, the field that is to be put right first; false: it is well. */
type Rule = readonly [fields: readonly [Field, ...Field[]], faultOf: (said: ImportedStatus, today: LocalDate) => string | false]

const rules: readonly Rule[] = [
  [['originalDueOn', 'dueOn'], ({ originalDueOn, dueOn }) => isAfter(originalDueOn, dueOn) && `is ${originalDueOn}, after the due date ${dueOn}: the first due date cannot be the later one.`],
  [['startedOn'], ({ startedOn }, today) => toCome(startedOn, today)],
  [['completedOn'], ({ completedOn }, today) => toCome(completedOn, today)],
  [['startedOn', 'status'], ({ startedOn, status }) => status === 'not_started' && startedOn !== null && 'says when work began, while the status is not_started: leave it empty, or make the status in_progress.'],
  [['completedOn', 'status'], ({ completedOn, status }) => status !== 'completed' && completedOn !== null && `says when it was completed, while the status is ${status}: leave it empty, or make the status completed.`],
  [['completedOn', 'status'], ({ completedOn, status }) => status === 'completed' && completedOn === null && 'is needed with the status completed.'],
  [['startedOn', 'completedOn'], ({ startedOn, completedOn }) => startedOn !== null && completedOn !== null && isAfter(startedOn, completedOn) && `is ${startedOn}, after it was completed.`]
]

/** Whether these fields are known; of others a rule that names these knows nothing. */
function isKnown (said: StatusAsRead, fields: readonly Field[]): said is ImportedStatus {
  return fields.every((field) => said[field] !== undefined)
}

function fieldsOf (said: StatusAsRead): Field[] {
  return Object.keys(said) as Field[] // it has no others
}

function toCome (day: LocalDate | null, today: LocalDate): string | false {
  return day !== null && isAfter(day, today) && `is ${day}, in the future; it can be ${today} at the latest.`
}
