import t from 'tap'
import { missingEvidence } from '../../src/domain/action-evidence.ts'
import type { EvidenceCounts } from '../../src/domain/action-evidence.ts'
import { allowedMoves, checkMove, obstacleTo } from '../../src/domain/action-move-check.ts'
import type { MovableAction, Mover } from '../../src/domain/action-move-check.ts'
import type { MoveRequest } from '../../src/domain/action-move-fields.ts'
import { moves } from '../../src/domain/action-moves.ts'
import { deliveryStatuses } from '../../src/domain/action.ts'
import type { DeliveryStatus } from '../../src/domain/action.ts'
import { buildMovable, buildRequest, enoughEvidence, movers, noEvidence, today } from './action-builder.ts'

function check (status: DeliveryStatus, request: MoveRequest, mover: Mover, facts: Partial<MovableAction> = {}, evidence: EvidenceCounts = enoughEvidence) {
  return checkMove(buildMovable({ status, ...facts }), request, mover, evidence, today)
}

t.test('who may never make a move is told so, whatever the state', async (t) => {
  for (const status of ['not_started', 'awaiting_sign_off', 'completed'] as const) {
    t.throws(() => check(status, { to: 'completed' }, movers.coordinator), { code: 'forbidden-move', message: 'A coordinator may not move an action to completed.' })
    t.throws(() => check(status, { to: 'completed' }, movers.worker), { code: 'forbidden-move' })
    t.throws(() => check(status, { to: 'in_progress' }, movers.outsider), { code: 'forbidden-move', message: /neither owns nor supports/ })
    t.throws(() => check(status, { to: 'closed_not_delivered' }, movers.scrutineer), { code: 'forbidden-move' })
    t.throws(() => check(status, { to: 'in_progress' }, movers.viewer), { code: 'forbidden-move' })
  }
})

t.test('a reviewer of the owner agency is told so before the state is looked at', async (t) => {
  const ownReviewer = { ...movers.reviewer, agencyId: 'owner' }

  t.throws(() => check('in_progress', { to: 'completed' }, ownReviewer), { code: 'separation-of-duties', facts: { rule: 'owner_agency' } })
})

t.test('a move that is not allowed from here names the moves that are and what comes first', async (t) => {
  t.throws(() => check('not_started', { to: 'awaiting_sign_off' }, movers.worker, {}, noEvidence), {
    code: 'move-not-allowed',
    message: 'An action that is not_started cannot become awaiting_sign_off: it has to be in_progress first.' +
      ' From there you may start (to in_progress), pause (to paused).',
    facts: {
      missing: ['status in_progress', 'one piece of evidence'],
      allowedMoves: [{ to: 'in_progress', name: 'start' }, { to: 'paused', name: 'pause' }]
    }
  })
})

t.test('a reviewer who comes too early learns that nothing can be done yet and all that is missing', async (t) => {
  t.throws(() => check('in_progress', { to: 'completed' }, movers.reviewer, {}, noEvidence), {
    code: 'move-not-allowed',
    message: /There is no move that you may make from there\.$/,
    facts: { missing: ['status awaiting_sign_off', 'one accepted output or process item', 'one accepted outcome, voice or independent item'], allowedMoves: [] }
  })
})

t.test('a refused move says that the action is there already, or whose move it is', async (t) => {
  t.throws(() => check('in_progress', { to: 'in_progress' }, movers.worker), { code: 'move-not-allowed', message: /^The action is in_progress already\./ })
  t.throws(() => check('completed', { to: 'in_progress' }, movers.reviewer), { code: 'move-not-allowed', message: /^An action that is completed cannot become in_progress by you: that is for a coordinator or a scrutineer\./ })
})

t.test('a submission is withdrawn by its own side only', async (t) => {
  const back = { to: 'in_progress' } as const
  const colleague = { ...movers.worker, id: 'colleague' }
  const fromService = { submittedById: 'another service', submittedByAgencyId: null }
  const beforeTheMove = { submittedById: 'worker', submittedByAgencyId: 'former agency' }

  t.match(check('awaiting_sign_off', back, movers.worker), { name: 'withdraw_submission' })
  t.match(check('awaiting_sign_off', back, colleague), { name: 'withdraw_submission' }, 'a colleague')
  t.match(check('awaiting_sign_off', back, movers.worker, beforeTheMove), { name: 'withdraw_submission' }, 'the submitter, now elsewhere')
  t.match(check('awaiting_sign_off', back, movers.service, fromService), { name: 'withdraw_submission' }, 'the partnership itself')
  for (const mover of [movers.supporter, movers.coordinator, movers.service]) {
    t.throws(() => check('awaiting_sign_off', back, mover), { code: 'forbidden-move', message: /reviewer may return it/ }, mover.id)
  }
})

