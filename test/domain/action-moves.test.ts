import t from 'tap'
import { deliveryStatuses } from '../../src/domain/action.ts'
import type { DeliveryStatus, Relation } from '../../src/domain/action.ts'
import { mayEverMove, moveNames, moves, movesFrom } from '../../src/domain/action-moves.ts'
import type { Capacity } from '../../src/domain/action-moves.ts'
import { roles } from '../../src/domain/person.ts'

const capacities: readonly Capacity[] = ['worker', 'reviewer', 'coordinator', 'scrutineer']

t.test('the table of moves is the contract', async (t) => {
  const table = deliveryStatuses.map(from => [from, ...moves[from].map(({ name, to, by }) => `${name} > ${to}: ${by.join(', ')}`)])

  t.strictSame(table, [
    ['not_started', 'start > in_progress: worker, coordinator', 'pause > paused: worker, coordinator', 'close > closed_not_delivered: coordinator'],
    ['in_progress', 'pause > paused: worker, coordinator', 'submit > awaiting_sign_off: worker, coordinator', 'close > closed_not_delivered: coordinator'],
    ['paused', 'resume > in_progress: worker, coordinator', 'close > closed_not_delivered: coordinator'],
    ['awaiting_sign_off', 'sign_off > completed: reviewer', 'return > in_progress: reviewer', 'withdraw_submission > in_progress: worker, coordinator', 'close > closed_not_delivered: coordinator'],
    ['completed', 'reopen_completed > in_progress: coordinator, scrutineer'],
    ['closed_not_delivered', 'reopen_closed > in_progress: coordinator']
  ])
})

t.test('every name has a move, and from one status nobody has two moves to the same status', async (t) => {
  t.strictSame(new Set(Object.values(moves).flat().map(move => move.name)), new Set(moveNames))
  for (const status of deliveryStatuses) {
    for (const capacity of capacities) {
      const targets = movesFrom(status, capacity).map(move => move.to)
      t.equal(new Set(targets).size, targets.length, `${status}, ${capacity}`)
    }
  }
})

t.test('who could ever bring an action to a status', async (t) => {
  const relations: readonly Relation[] = ['owner', 'supporting', 'none']
  const work: readonly DeliveryStatus[] = ['in_progress', 'paused', 'awaiting_sign_off']
  const expected = {
    coordinator: [...work, 'closed_not_delivered'],
    contributor: work,
    reviewer: ['in_progress', 'completed'],
    scrutineer: ['in_progress'],
    viewer: []
  }

  for (const role of roles) {
    for (const relation of relations) {
      const targets = deliveryStatuses.filter(to => mayEverMove(role, relation, to))
      t.strictSame(targets, role === 'contributor' && relation === 'none' ? [] : expected[role], `${role}, ${relation}`)
    }
  }
})
