import t from 'tap'
import { requireSoundPolicy, standardPolicy } from '../../src/domain/reminder-policy.ts'
import type { LadderStep } from '../../src/domain/reminder-policy.ts'
import { Refusal } from '../../src/domain/refusal.ts'

const goesOn: LadderStep = { days: 14, every: 14, to: 'coordinator' }

/** Where a ladder is at fault. */
function faults (steps: readonly LadderStep[], sendAt = '09:00'): unknown {
  try {
    requireSoundPolicy({ sendAt, steps })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return (error.facts['errors'] as Array<{ pointer: string }>).map(({ pointer }) => pointer)
  }
}

t.test('the standard ladder is sound', async () => { requireSoundPolicy(standardPolicy) })

t.test('a step lies between a year before and two years after the due date', async (t) => {
  t.strictSame([-366, -365, 730, 731, 1.5].map((days) => faults([{ days, to: 'lead' }, goesOn])), [['/steps/0/days'], [], [], ['/steps/0/days'], ['/steps/0/days']])
})

t.test('a step recurs after 1 to 365 days, and only from the due date on', async (t) => {
  t.strictSame([0, 1, 365, 366].map((every) => faults([{ days: 0, every, to: 'lead' }, goesOn])), [['/steps/0/every'], [], [], ['/steps/0/every']])
  t.strictSame(faults([{ days: -1, every: 7, to: 'lead' }, goesOn]), ['/steps/0/every'])
})

t.test('a ladder that would go quiet while the action is open is refused', async (t) => {
  t.strictSame(faults([{ days: -7, to: 'lead' }, { days: 30, to: 'coordinator' }]), ['/steps'])
  t.strictSame(faults([]), ['/steps'])
})

t.test('no quarter of a year passes without a step once the due date has', async (t) => {
  const recurring = (days: number, every: number): LadderStep => ({ days, every, to: 'coordinator' })

  t.strictSame([recurring(0, 92), recurring(0, 93), recurring(92, 92), recurring(93, 92), recurring(730, 365)].map((step) => faults([step])), [[], ['/steps'], [], ['/steps'], ['/steps']])
  t.strictSame(faults([{ days: 90, to: 'lead' }, recurring(180, 30)]), [], 'steps that are told once fill the time until it recurs')
  t.strictSame(faults([recurring(0, 365), recurring(730, 30)]), ['/steps'], 'a recurrence a year apart fills nothing')
  t.strictSame(faults([{ days: 400, to: 'lead' }, goesOn]), [], 'what comes later than the recurrence begins leaves no gap')
})

t.test('the same step is not given twice', async (t) => {
  t.strictSame(faults([goesOn, { days: 1, to: 'lead' }, { days: 1, to: 'deputy' }, { days: 1, to: 'lead' }, { days: 14, to: 'coordinator' }]), ['/steps/3', '/steps/4'])
})

t.test('the hour is a time of day', async (t) => {
  t.strictSame(['00:00', '23:59', '24:00', '9:00', '09:60', ''].map((sendAt) => faults([goesOn], sendAt)), [[], [], ['/sendAt'], ['/sendAt'], ['/sendAt'], ['/sendAt']])
})

t.test('all faults are told at once', async (t) => {
  t.strictSame(faults([{ days: 999, to: 'lead' }, { days: -1, every: 0, to: 'agency' }], 'noon'), ['/sendAt', '/steps/0/days', '/steps/1/every', '/steps/1/every', '/steps'])
})
