import { missingEvidence } from '../domain/action-evidence.ts'
import type { EvidenceCounts } from '../domain/action-evidence.ts'
import { obstacleTo } from '../domain/action-move-check.ts'
import type { MovableAction, Obstacle } from '../domain/action-move-check.ts'
import { moves } from '../domain/action-moves.ts'
import type { Capacity, Move, MoveName } from '../domain/action-moves.ts'
import type { Caller } from '../domain/permission.ts'
import { Refusal } from '../domain/refusal.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { words } from './words.ts'

/** A move that exists from where an action stands: theirs to make now, theirs once something is there, or for others. */
export interface MoveOffer {
  readonly name: MoveName
  readonly offered: boolean
  /** What has to be there first. */
  readonly waitsFor?: string
  /** Whose it is. */
  readonly why?: string
}

/** What somebody may do with an action by the rules of the domain, and why the rest is not offered. */
export function offersFor (action: MovableAction, caller: Caller, evidence: EvidenceCounts): MoveOffer[] {
  return moves[action.status].map((move) => {
    const { name } = move
    const obstacle = obstacleTo(move, action, caller)
    if (obstacle !== undefined) return { name, offered: false, why: whyNot(move, obstacle, action) }
    const waitsFor = stillNeeded(move, action, evidence)
    return waitsFor === undefined ? { name, offered: true } : { name, offered: false, waitsFor }
  })
}

/** "It still needs one accepted output or process item."; undefined where nothing is missing. */
export function stillNeeded ({ to }: Pick<Move, 'to'>, { reopenings }: Pick<MovableAction, 'reopenings'>, evidence: EvidenceCounts): string | undefined {
  const missing = missingEvidence(to, evidence)
  if (missing.length === 0) return undefined
  return `It still needs ${missing.join(' and ')}${reopenings > 0 ? ', since it was last reopened' : ''}.`
}

const codes: Readonly<Record<Obstacle, RefusalCode>> = { not_theirs: 'forbidden-move', own_work: 'separation-of-duties', not_from_here: 'move-not-allowed', foreign_submission: 'forbidden-move' }

/** Refuses the form of a move that could not be carried out, before anything is typed into it. */
export function refuseUnlessOffered (move: Move, action: MovableAction, caller: Caller, evidence: EvidenceCounts): void {
  const obstacle = obstacleTo(move, action, caller)
  if (obstacle !== undefined) throw new Refusal(codes[obstacle], `“${words.move[move.name]}” is not open to you here. ${whyNot(move, obstacle, action)}`)
  const waitsFor = stillNeeded(move, action, evidence)
  if (waitsFor !== undefined) throw new Refusal('evidence-missing', `“${words.move[move.name]}” is not possible yet. ${waitsFor}`)
}

function whyNot (move: Move, obstacle: Obstacle, { status }: MovableAction): string {
  if (obstacle === 'own_work') return 'Your agency does this work, or you handed it in: somebody of another agency judges it.'
  if (obstacle === 'not_from_here') return `The action’s status is “${words.status[status]}”, from which it is not made.`
  if (move.name === 'withdraw_submission') return 'Only the agency that handed it in may take it back.'
  return `This is for ${move.by.map((capacity) => who[capacity]).join(' or ')}.`
}

const who: Readonly<Record<Capacity, string>> = { worker: 'its owner and supporting agencies', reviewer: 'a reviewer of another agency', coordinator: 'a coordinator', scrutineer: 'a scrutineer' }
