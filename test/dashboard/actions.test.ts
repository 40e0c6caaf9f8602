import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { visitor } from '../support/pages.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

t.test('a list without actions says what will show here', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/actions')

  t.match(await page.textContent('main'), /There are no actions yet/)
})

t.test('the filter of the list is its address, and what is shown is had as a file', async (t) => {
  await buildAction(app, { title: 'Late one', dueOn: '2026-01-05', priority: 'high' })
  await buildAction(app, { title: 'One in time' })
  const page = await browser.signIn(t, 'contributor')
  await page.goto('/actions')
  await page.click('summary:has-text("Find and filter")')
  await page.check('text=Overdue only')
  await page.click('button:has-text("Show")')

  t.equal(new URL(page.url()).searchParams.get('overdue'), 'true')
  t.match(await app.as('contributor')('GET', `/v1/actions${new URL(page.url()).search}`), { status: 200, body: { data: [{ title: 'Late one' }] } }, 'the API takes it as it is')
  t.match(await page.textContent('main'), /1 action\b[^]*Late one[^]*56 days overdue[^]*Red[^]*Overdue/)
  t.notMatch(await page.textContent('main'), /One in time/)
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=All of them as CSV')])
  t.match(file.suggestedFilename(), /\.csv$/)
  await inspect(t, page, 'actions')
})

t.test('fields that were left empty are no part of the address', async (t) => {
  const { look } = await visitor(app, 'viewer')
  const { status, location } = await look('/actions?q=&ownerAgencyId=&status=in_progress&status=paused&q=two+words&sort=')
  t.match([status, location], [303, '/actions?status=in_progress&status=paused&q=two+words'])
  t.equal((await app.as('viewer')('GET', `/v1${location}`)).status, 200)
  t.equal((await look('/people?agencyId=&role=&active=')).location, '/people')
  t.equal((await look('/actions?status=in_progress')).status, 200, 'a full one is answered at once')
})

t.test('an address that asks for what there is not says which part of it', async (t) => {
  const { status, text } = await (await visitor(app, 'viewer')).look('/actions?status=bogus&sort=dueOn')
  t.match([status, text], [400, /Something in this address is not understood: status must be one of not_started/])
})

t.test('what the filter says is told beside the list, which it does not push away', async (t) => {
  const { text, html } = await (await visitor(app, 'viewer')).look('/actions?overdue=true&status=not_started,in_progress&ownerAgencyId=csc&q=late&dueTo=2026-03-01')

  t.match(text, /Filter: words “late”; overdue only; status Not started or In progress; owner The csc agency\. Show all actions 1 action, due up to 1 March 2026/)
  t.match(html, /<details class="govuk-details">/)
})

t.test('what nothing fits says so', async (t) => {
  const page = await browser.signIn(t, 'contributor')
  await page.goto('/actions?q=unheard')

  t.match(await page.textContent('main'), /No action fits this filter/)
})

t.test('on a telephone each action is a card, with every cell named, and nothing lies beside the page', async (t) => {
  await buildAction(app, { title: 'Agree who leads each debrief' })
  const page = await browser.signIn(t, 'contributor', { viewport: { width: 320, height: 700 } })
  await page.goto('/actions?q=debrief')
  const tops = await Promise.all(['tbody th', 'td:nth-of-type(2)', 'td:nth-of-type(3)'].map(async (cell) => (await page.locator(cell).boundingBox())?.y ?? 0))

  t.same(tops, [...new Set(tops)].toSorted((one, other) => one - other), 'one below the other')
  t.equal(await page.evaluate('getComputedStyle(document.querySelector("td:nth-of-type(2)"), "::before").content'), '"Due"')
  t.equal(await page.evaluate('document.querySelector(".app-scroll").scrollWidth <= document.querySelector(".app-scroll").clientWidth'), true)
  t.equal(await page.getByRole('cell').count(), 4, 'and it is a table still')
  await page.emulateMedia({ media: 'print' })
  t.equal(await page.evaluate('getComputedStyle(document.querySelector("tbody tr")).display'), 'table-row', 'on paper too')
})