t.test('nothing is submitted without evidence', async (t) => {
  t.throws(() => check('in_progress', { to: 'awaiting_sign_off' }, movers.worker, {}, noEvidence), {
    code: 'evidence-missing',
    message: 'To become awaiting_sign_off, an action needs one piece of evidence; missing: one piece of evidence.',
    facts: { missing: ['one piece of evidence'], allowedMoves: [{ to: 'paused', name: 'pause' }] }
  })
  t.match(check('in_progress', { to: 'awaiting_sign_off' }, movers.worker, {}, { ...noEvidence, total: 1 }), { name: 'submit' })
})

t.test('completion takes accepted proof that it was done and that it made a difference', async (t) => {
  const delivery = 'one accepted output or process item'
  const impact = 'one accepted outcome, voice or independent item'
  const complete = (acceptedDelivery: number, acceptedImpact: number) =>
    check('awaiting_sign_off', { to: 'completed' }, movers.reviewer, {}, { total: 9, acceptedDelivery, acceptedImpact })

  t.throws(() => complete(0, 0), { code: 'evidence-missing', facts: { missing: [delivery, impact], allowedMoves: [{ to: 'in_progress', name: 'return' }] } })
  t.throws(() => complete(1, 0), { code: 'evidence-missing', message: `To become completed, an action needs ${delivery} and ${impact}; missing: ${impact}.` })
  t.throws(() => complete(0, 1), { code: 'evidence-missing', facts: { missing: [delivery] } })
  t.match(complete(1, 1), { name: 'sign_off' })
})

t.test('after a reopening, the refusal says that older evidence does not count', async (t) => {
  t.throws(() => check('awaiting_sign_off', { to: 'completed' }, movers.reviewer, { reopenings: 1 }, noEvidence), { message: /since the last reopening/ })
})

t.test('evidence is asked for before words: 409 comes before 422', async (t) => {
  t.throws(() => check('paused', { to: 'paused' }, movers.worker), { code: 'move-not-allowed' })
  t.throws(() => check('awaiting_sign_off', { to: 'completed', dueOn: today }, movers.reviewer, {}, noEvidence), { code: 'evidence-missing' })
})

t.test('the allowed moves are those of the status, the role and the agency', async (t) => {
  const names = (status: DeliveryStatus, mover: Mover) => allowedMoves(buildMovable({ status }), mover).map(move => move.name)

  t.strictSame(names('awaiting_sign_off', movers.reviewer), ['sign_off', 'return'])
  t.strictSame(names('awaiting_sign_off', { ...movers.reviewer, agencyId: 'owner' }), [])
  t.strictSame(names('awaiting_sign_off', movers.worker), ['withdraw_submission'])
  t.strictSame(names('awaiting_sign_off', movers.coordinator), ['close'])
  t.strictSame(names('in_progress', movers.supporter), ['pause', 'submit'])
  t.strictSame(names('in_progress', movers.viewer), [])
})

t.test('what keeps someone from a move is told before they try, and is what they would be refused for', async (t) => {
  const everyMove = [...new Set(Object.values(moves).flat())]
  const everybody = [...Object.values(movers), { ...movers.reviewer, agencyId: 'owner' }, { ...movers.worker, id: 'colleague' }]
  for (const status of deliveryStatuses) {
    for (const mover of everybody) {
      for (const move of everyMove) {
        for (const evidence of [enoughEvidence, noEvidence]) {
          const isOpen = obstacleTo(move, buildMovable({ status }), mover) === undefined && missingEvidence(move.to, evidence).length === 0

          t.equal(isOpen, madeBy(status, move.to, mover, evidence) === move.name, `${mover.role} of ${mover.agencyId}: ${move.name} from ${status}`)
        }
      }
    }
  }
})

t.test('whose move it is comes before where the action stands', async (t) => {
  const [signOff] = moves.awaiting_sign_off
  const obstacle = (mover: Mover, status: DeliveryStatus = 'in_progress') => signOff && obstacleTo(signOff, buildMovable({ status }), mover)

  t.equal(obstacle(movers.worker), 'not_theirs')
  t.equal(obstacle({ ...movers.reviewer, agencyId: 'owner' }), 'own_work')
  t.equal(obstacle(movers.reviewer), 'not_from_here')
  t.equal(obstacle(movers.reviewer, 'awaiting_sign_off'), undefined)
})

function madeBy (status: DeliveryStatus, to: DeliveryStatus, mover: Mover, evidence: EvidenceCounts): string | undefined {
  try {
    return check(status, buildRequest(status, to, mover), mover, {}, evidence).name
  } catch {
    return undefined
  }
}
