import { moveFields } from './action-moves.ts'
import type { Move, MoveField } from './action-moves.ts'
import type { ClosureReason, DeliveryStatus } from './action.ts'
import { fieldError, fieldRefusal } from './field-refusal.ts'
import { isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { Refusal } from './refusal.ts'

export interface MoveRequest {
  readonly to: DeliveryStatus
  readonly note?: string
  readonly resumeOn?: LocalDate
  readonly closureReason?: ClosureReason
  readonly dueOn?: LocalDate
}

/** Refuses what is said about a move when it is too little, too much, or a day that cannot be. */
export function checkFields (move: Move, request: MoveRequest, today: LocalDate): void {
  requireNeeded(move, request)
  refuseStray(move, request)
  if (request.closureReason !== undefined && move.closesAs?.includes(request.closureReason) === false) {
    throw fieldRefusal('rule-broken', 'closureReason',
      `An action is not ${move.to} as ${request.closureReason}; say ${move.closesAs.join(', ')}.`)
  }
  if (request.resumeOn !== undefined && !isAfter(request.resumeOn, today)) {
    throw fieldRefusal('rule-broken', 'resumeOn', `The work cannot resume on ${request.resumeOn}; give a day after today, ${today}.`)
  }
  if (request.dueOn !== undefined && isBefore(request.dueOn, today)) {
    throw fieldRefusal('rule-broken', 'dueOn', `A reopened action cannot be due on ${request.dueOn}; give today, ${today}, or a later day.`)
  }
}

function requireNeeded (move: Move, request: MoveRequest): void {
  const missing = move.needs.filter(field => isBlank(request[field]))
  if (missing.length === 0) return
  throw new Refusal('transition-incomplete', `The move ${move.name} also needs ${missing.join(' and ')}.`, {
    missing,
    errors: missing.map(field => fieldError(field, `The move ${move.name} needs ${field}.`))
  })
}

/** A due date that is taken and then ignored would be worse than one refused. A note is always welcome. */
function refuseStray (move: Move, request: MoveRequest): void {
  const stray = moveFields.find(field => request[field] !== undefined && !takes(move, field))
  if (stray !== undefined) throw fieldRefusal('rule-broken', stray, `The move ${move.name} takes no ${stray}; leave it out.`)
}

function takes (move: Move, field: MoveField): boolean {
  if (field === 'note') return true
  return field === 'closureReason' ? move.closesAs !== undefined : move.needs.includes(field)
}

function isBlank (text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}
