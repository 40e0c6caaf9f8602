import t from 'tap'
import fc from 'fast-check'
import { frequencies } from '../../src/domain/measure.ts'
import { latestPeriods, periodWith, readPeriod } from '../../src/domain/period.ts'

const today = '2026-03-02'
const forms = {
  monthly: { names: ['2026-01', '2025-12'], starts: ['2026-01-01', '2025-12-01'] },
  quarterly: { names: ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'], starts: ['2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01'] },
  six_monthly: { names: ['2025-H1', '2025-H2'], starts: ['2025-01-01', '2025-07-01'] },
  annual: { names: ['2025', '2026'], starts: ['2025-01-01', '2026-01-01'] }
}

t.test('each frequency takes the periods of its own form, and no other’s', async (t) => {
  for (const frequency of frequencies) {
    const { names, starts } = forms[frequency]
    t.strictSame(names.map((name) => readPeriod(name, frequency, today)), names.map((name, place) => ({ name, startsOn: starts[place] })))
    for (const other of frequencies) {
      if (other !== frequency) for (const name of forms[other].names) t.throws(() => readPeriod(name, frequency, today), { code: 'rule-broken' }, `${name} ${frequency}`)
    }
  }
})

t.test('a period of another frequency is told which would be right', async (t) => {
  const right = { monthly: '2025-10', quarterly: '2025-Q4', six_monthly: '2025-H2', annual: '2025' }
  for (const frequency of frequencies) {
    for (const name of ['2025-10', '2025-Q4'].filter((each) => each !== right[frequency])) {
      t.throws(() => readPeriod(name, frequency, today), { message: new RegExp(`measure is ${right[frequency]}\\.$`), facts: { errors: [{ pointer: '/params/period' }] } })
    }
  }
})

t.test('what is no calendar period is told one that is', async (t) => {
  for (const name of ['2026-13', '2026-00', '2026-Q0', '2026-Q5', '2026-H3', '2026-q1', '2026-1', '26', '2026-01-01', 'last year']) {
    t.throws(() => readPeriod(name, 'quarterly', today), { message: `${name} is not a calendar period; one of a quarterly measure is 2026-Q1.` }, name)
  }
})

t.test('a period counts from its first day on, in the years 1990 to 2100', async (t) => {
  t.throws(() => readPeriod('2026-Q2', 'quarterly', '2026-03-31'), { message: /begins on 2026-04-01, in the future; the present period is 2026-Q1/ })
  t.strictSame(readPeriod('2026-Q2', 'quarterly', '2026-04-01'), { name: '2026-Q2', startsOn: '2026-04-01' })
  t.strictSame(readPeriod('2026-Q2', 'quarterly', '2026-04-02'), { name: '2026-Q2', startsOn: '2026-04-01' })
  t.throws(() => readPeriod('1989', 'annual', today), { message: /between 1990 and 2100/ })
  t.equal(readPeriod('1990', 'annual', today).startsOn, '1990-01-01')
  t.equal(readPeriod('2100', 'annual', '2100-06-01').startsOn, '2100-01-01')
  t.throws(() => readPeriod('2101', 'annual', '2101-06-01'), { message: /between 1990 and 2100/ })
})

t.test('a day lies in the period that is named after it, and the names sort as the periods do', async (t) => {
  const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
  fc.assert(fc.property(day, day, fc.constantFrom(...frequencies), (one, other, frequency) => {
    const [first, second] = [one, other].sort().map((date) => ({ date, ...readPeriod(periodWith(date, frequency), frequency, date) }))
    return first !== undefined && second !== undefined && first.startsOn <= first.date && first.name <= second.name && (first.name === second.name) === (first.startsOn === second.startsOn)
  }))
})

t.test('the latest periods begin with the present one, and none is left out', async (t) => {
  t.same(latestPeriods('monthly', '2026-02-28', 4), ['2026-02', '2026-01', '2025-12', '2025-11'])
  t.same(latestPeriods('quarterly', '2026-05-31', 3), ['2026-Q2', '2026-Q1', '2025-Q4'])
  t.same(latestPeriods('six_monthly', '2026-12-31', 3), ['2026-H2', '2026-H1', '2025-H2'])
  t.same(latestPeriods('annual', '2026-01-01', 2), ['2026', '2025'])
})
