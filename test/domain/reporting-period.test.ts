import t from 'tap'
import { isWithin, reportingPeriod } from '../../src/domain/reporting-period.ts'

t.test('without a word it is the financial year of today, April to March', async (t) => {
  t.same(reportingPeriod({}, '2026-03-31'), { from: '2025-04-01', to: '2026-03-31' })
  t.same(reportingPeriod({}, '2026-04-01'), { from: '2026-04-01', to: '2027-03-31' })
  t.same(reportingPeriod({}, '2027-01-01'), { from: '2026-04-01', to: '2027-03-31' })
})

t.test('with one day it is the twelve months that begin or end with it', async (t) => {
  t.same(reportingPeriod({ from: '2025-01-01' }, '2026-03-02'), { from: '2025-01-01', to: '2025-12-31' })
  t.same(reportingPeriod({ to: '2024-02-29' }, '2026-03-02'), { from: '2023-03-01', to: '2024-02-29' })
})

t.test('with both it is what is said, a single day at the least', async (t) => {
  t.same(reportingPeriod({ from: '2026-03-02', to: '2026-03-02' }, '2026-03-02'), { from: '2026-03-02', to: '2026-03-02' })
  t.throws(() => reportingPeriod({ from: '2026-03-03', to: '2026-03-02' }, '2026-03-02'), { code: 'rule-broken' })
})

t.test('its first and its last day are in it', async (t) => {
  const period = { from: '2025-04-01', to: '2026-03-31' }
  t.same(['2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01', null].map((day) => isWithin(day, period)), [false, true, true, false, false])
})
