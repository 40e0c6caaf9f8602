import t from 'tap'
import fc from 'fast-check'
import { limitsOf, signalsOf } from '../../src/domain/process-behaviour.ts'
import type { Limits, SignalRule } from '../../src/domain/process-behaviour.ts'

const anywhere = { least: -Infinity, most: Infinity }
const limits: Limits = { mean: 10, averageMovingRange: 1, lowerLimit: 7.34, upperLimit: 12.66, upperRangeLimit: 3.268, basedOn: 12 }

/** The places at which a rule marks a series, against a mean of 10 with limits of 7.34 and 12.66. */
function marked (rule: SignalRule, values: readonly number[]): Array<readonly [place: number, side: string | null]> {
  return signalsOf(values, limits).flatMap((signals, place) => signals.filter((signal) => signal.rule === rule).map(({ side }) => [place, side] as const))
}

t.test('the limits of a published example are those reckoned by hand', async (t) => {
  // Wheeler, Understanding Variation, figure 6.7: monthly US trade deficits of the last half of 1988, in billions of dollars.
  const found = limitsOf([10.5, 11.2, 9.2, 10.1, 10.4, 10.5], anywhere)

  // The sum is 61.9; the moving ranges are 0.7, 2.0, 0.9, 0.3, 0.1 with the sum 4.0.
  const round = (value = NaN) => Number(value.toFixed(3))
  t.strictSame([found?.mean, found?.averageMovingRange, found?.lowerLimit, found?.upperLimit, found?.upperRangeLimit].map(round), [10.317, 0.8, 8.189, 12.445, 2.614])
  t.equal(found?.basedOn, 6)
})

t.test('the fall of the year after shows against those limits', async (t) => {
  // Figure 6.9: January to June 1989. The book finds the shift in March.
  const found = limitsOf([10.5, 11.2, 9.2, 10.1, 10.4, 10.5], anywhere)
  const outside = found === undefined ? [] : signalsOf([8.7, 8.7, 7.0, 6.8], found).map((signals) => signals.some(({ rule }) => rule === 'outside_limits'))

  t.strictSame(outside, [false, false, true, true])
})

t.test('fewer than six values have no limits, and the thirteenth no longer moves them', async (t) => {
  const values = [3, 5, 4, 6, 5, 4, 3, 5, 6, 4, 5, 3]
  for (const few of [0, 1, 5]) t.equal(limitsOf(values.slice(0, few), anywhere), undefined)
  t.equal(limitsOf(values.slice(0, 6), anywhere)?.basedOn, 6)
  t.equal(limitsOf(values.slice(0, 11), anywhere)?.basedOn, 11)
  t.strictSame(limitsOf([...values, 90], anywhere), limitsOf(values, anywhere))
})

t.test('limits do not go beyond what the unit allows', async (t) => {
  t.match(limitsOf([0, 9, 0, 9, 0, 9], { least: 0, most: Infinity }), { lowerLimit: 0, upperLimit: 4.5 + 2.66 * 9 })
  t.match(limitsOf([100, 90, 100, 90, 100, 90], { least: 0, most: 100 }), { upperLimit: 100 })
})

t.test('a value beyond a limit is a signal, one on it is not', async (t) => {
  t.strictSame(marked('outside_limits', [12.65, 12.66, 12.67, 7.35, 7.34, 7.33]), [[2, 'above'], [5, 'below']])
})

t.test('eight values on one side of the mean are a run; seven are not, and one on the mean ends it', async (t) => {
  t.strictSame(marked('run_of_eight', [9, ...Array<number>(7).fill(11), 9]), [])
  t.strictSame(marked('run_of_eight', [11, ...Array<number>(8).fill(9), 11]), [1, 2, 3, 4, 5, 6, 7, 8].map((place) => [place, 'below']))
  t.strictSame(marked('run_of_eight', [11, 11, 11, 11, 10, 11, 11, 11, 11]), [])
})

t.test('three of four values nearer to a limit than to the mean are a signal; on the half-way line they are not', async (t) => {
  t.strictSame(marked('three_of_four_near_limit', [10, 11.34, 11.34, 10, 11.34, 10]), [[1, 'above'], [2, 'above'], [4, 'above']])
  t.strictSame(marked('three_of_four_near_limit', [8.6, 10, 8.6, 8.6]), [[0, 'below'], [2, 'below'], [3, 'below']])
  t.strictSame(marked('three_of_four_near_limit', [11.33, 11.33, 11.33, 11.33]), [])
  t.strictSame(marked('three_of_four_near_limit', [11.4, 8.6, 11.4, 8.6]), [], 'not on one side')
  t.strictSame(marked('three_of_four_near_limit', [11.4, 10, 10, 11.4, 11.4]), [], 'not within four')
})

t.test('a jump beyond the upper range limit is a signal at the value where it ends', async (t) => {
  t.strictSame(marked('range_above_limit', [8.5, 11.7, 11.7, 8.4, 8.4]), [[3, null]])
})

t.test('a process that never varies gives no signal until it does', async (t) => {
  const steady = Array<number>(12).fill(0.1)
  const found = limitsOf(steady, anywhere)
  const signals = found === undefined ? [] : signalsOf([...steady, 0.2], found)

  t.match(found, { mean: 0.1, averageMovingRange: 0 })
  t.equal(signals.slice(0, 12).flat().length, 0)
  t.ok(signals[12]?.some(({ rule }) => rule === 'outside_limits'))
})

const series = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 40 })

t.test('what is found does not depend on where the scale begins or which way it runs', async (t) => {
  fc.assert(fc.property(series, fc.integer({ min: -500, max: 500 }), (values, shift) => {
    const [plain, shifted, mirrored] = [values, values.map((value) => value + shift), values.map((value) => -value)].map(rulesFound)
    const turned = mirrored?.map((signals) => signals.map((signal) => signal.replace(/above$|below$/, (side) => side === 'above' ? 'below' : 'above')))
    return JSON.stringify(shifted) === JSON.stringify(plain) && JSON.stringify(turned) === JSON.stringify(plain)
  }), { seed: 1931 }) // a value within a rounding error of a line could fall on either side of it
})

t.test('the mean lies between the limits, and every signal at a value that is there', async (t) => {
  fc.assert(fc.property(series, (values) => {
    const found = limitsOf(values, anywhere)
    return found !== undefined && found.lowerLimit <= found.mean && found.mean <= found.upperLimit && signalsOf(values, found).length === values.length
  }))
})

function rulesFound (values: readonly number[]): string[][] {
  const found = limitsOf(values, anywhere)
  return found === undefined ? [] : signalsOf(values, found).map((signals) => signals.map(({ rule, side }) => `${rule} ${side}`))
}
