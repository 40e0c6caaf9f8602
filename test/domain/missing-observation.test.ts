import t from 'tap'
import { missingPeriod } from '../../src/domain/missing-observation.ts'
import { frequencies } from '../../src/domain/measure.ts'

const missing = (madeOn: string, lastStartsOn: string | null = null) => frequencies.map((frequency) => Object.values(missingPeriod({ frequency, madeOn, lastStartsOn })).join(' '))

t.test('a measure without a reading owes the period in which it was made, when that has ended', async (t) => {
  t.strictSame(missing('2026-02-28'), ['2026-02 2026-02-28', '2026-Q1 2026-03-31', '2026-H1 2026-06-30', '2026 2026-12-31'])
  t.strictSame(missing('2027-12-31'), ['2027-12 2027-12-31', '2027-Q4 2027-12-31', '2027-H2 2027-12-31', '2027 2027-12-31'])
  t.strictSame(missing('2028-02-01')[0], '2028-02 2028-02-29')
})

t.test('after a reading it owes the period behind its last', async (t) => {
  t.strictSame(missing('2020-05-05', '2026-01-01'), ['2026-02 2026-02-28', '2026-Q2 2026-06-30', '2026-H2 2026-12-31', '2027 2027-12-31'])
  t.equal(missing('2020-05-05', '2026-12-01')[0], '2027-01 2027-01-31')
})
