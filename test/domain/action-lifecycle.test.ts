import t from 'tap'
import { deliveryStatuses } from '../../src/domain/action.ts'
import type { DeliveryStatus } from '../../src/domain/action.ts'
import { decideMove } from '../../src/domain/action-lifecycle.ts'
import type { DecidedMove } from '../../src/domain/action-lifecycle.ts'
import type { MovableAction, Mover } from '../../src/domain/action-move-check.ts'
import { roles } from '../../src/domain/person.ts'
import { buildMovable, buildRequest, enoughEvidence, movers, today } from './action-builder.ts'

const everyMover: readonly Mover[] = [
  ...roles.map(role => ({ id: `${role} of the owner`, role, agencyId: 'owner' })),
  ...roles.map(role => ({ id: `${role} of a supporter`, role, agencyId: 'supporter' })),
  ...roles.map(role => ({ id: `${role} of another agency`, role, agencyId: 'independent' })),
  { id: 'service', role: 'coordinator', agencyId: null }
]

/** The contract (API.md, /transitions) in other words: an oracle that shares nothing with the table of moves. */
function isAllowed (from: DeliveryStatus, to: DeliveryStatus, { role, agencyId }: Mover): boolean {
  const step = `${from} > ${to}`
  const isWorker = role === 'coordinator' || (role === 'contributor' && agencyId !== 'independent')
  const isJudge = role === 'reviewer' && agencyId !== 'owner'
  switch (step) {
    case 'not_started > in_progress':
    case 'not_started > paused':
    case 'in_progress > paused':
    case 'paused > in_progress':
    case 'in_progress > awaiting_sign_off': return isWorker
    case 'awaiting_sign_off > in_progress': return isJudge || (isWorker && agencyId === 'owner')
    case 'awaiting_sign_off > completed': return isJudge
    case 'closed_not_delivered > in_progress': return role === 'coordinator'
    case 'completed > in_progress': return role === 'coordinator' || role === 'scrutineer'
    default: return to === 'closed_not_delivered' && from !== 'completed' && from !== to && role === 'coordinator'
  }
}

function attempt (from: DeliveryStatus, to: DeliveryStatus, mover: Mover): DecidedMove {
  return decideMove(buildMovable({ status: from }), buildRequest(from, to, mover), mover, enoughEvidence, today)
}

t.test('every status, every move, everyone: what the contract lists is done and nothing else is', async (t) => {
  for (const mover of everyMover) {
    for (const from of deliveryStatuses) {
      for (const to of deliveryStatuses) {
        const rule = `${mover.id}: ${from} > ${to}`
        if (isAllowed(from, to, mover)) t.equal(attempt(from, to, mover).changes.status, to, rule)
        else t.throws(() => attempt(from, to, mover), { name: 'Refusal', code: /^(forbidden-move|separation-of-duties|move-not-allowed)$/ }, rule)
      }
    }
  }
})

function changes (action: Partial<MovableAction> & { status: DeliveryStatus }, to: DeliveryStatus, mover: Mover): DecidedMove {
  return decideMove(buildMovable(action), buildRequest(action.status, to, mover), mover, enoughEvidence, today)
}

t.test('starting and resuming record the first day of the work, once', async (t) => {
  t.strictSame(changes({ status: 'not_started' }, 'in_progress', movers.worker), { name: 'start', changes: { status: 'in_progress', startedOn: today } })
  t.strictSame(changes({ status: 'paused', startedOn: '2026-01-05' }, 'in_progress', movers.worker),
    { name: 'resume', changes: { status: 'in_progress', startedOn: '2026-01-05', resumeOn: null } })
  t.match(changes({ status: 'paused', startedOn: null }, 'in_progress', movers.worker), { changes: { startedOn: today } })
})

t.test('a pause says when the work resumes', async (t) => {
  t.strictSame(changes({ status: 'in_progress' }, 'paused', movers.worker), { name: 'pause', changes: { status: 'paused', resumeOn: '2026-03-03' } })
})

t.test('a submission records who, for whom and for which owner', async (t) => {
  t.strictSame(changes({ status: 'in_progress' }, 'awaiting_sign_off', movers.supporter), {
    name: 'submit',
    changes: {
      status: 'awaiting_sign_off',
      submittedOn: today,
      submittedById: 'supporter',
      submittedByAgencyId: 'supporter',
      ownerAgencyIdWhenSubmitted: 'owner'
    }
  })
})

t.test('withdrawing and returning leave nothing submitted', async (t) => {
  const nothing = { status: 'in_progress', submittedOn: null, submittedById: null, submittedByAgencyId: null, ownerAgencyIdWhenSubmitted: null } as const

  t.strictSame(changes({ status: 'awaiting_sign_off' }, 'in_progress', movers.worker), { name: 'withdraw_submission', changes: nothing })
  t.strictSame(changes({ status: 'awaiting_sign_off' }, 'in_progress', movers.reviewer), { name: 'return', changes: nothing })
})

t.test('signing off completes the action as delivered', async (t) => {
  t.strictSame(changes({ status: 'awaiting_sign_off' }, 'completed', movers.reviewer),
    { name: 'sign_off', changes: { status: 'completed', completedOn: today, closureReason: 'delivered', assurance: 'signed_off' } })
})

t.test('closing records why and forgets the day to resume on', async (t) => {
  t.strictSame(changes({ status: 'paused' }, 'closed_not_delivered', movers.coordinator),
    { name: 'close', changes: { status: 'closed_not_delivered', closureReason: 'superseded', closedOn: today, resumeOn: null } })
})

t.test('reopening begins a new round with a new due date and nothing judged', async (t) => {
  const afresh = {
    status: 'in_progress',
    dueOn: today,
    startedOn: '2026-01-05',
    completedOn: null,
    closedOn: null,
    closureReason: null,
    assurance: null,
    impact: 'not_yet_assessed',
    submittedOn: null,
    submittedById: null,
    submittedByAgencyId: null,
    ownerAgencyIdWhenSubmitted: null,
    reopenings: 2
  }

  t.same(changes({ status: 'completed', startedOn: '2026-01-05', reopenings: 1 }, 'in_progress', movers.scrutineer), { name: 'reopen_completed', changes: afresh })
  t.same(changes({ status: 'closed_not_delivered', startedOn: null }, 'in_progress', movers.coordinator),
    { name: 'reopen_closed', changes: { ...afresh, startedOn: today, reopenings: 1 } })
})
