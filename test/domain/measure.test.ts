import t from 'tap'
import { attainmentOf, boundsOf, changeFrom, readingOf } from '../../src/domain/measure.ts'

t.test('the target is reached in the direction that is better, and by reaching it exactly', async (t) => {
  const cases = { higher_is_better: { 9: 'not_met', 10: 'met', 11: 'met' }, lower_is_better: { 9: 'met', 10: 'met', 11: 'not_met' } } as const
  for (const direction of ['higher_is_better', 'lower_is_better'] as const) {
    for (const [value, attainment] of Object.entries(cases[direction])) t.equal(attainmentOf({ direction, target: 10 }, Number(value)), attainment)
    t.equal(attainmentOf({ direction, target: 10 }, undefined), 'no_observation')
    t.equal(attainmentOf({ direction, target: null }, 10), 'no_target')
    t.equal(attainmentOf({ direction, target: null }, undefined), 'no_target')
  }
})

t.test('a target of nought is a target', async (t) => {
  t.equal(attainmentOf({ direction: 'lower_is_better', target: 0 }, 0), 'met')
  t.equal(attainmentOf({ direction: 'lower_is_better', target: 0 }, 1), 'not_met')
})

t.test('a value is kept as it is given', async (t) => {
  t.strictSame(readingOf('working_days', { value: -1.5 }), { value: -1.5, numerator: null, denominator: null })
  t.strictSame(readingOf('percent', { value: 100 }), { value: 100, numerator: null, denominator: null })
})

t.test('a fraction gives the value in the unit of the measure, and its parts are kept', async (t) => {
  t.strictSame(readingOf('percent', { numerator: 7, denominator: 100 }), { value: 7, numerator: 7, denominator: 100 })
  t.strictSame(readingOf('rate_per_1000', { numerator: 3, denominator: 2000 }), { value: 1.5, numerator: 3, denominator: 2000 })
  t.strictSame(readingOf('changes_per_child', { numerator: 3, denominator: 2 }), { value: 1.5, numerator: 3, denominator: 2 })
})

t.test('a reading is either one value or a whole fraction', async (t) => {
  for (const given of [{}, { value: 1, numerator: 1, denominator: 2 }, { value: 1, numerator: 1 }, { value: 1, denominator: 1 }]) {
    t.throws(() => readingOf('percent', given), { code: 'rule-broken', message: /either value, or numerator and denominator/ })
  }
  t.throws(() => readingOf('percent', { numerator: 1 }), { code: 'rule-broken', facts: { errors: [{ pointer: '/denominator' }] } })
  t.throws(() => readingOf('percent', { denominator: 1 }), { code: 'rule-broken', facts: { errors: [{ pointer: '/numerator' }] } })
})

t.test('a share of nothing is refused', async (t) => {
  t.throws(() => readingOf('percent', { numerator: 0, denominator: 0 }), { code: 'rule-broken', message: /leave the period out/ })
})

t.test('a value lies where its unit can lie', async (t) => {
  const outside = { percent: [-0.1, 100.1], rate_per_1000: [-1], count: [-1] }
  for (const [unit, values] of Object.entries(outside)) {
    for (const value of values) t.throws(() => readingOf(unit, { value }), { code: 'rule-broken', message: new RegExp(`^${value} cannot be a ${unit}`) })
  }
  t.throws(() => readingOf('percent', { numerator: 3, denominator: 2 }), { message: /^150 cannot be a percent; it is from 0 to 100/ })
  t.throws(() => readingOf('rate_per_1000', { value: -1 }), { message: /it is 0 or more/ })
  t.equal(readingOf('rate_per_1000', { value: 1200 }).value, 1200)
})

t.test('a count is a whole number and no fraction', async (t) => {
  t.equal(readingOf('count', { value: 3 }).value, 3)
  t.throws(() => readingOf('count', { value: 1.5 }), { code: 'rule-broken', message: /whole number/ })
  t.throws(() => readingOf('count', { numerator: 1, denominator: 2 }), { code: 'rule-broken', message: /give it as value/ })
})

t.test('a unit of which nothing is known can lie anywhere', async (t) => {
  t.strictSame(boundsOf('percent_change'), { scale: 1, least: -Infinity, most: Infinity })
})

t.test('a value lies on the better or the worse side of where the measure began', async (t) => {
  t.same([9, 10, 11, null].map((latest) => changeFrom(10, latest, 'higher_is_better')), ['worsened', 'unchanged', 'improved', null])
  t.same([9, 10, 11, null].map((latest) => changeFrom(10, latest, 'lower_is_better')), ['improved', 'unchanged', 'worsened', null])
  t.equal(changeFrom(null, 10, 'higher_is_better'), null)
})
