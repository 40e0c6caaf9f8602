import t from 'tap'
import { checkFields } from '../../src/domain/action-move-fields.ts'
import type { MoveRequest } from '../../src/domain/action-move-fields.ts'
import { moveFields, moves } from '../../src/domain/action-moves.ts'
import type { Move, MoveName } from '../../src/domain/action-moves.ts'
import { closureReasons } from '../../src/domain/action.ts'

const today = '2026-03-02'
const said = { note: 'Because', resumeOn: '2026-03-03', dueOn: '2026-03-02' }
const everyMove = Object.values(moves).flat()

/** All that the move needs, with a closure reason that fits it. */
function complete (move: Move): MoveRequest {
  const words = { ...said, closureReason: move.closesAs?.[0] }
  return { to: move.to, ...Object.fromEntries(move.needs.map(field => [field, words[field]])) }
}

function check (name: MoveName, request: Partial<MoveRequest>): void {
  const move = everyMove.find(move => move.name === name)
  t.ok(move, name)
  if (move !== undefined) checkFields(move, { ...complete(move), ...request }, today)
}

t.test('each move is complete with what the contract asks for, and with nothing less', async (t) => {
  for (const move of everyMove) {
    t.doesNotThrow(() => checkFields(move, complete(move), today), move.name)
    for (const field of move.needs) {
      const { [field]: _, ...rest } = complete(move)
      t.throws(() => checkFields(move, { ...rest, to: move.to }, today),
        { code: 'transition-incomplete', facts: { missing: [field], errors: [{ pointer: `/${field}` }] } }, `${move.name} without ${field}`)
    }
  }
})

t.test('all that is missing is said at once', async (t) => {
  const [pause] = everyMove.filter(move => move.name === 'pause')

  t.throws(() => pause && checkFields(pause, { to: 'paused', note: ' ' }, today), { message: 'The move pause also needs note and resumeOn.' })
})

t.test('what a move does not take is refused, but a note is always welcome', async (t) => {
  for (const move of everyMove) {
    t.doesNotThrow(() => checkFields(move, { ...complete(move), note: 'By the way' }, today), move.name)
    for (const field of moveFields.filter(field => field !== 'note' && !move.needs.includes(field))) {
      if (move.name === 'sign_off' && field === 'closureReason') continue
      const value = field === 'closureReason' ? 'merged' : today
      t.throws(() => checkFields(move, { ...complete(move), [field]: value }, today),
        { code: 'rule-broken', facts: { errors: [{ pointer: `/${field}` }] } }, `${move.name} with ${field}`)
    }
  }
})

t.test('only what is completed is closed as delivered', async (t) => {
  for (const closureReason of closureReasons) {
    const [fits, other] = closureReason === 'delivered' ? ['sign_off', 'close'] as const : ['close', 'sign_off'] as const
    t.doesNotThrow(() => check(fits, { closureReason }), `${fits} as ${closureReason}`)
    t.throws(() => check(other, { closureReason }), { code: 'rule-broken', facts: { errors: [{ pointer: '/closureReason' }] } }, `${other} as ${closureReason}`)
  }
})

t.test('work resumes after today', async (t) => {
  t.throws(() => check('pause', { resumeOn: '2026-03-01' }), { code: 'rule-broken', facts: { errors: [{ pointer: '/resumeOn' }] } })
  t.throws(() => check('pause', { resumeOn: '2026-03-02' }), { code: 'rule-broken' })
  t.doesNotThrow(() => check('pause', { resumeOn: '2026-03-03' }))
})

t.test('a reopened action is due today or later', async (t) => {
  for (const name of ['reopen_closed', 'reopen_completed'] as const) {
    t.throws(() => check(name, { dueOn: '2026-03-01' }), { code: 'rule-broken', message: /2026-03-01.*2026-03-02/, facts: { errors: [{ pointer: '/dueOn' }] } })
    t.doesNotThrow(() => check(name, { dueOn: '2026-03-02' }))
    t.doesNotThrow(() => check(name, { dueOn: '2026-03-03' }))
  }
})
