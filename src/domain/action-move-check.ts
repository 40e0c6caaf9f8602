import { evidenceNeededFor, missingEvidence } from './action-evidence.ts'
import type { EvidenceCounts } from './action-evidence.ts'
import { checkFields } from './action-move-fields.ts'
import type { MoveRequest } from './action-move-fields.ts'
import { capacityOf, mayEverMove, moves, movesFrom, statusesBefore } from './action-moves.ts'
import type { Capacity, Move } from './action-moves.ts'
import { relationTo } from './action.ts'
import type { DeliveryStatus, Lifecycle, Responsibility } from './action.ts'
import type { LocalDate } from './local-date.ts'
import type { Role } from './person.ts'
import { Refusal } from './refusal.ts'
import { conflictOfDuties, requireSeparateDuties } from './separation-of-duties.ts'

export type MovableAction = Lifecycle & Responsibility

export interface Mover {
  readonly id: string
  readonly role: Role
  /** Null for a coordinator's service key, which belongs to the whole partnership. */
  readonly agencyId: string | null
}

/** Finds the move that is asked for, in the contract's order: who may (403), from where and on what evidence (409), with what said (422). */
export function checkMove (action: MovableAction, request: MoveRequest, mover: Mover, evidence: EvidenceCounts, today: LocalDate): Move {
  refuseForbiddenMove(action, request.to, mover)
  const move = findMove(action, request.to, mover, evidence)
  if (!isOwnSubmission(move, action, mover)) throw foreignSubmission()
  refuseWithoutEvidence(action, request.to, mover, evidence)
  checkFields(move, request, today)
  return move
}

/** The moves that someone may make from where the action stands, if the evidence and what they say suffice. */
export function allowedMoves (action: MovableAction, mover: Mover): readonly Move[] {
  return moves[action.status].filter(move => obstacleTo(move, action, mover) === undefined)
}

/** `not_theirs`: others make it. `own_work`: they have a part in what they would judge. `not_from_here`: the action stands elsewhere. `foreign_submission`: others handed it in. */
export type Obstacle = 'not_theirs' | 'own_work' | 'not_from_here' | 'foreign_submission'

/** What keeps someone from making a move, whatever the evidence and what they say; undefined when nothing does. */
export function obstacleTo (move: Move, action: MovableAction, mover: Mover): Obstacle | undefined {
  const capacity = capacityFor(action, mover)
  if (capacity === undefined || !move.by.includes(capacity)) return 'not_theirs'
  if (capacity === 'reviewer' && conflictOfDuties(action, mover) !== undefined) return 'own_work'
  if (!moves[action.status].includes(move)) return 'not_from_here'
  return isOwnSubmission(move, action, mover) ? undefined : 'foreign_submission'
}

function capacityFor (action: MovableAction, mover: Mover): Capacity | undefined {
  return capacityOf(mover.role, relationTo(action, mover.agencyId))
}

/** Taking back what another agency submitted would be returning it, which is a reviewer's decision. */
function isOwnSubmission (move: Move, action: MovableAction, mover: Mover): boolean {
  return move.name !== 'withdraw_submission' || action.submittedById === mover.id || action.submittedByAgencyId === mover.agencyId
}

/** Refuses whoever could not bring this action to that status wherever it stood. */
export function refuseForbiddenMove (action: MovableAction, to: DeliveryStatus, mover: Mover): void {
  const relation = relationTo(action, mover.agencyId)
  if (!mayEverMove(mover.role, relation, to)) {
    const whose = mover.role === 'contributor' && relation === 'none' ? ' of an agency that neither owns nor supports it' : ''
    throw new Refusal('forbidden-move', `A ${mover.role}${whose} may not move an action to ${to}.`, { role: mover.role, to })
  }
  if (mover.role === 'reviewer') requireSeparateDuties(action, mover)
}

function foreignSubmission (): Refusal {
  return new Refusal('forbidden-move', 'Another agency submitted this action: that agency may withdraw it, or a reviewer may return it.')
}

function findMove (action: MovableAction, to: DeliveryStatus, mover: Mover, evidence: EvidenceCounts): Move {
  const capacity = capacityFor(action, mover)
  const move = movesFrom(action.status, capacity).find(move => move.to === to)
  if (move !== undefined) return move
  const before = statusesBefore(to, capacity).join(' or ')
  const allowed = allowedMoves(action, mover)
  throw new Refusal('move-not-allowed', `${whyNot(action.status, to, before)} ${inWords(allowed)}`,
    { missing: [`status ${before}`, ...missingEvidence(to, evidence)], allowedMoves: allowed.map(brief) })
}

/** It is there already, others may take it there, or it has to be elsewhere first. */
function whyNot (status: DeliveryStatus, to: DeliveryStatus, before: string): string {
  if (status === to) return `The action is ${to} already.`
  const others = [...new Set(moves[status].filter(move => move.to === to).flatMap(({ by }) => by))]
  const cannot = `An action that is ${status} cannot become ${to}`
  return others.length === 0 ? `${cannot}: it has to be ${before} first.` : `${cannot} by you: that is for ${others.map(capacity => capacityWords[capacity]).join(' or ')}.`
}

const capacityWords: Readonly<Record<Capacity, string>> = {
  worker: 'a contributor of the agency that owns or supports it', reviewer: 'a reviewer of an agency that has no part in it', coordinator: 'a coordinator', scrutineer: 'a scrutineer'
}

function refuseWithoutEvidence (action: MovableAction, to: DeliveryStatus, mover: Mover, evidence: EvidenceCounts): void {
  const missing = missingEvidence(to, evidence)
  if (missing.length === 0) return
  const since = action.reopenings > 0 ? ' since the last reopening' : ''
  throw new Refusal('evidence-missing',
    `To become ${to}, an action needs ${evidenceNeededFor(to)}${since}; missing: ${missing.join(', ')}.`,
    { missing, allowedMoves: allowedMoves(action, mover).filter(move => move.to !== to).map(brief) })
}

function inWords (allowed: readonly Move[]): string {
  if (allowed.length === 0) return 'There is no move that you may make from there.'
  return `From there you may ${allowed.map(move => `${move.name} (to ${move.to})`).join(', ')}.`
}

function brief (move: Move): Pick<Move, 'to' | 'name'> {
  return { to: move.to, name: move.name }
}
