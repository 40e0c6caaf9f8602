import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { visitor } from '../support/pages.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

t.test('a plan without actions says what will show here', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/')

  t.match(await page.textContent('main'), /There are no actions yet/)
  await inspect(t, page, 'overview-empty')
})

t.test('each figure leads to exactly the actions that it counts', async (t) => {
  const dates = ['2026-01-05', '2026-02-25', '2026-06-30']
  for (const dueOn of dates) await buildAction(app, { dueOn })
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/')

  for (const [place, count] of [[1, 2], [2, 1], [4, 3]] as const) {
    const figure = page.locator(`.app-table--figures tr:has-text("csc agency") > :nth-child(${place + 1}) a`)
    const query = new URL(await figure.getAttribute('href') ?? '', app.address).search
    t.equal(await figure.evaluate((link) => link.firstChild?.textContent), String(count))
    t.equal((await app.send('GET', `/v1/actions${query}`)).body.data.length, count, query)
  }
  await inspect(t, page, 'overview')
})

t.test('of many reviews those with the most overdue actions show, and how many there are', async (t) => {
  const app = await testApp(t)
  for (let made = 0; made < 21; made++) {
    const { id } = await plantRecommendation(app.db, app, {}, { title: `Review ${made}` })
    if (made > 0) await plantAction(app.db, app, { recommendationIds: [id], dueOn: '2026-02-01' })
    else await plantAction(app.db, app, { recommendationIds: [id], dueOn: '2026-12-01' })
  }
  const { html, text } = await (await visitor(app, 'viewer')).look('/')

  t.match(text, /The 20 with the most escalated and overdue actions of 21 reviews\. All reviews/)
  t.match(html, /Review 20</)
  t.notMatch(html, /Review 0</, 'nothing of it is overdue')
})
