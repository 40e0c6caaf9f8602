import t from 'tap'
import fc from 'fast-check'
import { roles } from '../../src/domain/person.ts'
import { seesSmallCounts, suppressSmallCounts, tellAll, tellBaseline } from '../../src/domain/suppression.ts'
import type { Figures } from '../../src/domain/suppression.ts'

const counts = { unit: 'count', frequency: 'monthly' } as const
const shares = { unit: 'percent', frequency: 'monthly' } as const

function count (value: number, month = 1, year = 2025): Figures {
  return { startsOn: `${year}-${String(month).padStart(2, '0')}-01`, value, numerator: null, denominator: null }
}

function share (numerator: number, denominator: number, month = 1): Figures {
  return { startsOn: `2025-${String(month).padStart(2, '0')}-01`, value: numerator * 100 / denominator, numerator, denominator }
}

function held (figures: readonly Figures[], series: Parameters<typeof suppressSmallCounts>[1]): number[] {
  return suppressSmallCounts(figures, series).flatMap(({ suppressed }, place) => suppressed ? [place] : [])
}

t.test('only viewers are kept from small counts, and whoever has a file', async (t) => {
  t.strictSame(roles.filter((role) => !seesSmallCounts(role)), ['viewer'])
  t.notOk(seesSmallCounts('whoever_has_the_file'))
  t.strictSame(tellAll([count(1)]), [{ ...count(1), suppressed: false }])
})

t.test('counts of 1 to 4 are held back; nought and five are told', async (t) => {
  for (const value of [0, 5, 6]) t.strictSame(held([count(value)], counts), [], String(value))
  for (const value of [1, 2, 3, 4]) t.strictSame(held([count(value)], counts), [0], String(value))
})

t.test('a baseline that is a small count is held back from the same; a share and a larger count are told', async (t) => {
  for (const audience of ['viewer', 'whoever_has_the_file'] as const) t.strictSame([1, 4, 0, 5, null].map((baseline) => tellBaseline({ baseline, unit: 'count' }, audience)), [null, null, 0, 5, null])
  t.equal(tellBaseline({ baseline: 3, unit: 'percent' }, 'viewer'), 3)
  t.equal(tellBaseline({ baseline: 3, unit: 'count' }, 'contributor'), 3)
})

t.test('a share is held back when its numerator, its denominator or the rest is 1 to 4', async (t) => {
  for (const [numerator, denominator] of [[4, 50], [1, 50], [0, 4], [3, 3], [46, 50], [49, 50]] as const) {
    t.strictSame(held([share(numerator, denominator)], shares), [0], `${numerator} of ${denominator}`)
  }
  for (const [numerator, denominator] of [[5, 50], [0, 50], [50, 50], [45, 50], [5, 10]] as const) {
    t.strictSame(held([share(numerator, denominator)], shares), [], `${numerator} of ${denominator}`)
  }
})

t.test('a value of another unit is no count', async (t) => {
  t.strictSame(held([count(2)], { unit: 'working_days', frequency: 'monthly' }), [])
})

t.test('what is held back is held back whole, with the words about it', async (t) => {
  t.strictSame(suppressSmallCounts([{ ...share(2, 50), note: 'Both in March' }], shares), [
    { startsOn: '2025-01-01', value: null, numerator: null, denominator: null, note: null, suppressed: true }
  ])
})

t.test('a year with one small count holds back the smallest other beside it, so that the total does not give it away', async (t) => {
  t.strictSame(held([count(20, 1), count(3, 2), count(9, 3), count(9, 4)], counts), [1, 2])
  t.strictSame(held([share(30, 60, 1), share(2, 60, 2), share(20, 60, 3)], shares), [1, 2])
  t.strictSame(held([count(3, 1), count(2, 2), count(9, 3)], counts), [0, 1], 'two hide each other')
  t.strictSame(held([count(3, 1), count(0, 2), count(9, 3)], counts), [0, 2], 'nothing hides behind a nought')
  t.strictSame(held([count(3, 1), count(0, 2), count(0, 3)], counts), [0, 1], 'unless there is nothing else')
})

t.test('each year is looked at by itself, the years of an annual measure together', async (t) => {
  const years = [count(3, 1, 2024), count(9, 2, 2024), count(3, 1, 2025), count(8, 2, 2025), count(7, 1, 2026)]
  t.strictSame(held(years, counts), [0, 1, 2, 3])
  t.strictSame(held([count(3, 1, 2023), count(9, 1, 2024), count(8, 1, 2025)], { unit: 'count', frequency: 'annual' }), [0, 2])
})

t.test('no small count is ever told, nor the only one of a year missing from its total', async (t) => {
  fc.assert(fc.property(fc.array(fc.nat({ max: 12 }), { minLength: 2, maxLength: 12 }), (values) => {
    const told = suppressSmallCounts(values.map((value, place) => count(value, place + 1)), counts)
    const missing = told.filter(({ suppressed }) => suppressed).length
    return missing !== 1 && told.every(({ value, suppressed }) => (value === null) === suppressed && (value === null || value === 0 || value > 4))
  }))
})
