import t from 'tap'
import { isPastTerm, keptUntil } from '../../src/domain/retention.ts'

t.test('a term ends on the same day so many years later, or on the last of February', async (t) => {
  t.equal(keptUntil('2026-03-02', 10), '2036-03-02')
  t.equal(keptUntil('2028-02-29', 1), '2029-02-28')
})

t.test('something is past its term from the day after its last', async (t) => {
  for (const [today, isPast] of [['2036-03-01', false], ['2036-03-02', false], ['2036-03-03', true]] as const) t.equal(isPastTerm('2026-03-02', 10, today), isPast, today)
})
