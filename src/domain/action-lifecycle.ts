import type { EvidenceCounts } from './action-evidence.ts'
import { checkMove } from './action-move-check.ts'
import type { MovableAction, Mover } from './action-move-check.ts'
import type { MoveRequest } from './action-move-fields.ts'
import type { MoveName } from './action-moves.ts'
import type { Lifecycle, Submission } from './action.ts'
import type { LocalDate } from './local-date.ts'

export interface DecidedMove {
  readonly name: MoveName
  /** The fields of the action that the move sets. */
  readonly changes: Partial<Lifecycle>
}

/** Moves an action to another status, or refuses and says what is missing and which moves are allowed. */
export function decideMove (action: MovableAction, request: MoveRequest, mover: Mover, evidence: EvidenceCounts, today: LocalDate): DecidedMove {
  const move = checkMove(action, request, mover, evidence, today)
  // What a move asks for beside the note are fields of the action; a field that the move does not take was refused.
  const { to, note, ...stated } = request
  return { name: move.name, changes: { ...stated, status: to, ...effects[move.name](action, mover, today) } }
}

const nobodySubmitted: Submission = {
  submittedOn: null, submittedById: null, submittedByAgencyId: null, ownerAgencyIdWhenSubmitted: null
}

/** What each move does besides changing the status and recording what was said about it. */
const effects: Record<MoveName, (action: MovableAction, mover: Mover, today: LocalDate) => Partial<Lifecycle>> = {
  start: (_action, _mover, today) => ({ startedOn: today }),
  pause: () => ({}),
  resume: (action, _mover, today) => ({ startedOn: action.startedOn ?? today, resumeOn: null }),
  submit: (action, mover, today) => ({
    submittedOn: today,
    submittedById: mover.id,
    submittedByAgencyId: mover.agencyId,
    ownerAgencyIdWhenSubmitted: action.ownerAgencyId
  }),
  withdraw_submission: () => nobodySubmitted,
  return: () => nobodySubmitted,
  sign_off: (_action, _mover, today) => ({ completedOn: today, closureReason: 'delivered', assurance: 'signed_off' }),
  close: (_action, _mover, today) => ({ closedOn: today, resumeOn: null }),
  reopen_closed: reopen,
  reopen_completed: reopen
}

/** Begins a new round: what was judged in the last one, its impact included, has to be shown again. */
function reopen (action: MovableAction, _mover: Mover, today: LocalDate): Partial<Lifecycle> {
  return {
    ...nobodySubmitted,
    startedOn: action.startedOn ?? today,
    completedOn: null,
    closedOn: null,
    closureReason: null,
    assurance: null,
    impact: 'not_yet_assessed',
    reopenings: action.reopenings + 1
  }
}
