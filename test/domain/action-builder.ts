import { capacityOf, moves } from '../../src/domain/action-moves.ts'
import type { MoveRequest } from '../../src/domain/action-move-fields.ts'
import type { EvidenceCounts } from '../../src/domain/action-evidence.ts'
import type { MovableAction, Mover } from '../../src/domain/action-move-check.ts'
import { relationTo } from '../../src/domain/action.ts'
import type { DeliveryStatus } from '../../src/domain/action.ts'

export const today = '2026-03-02'

export const enoughEvidence: EvidenceCounts = { total: 2, acceptedDelivery: 1, acceptedImpact: 1 }
export const noEvidence: EvidenceCounts = { total: 0, acceptedDelivery: 0, acceptedImpact: 0 }

export const movers = {
  worker: { id: 'worker', role: 'contributor', agencyId: 'owner' },
  supporter: { id: 'supporter', role: 'contributor', agencyId: 'supporter' },
  outsider: { id: 'outsider', role: 'contributor', agencyId: 'independent' },
  coordinator: { id: 'coordinator', role: 'coordinator', agencyId: 'unit' },
  service: { id: 'service', role: 'coordinator', agencyId: null },
  reviewer: { id: 'reviewer', role: 'reviewer', agencyId: 'independent' },
  scrutineer: { id: 'scrutineer', role: 'scrutineer', agencyId: 'independent' },
  viewer: { id: 'viewer', role: 'viewer', agencyId: 'owner' }
} as const satisfies Record<string, Mover>

/** An action of the agency "owner", which "worker" has submitted where the status says so. */
export function buildMovable (facts: Partial<MovableAction> = {}): MovableAction {
  const isSubmitted = facts.status === 'awaiting_sign_off' || facts.status === 'completed'
  return {
    status: 'in_progress',
    dueOn: '2026-06-30',
    startedOn: '2026-01-05',
    submittedOn: isSubmitted ? '2026-02-27' : null,
    submittedById: isSubmitted ? 'worker' : null,
    submittedByAgencyId: isSubmitted ? 'owner' : null,
    ownerAgencyIdWhenSubmitted: isSubmitted ? 'owner' : null,
    completedOn: null,
    closedOn: null,
    resumeOn: null,
    closureReason: null,
    assurance: null,
    impact: 'not_yet_assessed',
    reopenings: 0,
    ownerAgencyId: 'owner',
    supportingAgencyIds: ['supporter'],
    ...facts
  }
}

/** A request for a move that says what the move needs, and no more. */
export function buildRequest (from: DeliveryStatus, to: DeliveryStatus, mover: Mover): MoveRequest {
  const capacity = capacityOf(mover.role, relationTo(buildMovable(), mover.agencyId))
  const move = moves[from].find(move => move.to === to && move.by.some(by => by === capacity))
  const said = { note: 'Because', resumeOn: '2026-03-03', closureReason: 'superseded', dueOn: today } as const
  return { to, ...Object.fromEntries((move?.needs ?? []).map(field => [field, said[field]])) }
}
