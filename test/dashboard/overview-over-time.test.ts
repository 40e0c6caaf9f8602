import t from 'tap'
import { startSealer } from '../../src/features/events/sealer.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { buildSubmitted } from '../support/evidence.ts'
import { visitor } from '../support/pages.ts'
import { until } from '../support/until.ts'

const app = await testApp(t)
const { clock, send } = app
const sealer = startSealer(app.services, makeLogger('silent'))
t.teardown(sealer.stop)
const browser = await testBrowser(app)

clock.now = '2025-11-10T09:00:00.000Z'
for (const dueOn of ['2025-12-05', '2026-01-20', '2026-06-30']) await buildAction(app, { dueOn })
clock.now = '2026-01-12T09:00:00.000Z'
for (const dueOn of ['2026-02-10', '2026-02-10', '2026-06-30', '2026-06-30']) await buildAction(app, { dueOn })
clock.now = '2026-02-27T09:00:00.000Z'
const { path } = await buildSubmitted(app)
await app.as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
clock.now = '2026-03-02T09:00:00.000Z'

t.test('the trend has a chart, and the same figures in a table, each of which leads to exactly those actions', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/')
  t.equal(await page.locator('.app-chart__trend').count(), 3)
  await page.click('text=The same figures as a table')
  t.same(await page.evaluate('[...document.querySelectorAll(\'details tbody tr\')].map((row) => [...row.cells].map((cell) => (cell.querySelector(\'a\')?.firstChild ?? cell).textContent.trim()))'), [
    ['November 2025', '0', '3', '0'], ['December 2025', '1', '3', '0'], ['January 2026', '2', '7', '0'], ['February 2026', '4', '7', '1'], ['Today', '4', '7', '1']
  ])
  for (const figure of await page.locator('.app-table--figures:has-text("At the end of") td a').all()) {
    const [href, told] = [await figure.getAttribute('href') ?? '', await figure.evaluate((link) => link.firstChild?.textContent)]
    t.equal((await send('GET', `/v1${href}`)).body.data.length, Number(told), href)
  }
  await inspect(t, page, 'overview-trend')
})

t.test('a list as it stood then says so', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/actions?overdue=true&asOf=2025-12-31T23:59:59.999Z')
  t.match(await page.textContent('main'), /As the plan stood on 31 December 2025 at 11:59pm[^]*1 action/)
  await inspect(t, page, 'actions-as-of')
})

t.test('what has become restricted is in no figure of the past either', async (t) => {
  const viewer = await visitor(app, 'viewer')
  const { body: [review] } = await send('GET', '/v1/reviews?limit=1').then(({ body }) => ({ body: body.data }))
  t.match((await viewer.look('/')).text, /Today 4 overdue now 7 open now/)
  await send('PATCH', `/v1/reviews/${review.id}`, { restricted: true }, { 'if-match': '*' })

  t.match((await viewer.look('/')).text, /January 2026 [12] overdue at the end of January 2026 6 open/)
  await send('PATCH', `/v1/reviews/${review.id}`, { restricted: false }, { 'if-match': '*' })
})

t.test('an open page shows what changes, says so, and leaves alone where somebody stands', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/')
  const open = async () => await page.locator('.app-figure--open .app-figure__number').innerText()
  t.match(await open(), /^7/)
  const status = page.locator('[role=status]')
  t.equal(await status.innerText(), '')
  await buildAction(app)
  await until(async () => /^8/.test(await open()))
  t.match(await status.innerText(), /The figures have changed\. They are as of \d+:\d\d[ap]m/)
  t.equal(await page.evaluate('document.activeElement === document.body'), true, 'the focus is where it was')

  await page.focus('.app-figure--open a')
  await buildAction(app)
  await until(async () => /There are newer figures/.test(await status.innerText()))
  t.match(await open(), /^8/)
  await page.focus('.app-header__name')
  await until(async () => /^9/.test(await open()))
  await inspect(t, page, 'overview-live')
})

t.test('a page that asks by itself keeps no session alive, and is told when it is over', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/')
  clock.now = '2026-03-02T09:20:00.000Z'
  await buildAction(app)
  await until(async () => /^10/.test(await page.locator('.app-figure--open .app-figure__number').innerText()))
  clock.now = '2026-03-02T09:31:00.000Z'
  await until(async () => /You are no longer signed in/.test(await page.locator('[role=status]').innerText()))
  clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('who is not signed in is told nothing, and not to come back', async (t) => {
  const answer = await fetch(`${app.address}/live`, { headers: { accept: 'text/event-stream' }, redirect: 'manual' })
  t.match([answer.status, await answer.text(), answer.headers.get('set-cookie')], [204, '', null])
})

t.test('without JavaScript a reload shows what has changed', async (t) => {
  const page = await browser.signIn(t, 'viewer', { javaScriptEnabled: false })
  await page.goto('/')
  await buildAction(app)
  await page.reload()
  t.match(await page.textContent('main'), /11\s*open in all|11 *open/)
})
