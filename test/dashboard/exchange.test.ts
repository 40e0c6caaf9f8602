import t from 'tap'
import type { Page } from 'playwright-core'
import { takeOverChecked } from '../../src/features/imports/commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { carryOut, planOf } from '../support/imports.ts'
import { verified } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { hookedApp } from '../support/webhooks.ts'

const app = await hookedApp(t)
const browser = await testBrowser(app)
const { send } = app

async function told (page: Page): Promise<string> {
  return (await page.textContent('main') ?? '').replace(/\s+/g, ' ')
}

function idOn (page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

async function choose (page: Page, content: string): Promise<void> {
  await page.goto('/imports/new')
  await page.setInputFiles('[name=file]', { name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
}

/** Has a plan checked, as a worker would. */
async function check (page: Page, content: string): Promise<string> {
  await choose(page, content)
  await page.click('main button:has-text("Check it")')
  await page.waitForURL((url) => !url.pathname.endsWith('/new'))
  await carryOut(app, idOn(page))
  await page.reload()
  return idOn(page)
}

t.test('a plan is checked first, and taken over from what was found', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.route('**/dashboard.js', async (route) => { await route.fulfill({ contentType: 'text/javascript', body: '' }) }) // as without JavaScript: the page waits until it is asked for again
  await page.goto('/imports')
  t.match(await told(page), /Nothing has been imported yet/)
  await choose(page, planOf({ reviewReference: 'NEW' }, { reviewReference: 'NEW', actionTitle: 'Publish a template' }))
  await page.click('main button:has-text("Check it")')
  t.match(await told(page), /Waiting to begin: 0 of 2 rows[^]*See how far it has come/)
  await inspect(t, page, 'import-under-way')
  await carryOut(app, idOn(page))
  await page.click('text=See how far it has come')
  t.match(await told(page), /Every row is well\. 2 rows would be new/)
  await inspect(t, page, 'import-checked')
  t.same((await send('GET', '/v1/actions')).body.data, [], 'nothing is written yet')

  await page.click('text=Take the plan over')
  await carryOut(app, idOn(page))
  await page.reload()
  t.match(await told(page), /The plan has been taken over[^]*2 rows new/)
  await page.click('tbody tr >> nth=1 >> text=New')
  t.match(await told(page), /Publish a template/)
  await page.goto('/imports')
  await inspect(t, page, 'imports')
})

t.test('what has to be put right is told row by row and cell by cell, and cannot be taken over', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  const id = await check(page, planOf({ reviewReference: 'BAD' }, { reviewReference: 'BAD', dueOn: '31/02/2026', priority: 'urgent', ownerAgency: 'cscs' }))
  t.match(await told(page), /1 row has to be put right[^]*Due date “31\/02\/2026”/)
  await page.click('text=/To be put right \\(1\\)/')
  t.equal(await page.locator('tbody tr').count(), 1)
  await inspect(t, page, 'import-refused')
  t.match(await (await page.context().request.get(`${new URL(page.url()).pathname}?format=csv`)).text(), /urgent/)

  const acting = { by: systemCaller(app.partnershipId), timeZone: 'Europe/London', requestId: 'test' }
  await t.rejects(actAs(app.services, acting, async (work) => await takeOverChecked(work, id)), { code: 'rule-broken' })
})

t.test('what looks like somebody’s particulars is taken when it is said why it is none', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  const plan = planOf({ reviewReference: 'OFFICE', notes: 'Meet at SW1A 1AA.' })
  await check(page, plan)
  t.match(await told(page), /1 row has to be put right[^]*looks like it holds a full postcode: remove it, or say why it is none/)

  await choose(page, plan)
  await page.fill('[name=_reason]', 'no')
  await page.click('main button:has-text("Check it")')
  t.match(await page.textContent('.govuk-error-summary'), /The reason is a reason in 5 to 200 characters/)
  t.equal(await page.inputValue('[name=_reason]'), 'no')
  await page.setInputFiles('[name=file]', { name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(plan) })
  await page.fill('[name=_reason]', 'The postcode of an office')
  await page.click('main button:has-text("Check it")')
  await page.waitForURL((url) => !url.pathname.endsWith('/new'))
  const checked = idOn(page)
  await carryOut(app, checked)
  await page.reload()
  t.match(await told(page), /Every row is well[^]*taken for the reason that was given/)

  await page.click('text=Take the plan over')
  await page.waitForURL((url) => !url.pathname.endsWith(checked))
  await carryOut(app, idOn(page))
  await page.reload()
  t.match(await told(page), /The plan has been taken over/, 'what was said for the check holds for what comes of it')
})

t.test('a file that cannot be read, or has columns that are not understood, is said at the form', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/imports/new')
  await page.click('main button:has-text("Check it")')
  t.match(await page.textContent('.govuk-error-summary'), /Choose a file/)
  await choose(page, planOf({ reviewReference: 'COL' }).replace('Priority', 'Urgence'))
  await page.fill('[name=ignoreColumns]', 'RAG')
  await page.click('main button:has-text("Check it")')

  t.match(await page.textContent('.govuk-error-summary'), /“Urgence” is no column of a plan[^]*name those below/)
  t.equal(await page.inputValue('[name=ignoreColumns]'), 'RAG')
  await inspect(t, page, 'import-faults')
  t.equal((await page.context().request.get('/imports/template?format=xlsx')).headers()['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
})

t.test('a webhook is added, its secret is shown once, and a test shows whether it works', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/webhooks')
  t.match(await told(page), /There are no webhooks/)
  await page.click('text=Add a webhook')
  await page.fill('[name=url]', 'http://internal.example/hook')
  await page.click('main button:has-text("Add and show")')
  t.match(await page.textContent('.govuk-error-summary'), /Choose what it is told of/)
  await inspect(t, page, 'webhook-faults')
  await page.fill('[name=url]', `${app.receiver.url}/page`)
  await page.check('[name=types][value="agency.*"]')
  await page.click('main button:has-text("Add and show")')
  const secret = await page.textContent('.govuk-inset-text code') ?? ''
  await inspect(t, page, 'webhook-issued')

  await page.click('text=Go on to the webhook')
  t.match(await told(page), /StateNothing sent yet/)
  const answered = page.waitForEvent('load')
  await page.click('text=Send a test')
  await answered
  await until(async () => { await page.reload(); return /Delivered/.test(await page.textContent('tbody') ?? '') })
  const [arrived] = app.receiver.at('/page')
  t.match(arrived && verified(secret, arrived), { type: 'webhook_endpoint.tested' })
  t.match(await told(page), /StateWorks/)
  await page.click('text=Send again')
  await until(() => app.receiver.at('/page').length === 2)
  await page.goto(new URL(page.url()).pathname)
  await inspect(t, page, 'webhook')
})

t.test('a webhook is changed, switched off, given another secret and deleted', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/webhooks')
  await inspect(t, page, 'webhooks')
  await page.click('tbody a')
  await page.click('text=Replace its secret')
  t.match(await told(page), /The one before it signs too until/)
  await page.click('text=Go on to the webhook')
  await page.click('main a:has-text("Change")')
  await page.uncheck('[name=types][value="agency.*"]')
  await page.check('[name=types][value="*"]')
  await page.check('[name=active][value=false]')
  await page.click('main button:has-text("Save")')
  t.match(await told(page), /The webhook has been changed[^]*Everything that happens[^]*Switched off by a coordinator/)
  await page.click('main a:has-text("Delete")')
  await inspect(t, page, 'webhook-delete')
  await page.click('text=Delete it')
  t.match(await told(page), /The webhook has been deleted[^]*There are no webhooks/)
})
