import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildMeasure } from '../support/build.ts'
import { visitor } from '../support/pages.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

async function observe (values: readonly number[], facts: Record<string, unknown> = {}): Promise<string> {
  const { id } = await buildMeasure(app, facts)
  for (const [month, value] of values.entries()) {
    const period = `${2024 + Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, '0')}`
    await app.send('PUT', `/v1/measures/${String(id)}/observations/${period}`, { value })
  }
  return String(id)
}

t.test('a chart has a mark for each value, the shape of which says what it signals, and the same figures in a table', async (t) => {
  const id = await observe([61, 64, 60, 66, 62, 65, 61, 63, 66, 62, 64, 63, 79, 78, 80, 82, 81, 79, 83, 84], { name: 'Bookings by 10 weeks', unit: 'percent', direction: 'higher_is_better', target: 85, baseline: 62 })
  const page = await browser.signIn(t, 'viewer')
  await page.goto(`/measures/${id}`)

  t.equal(await page.locator('.app-chart circle').count(), 12)
  t.equal(await page.locator('.app-chart .app-chart__signal').count(), 8)
  t.equal(await page.locator('tbody tr').count(), 20)
  t.match(await page.locator('tbody tr').last().textContent(), /84[\s\S]*Outside the limits \(for the better\)/)
  await inspect(t, page, 'measure')
})

t.test('limits that lie close together are told apart, and months by their names', async (t) => {
  const id = await observe(Array.from({ length: 14 }, (_, month) => 1.3 + (month % 2) / 100), { name: 'Mean changes of social worker', unit: 'mean' })
  const { text } = await (await visitor(app, 'viewer')).look(`/measures/${id}`)
  t.match(text, /The process usually stays between 1\.28 and 1\.33/)
  t.match(text, /Jan 2024/)
})

t.test('small counts, and limits that would give them away, are held back from viewers', async (t) => {
  const id = await observe([12, 14, 3, 15, 13, 12, 16])
  const page = await browser.signIn(t, 'viewer')
  await page.goto(`/measures/${id}`)

  t.match(await page.locator('tbody tr').nth(2).textContent(), /Held back/)
  t.equal(await page.locator('.app-chart__level').count(), 0)
  await inspect(t, page, 'measure-held-back')
})

t.test('a measure without figures says so', async (t) => {
  const page = await browser.signIn(t, 'contributor')
  await page.goto(`/measures/${await observe([])}`)
  t.match(await page.textContent('main'), /Nothing has been reported yet/)
  await inspect(t, page, 'measure-empty')
})
