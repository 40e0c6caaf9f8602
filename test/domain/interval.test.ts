import t from 'tap'
import { stagesBetween, usualBeginning } from '../../src/domain/interval.ts'

const today = '2026-11-26'
const told = (stages: ReturnType<typeof stagesBetween>) => stages.map(({ period, from, to }) => `${period} ${from} ${to}`)

t.test('whole intervals, the last up to today', async (t) => {
  t.strictSame(told(stagesBetween('2026-09-15', '2026-11-30', 'month', today)), ['2026-09 2026-09-01 2026-09-30', '2026-10 2026-10-01 2026-10-31', '2026-11 2026-11-01 2026-11-26'])
  t.strictSame(told(stagesBetween('2025-12-31', '2026-04-01', 'quarter', today)), ['2025-Q4 2025-10-01 2025-12-31', '2026-Q1 2026-01-01 2026-03-31', '2026-Q2 2026-04-01 2026-06-30'])
  t.strictSame(told(stagesBetween('2026-11-22', '2026-11-23', 'week', today)), ['2026-W47 2026-11-16 2026-11-22', '2026-W48 2026-11-23 2026-11-26'])
})

t.test('a week is of the year in which its Thursday lies', async (t) => {
  const nameOf = (day: string) => stagesBetween(day, day, 'week', today)[0]?.period

  t.strictSame(['2024-12-29', '2024-12-30', '2021-01-03', '2021-01-04', '2026-01-01', '2020-12-31'].map(nameOf), ['2024-W52', '2025-W01', '2020-W53', '2021-W01', '2026-W01', '2020-W53'])
})

t.test('days in the wrong order, to come, or too many are refused', async (t) => {
  t.throws(() => stagesBetween('2026-11-02', '2026-11-01', 'month', today), { code: 'rule-broken' })
  t.throws(() => stagesBetween('2026-11-01', '2026-12-01', 'month', today), { code: 'rule-broken' })
  t.throws(() => stagesBetween('2016-11-01', today, 'month', today), { code: 'rule-broken' })
  t.equal(stagesBetween('2016-12-01', today, 'month', today).length, 120)
})

t.test('a trend that is not told from when has twelve intervals', async (t) => {
  for (const interval of ['week', 'month', 'quarter'] as const) t.equal(stagesBetween(usualBeginning(today, interval), today, interval, today).length, 12, interval)
})
