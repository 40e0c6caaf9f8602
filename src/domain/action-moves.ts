import type { ClosureReason, DeliveryStatus, Relation } from './action.ts'
import type { Role } from './person.ts'

/** In what capacity someone moves an action. A worker is a contributor of the agency that owns or supports it. */
export type Capacity = 'worker' | 'reviewer' | 'coordinator' | 'scrutineer'

export const moveNames = [
  'start', 'pause', 'resume', 'submit', 'withdraw_submission', 'sign_off', 'return', 'close', 'reopen_closed', 'reopen_completed'
] as const

export type MoveName = typeof moveNames[number]

/** What can be said about a move, and has to be where the move needs it. */
export const moveFields = ['note', 'resumeOn', 'closureReason', 'dueOn'] as const

export type MoveField = typeof moveFields[number]

export interface Move {
  readonly name: MoveName
  readonly to: DeliveryStatus
  readonly by: readonly Capacity[]
  readonly needs: readonly MoveField[]
  /** The closure reasons that fit the move; a move without them ends nothing. */
  readonly closesAs?: readonly ClosureReason[]
}

// Those who do the work, and the coordinators who may do it for them.
const start: Move = { name: 'start', to: 'in_progress', by: ['worker', 'coordinator'], needs: [] }
const pause: Move = { name: 'pause', to: 'paused', by: ['worker', 'coordinator'], needs: ['note', 'resumeOn'] }
const resume: Move = { name: 'resume', to: 'in_progress', by: ['worker', 'coordinator'], needs: [] }
const submit: Move = { name: 'submit', to: 'awaiting_sign_off', by: ['worker', 'coordinator'], needs: [] }
const withdrawSubmission: Move = { name: 'withdraw_submission', to: 'in_progress', by: ['worker', 'coordinator'], needs: [] }

// Those who judge it: never the ones who did it (separation-of-duties.ts).
const signOff: Move = { name: 'sign_off', to: 'completed', by: ['reviewer'], needs: [], closesAs: ['delivered'] }
const returnToOwner: Move = { name: 'return', to: 'in_progress', by: ['reviewer'], needs: ['note'] }

// Those who keep the plan, and those who test it afterwards.
const close: Move = {
  name: 'close',
  to: 'closed_not_delivered',
  by: ['coordinator'],
  needs: ['note', 'closureReason'],
  closesAs: ['merged', 'superseded', 'not_progressed', 'entered_in_error']
}
const reopenClosed: Move = { name: 'reopen_closed', to: 'in_progress', by: ['coordinator'], needs: ['note', 'dueOn'] }
const reopenCompleted: Move = { name: 'reopen_completed', to: 'in_progress', by: ['coordinator', 'scrutineer'], needs: ['note', 'dueOn'] }

/** Every move that an action can make, by where it stands. A move that is not listed does not exist. */
export const moves: Readonly<Record<DeliveryStatus, readonly Move[]>> = {
  not_started: [start, pause, close],
  in_progress: [pause, submit, close],
  paused: [resume, close],
  awaiting_sign_off: [signOff, returnToOwner, withdrawSubmission, close],
  completed: [reopenCompleted],
  closed_not_delivered: [reopenClosed]
}

/** In what capacity someone of this role and agency moves an action; undefined for those who only read. */
export function capacityOf (role: Role, relation: Relation): Capacity | undefined {
  if (role === 'viewer') return undefined
  if (role === 'contributor') return relation === 'none' ? undefined : 'worker'
  return role
}

/** The moves that exist from a status for someone in this capacity, whatever else they need. */
export function movesFrom (status: DeliveryStatus, capacity: Capacity | undefined): readonly Move[] {
  return moves[status].filter(move => capacity !== undefined && move.by.includes(capacity))
}

/** From where someone in this capacity can bring an action to a status. */
export function statusesBefore (to: DeliveryStatus, capacity: Capacity | undefined): readonly DeliveryStatus[] {
  // Object.keys forgets the type of the keys.
  const statuses = Object.keys(moves) as DeliveryStatus[]
  return statuses.filter(status => movesFrom(status, capacity).some(move => move.to === to))
}

/** Whether someone of this role and agency could ever bring an action to this status, wherever it stands now. */
export function mayEverMove (role: Role, relation: Relation, to: DeliveryStatus): boolean {
  return statusesBefore(to, capacityOf(role, relation)).length > 0
}
