import t from 'tap'
import { testApp } from '../support/app.ts'
import type { Client } from '../support/client.ts'
import { buildMeasure } from '../support/build.ts'

const app = await testApp(t)
const { send, as } = app

/** A measure with these values, month by month from January 2024. */
async function observed (values: ReadonlyArray<number | object>, facts: object = {}): Promise<string> {
  const { id } = await buildMeasure(app, { unit: 'percent', frequency: 'monthly', ...facts })
  for (const [place, value] of values.entries()) {
    const period = `${2024 + Math.floor(place / 12)}-${String(place % 12 + 1).padStart(2, '0')}`
    await send('PUT', `/v1/measures/${id}/observations/${period}`, typeof value === 'number' ? { value } : value)
  }
  return id
}

async function seriesOf (id: string, ask: Client = send) {
  return (await ask('GET', `/v1/measures/${id}/observations`)).body
}

t.test('a series is told in the order of its periods, whenever they were reported', async (t) => {
  const { id } = await buildMeasure(app, { frequency: 'quarterly', unit: 'percent', target: 80 })
  for (const period of ['2025-Q3', '2024-Q4', '2025-Q1']) await send('PUT', `/v1/measures/${id}/observations/${period}`, { value: 50 })

  t.match(await seriesOf(id), { measureId: id, frequency: 'quarterly', unit: 'percent', target: 80, data: [{ period: '2024-Q4' }, { period: '2025-Q1' }, { period: '2025-Q3' }] })
})

t.test('fewer than six observations have no limits, and it says so', async (t) => {
  t.match(await seriesOf(await observed([50, 51, 49, 50, 52])), { limits: null, withoutLimits: 'too_few_observations' })
  t.match(await seriesOf(await observed([])), { limits: null, withoutLimits: 'too_few_observations', data: [] })
})

t.test('six observations have limits, reckoned from all of them', async (t) => {
  const { limits, withoutLimits } = await seriesOf(await observed([10.5, 11.2, 9.2, 10.1, 10.4, 10.5]))

  t.equal(withoutLimits, null)
  t.equal(limits.basedOn, 6)
  t.ok(Math.abs(limits.upperLimit - 12.445) < 0.001 && Math.abs(limits.lowerLimit - 8.189) < 0.001, JSON.stringify(limits))
})

t.test('a shift after the first year shows against its limits, as better or worse by the measure’s direction', async (t) => {
  const year = [60, 62, 61, 59, 60, 61, 62, 60, 59, 61, 60, 61]
  const better = await seriesOf(await observed([...year, ...year.map((value) => value + 6)], { direction: 'higher_is_better' }))
  const worse = await seriesOf(await observed([...year, ...year.map((value) => value + 6)], { direction: 'lower_is_better' }))

  t.equal(better.limits.basedOn, 12)
  for (const { signals } of better.data.slice(12)) t.match(signals.filter(({ rule }: { rule: string }) => rule === 'run_of_eight'), [{ meaning: 'improvement' }])
  for (const { signals } of worse.data.slice(12)) t.match(signals.filter(({ rule }: { rule: string }) => rule === 'run_of_eight'), [{ meaning: 'deterioration' }])
  t.match(better.data[12].signals.find(({ rule }: { rule: string }) => rule === 'range_above_limit'), { meaning: null })
})

t.test('small counts are held back from viewers, with all that could give them away', async (t) => {
  const id = await observed([20, 3, 9, 12, 30, 15, 14].map((value) => ({ value })), { unit: 'count' })
  const [partner, viewer] = [await seriesOf(id, as('contributor')), await seriesOf(id, as('viewer'))]

  t.same(partner.data.map(({ value }: { value: number }) => value), [20, 3, 9, 12, 30, 15, 14])
  t.ok(partner.limits)
  t.same(viewer.data.map(({ value }: { value: number | null }) => value), [20, null, null, 12, 30, 15, 14])
  t.match(viewer, { limits: null, withoutLimits: 'small_counts' })
  t.notOk(viewer.data.some(({ signals }: { signals: unknown[] }) => signals.length > 0))
})

t.test('a fraction of few, and the words about it, are held back from viewers', async (t) => {
  const id = await observed([{ numerator: 48, denominator: 50, note: 'Two were missed' }, { numerator: 30, denominator: 60 }, { numerator: 40, denominator: 60 }])

  t.match((await seriesOf(id, as('viewer'))).data, [
    { value: null, numerator: null, denominator: null, note: null, suppressed: true },
    { value: null, numerator: null, denominator: null, suppressed: true },
    { numerator: 40, denominator: 60, suppressed: false }
  ])
})

t.test('a viewer is not told the latest small count, nor whether it meets the target', async (t) => {
  const id = await observed([20, 9, 3].map((value) => ({ value })), { unit: 'count', target: 2 })
  const measure = async (ask: Client) => (await ask('GET', `/v1/measures/${id}`)).body

  t.match(await measure(as('reviewer')), { latest: { period: '2024-03', value: 3, suppressed: false }, attainment: 'not_met' })
  t.match(await measure(as('viewer')), { latest: { period: '2024-03', value: null, suppressed: true }, attainment: null, observationCount: 3 })
  const { body: { data } } = await as('viewer')('GET', '/v1/measures?limit=200')
  t.match(data.find((each: { id: string }) => each.id === id), { latest: { value: null, suppressed: true }, attainment: null })
})

t.test('a viewer is not told the latest figure by the list where the series holds it back for another', async (t) => {
  const id = await observed([20, 3, 9].map((value) => ({ value })), { unit: 'count' })

  t.match((await seriesOf(id, as('viewer'))).data.map(({ suppressed }: { suppressed: boolean }) => suppressed), [false, true, true])
  t.match((await as('viewer')('GET', `/v1/measures/${id}`)).body.latest, { period: '2024-03', value: null, suppressed: true })
})

t.test('a viewer sees limits and signals where nothing is held back', async (t) => {
  const id = await observed([60, 62, 61, 59, 60, 61, 90])

  t.same(await seriesOf(id, as('viewer')), await seriesOf(id))
})
