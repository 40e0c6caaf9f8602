import t from 'tap'
import type { Page } from 'playwright-core'
import { startCheckpoints } from '../../src/features/events/checkpoints.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import { axe, inspect, picture, screenshot, testBrowser } from '../support/browser.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'
import { intruder } from '../support/tampering.ts'
import { until } from '../support/until.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const browser = await testBrowser(app)
const { send, agencies, people } = app

async function told (page: Page): Promise<string> {
  return (await page.textContent('main') ?? '').replace(/\s+/g, ' ')
}

t.test('a coordinator tries other reminders out, then sets them', async (t) => {
  await send('PATCH', `/v1/agencies/${agencies.csc}`, { email: 'duty@csc.example', escalationEmail: 'director@csc.example' }, await etagOf(app, `/v1/agencies/${agencies.csc}`))
  for (const dueOn of ['2026-03-16', '2026-02-01']) await buildAction(app, { title: 'Agree who leads each debrief', dueOn, leadPersonId: people.contributor })
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/reminders')
  t.match(await told(page), /14 days after the due date, and then every 14 days: the agency’s senior leader/)
  await page.click('text=Change or try out')
  await inspect(t, page, 'reminder-policy')
  await page.fill('[name=days1]', '10')
  await page.click('main button:has-text("Try it out")')
  t.match(await told(page), /With these steps: 3 reminders to 3 addresses\. With the present ones: 4 reminders to 3 addresses/)
  t.equal(await page.inputValue('[name=days1]'), '10', 'what was typed stays')
  await inspect(t, page, 'reminder-policy-tried')
  await page.click('main button:has-text("Save")')
  t.match(await told(page), /The reminders have been changed[^]*10 days before the due date: the lead/)

  await send('POST', '/v1/reminders/run', {})
  await page.goto('/reminders')
  t.match(await told(page), /Agree who leads each debrief/)
  await inspect(t, page, 'reminders')
})

t.test('a ladder that would go quiet is refused at its step, and without JavaScript nothing is lost', async (t) => {
  const page = await browser.signIn(t, 'coordinator', { javaScriptEnabled: false })
  await page.goto('/reminders/policy')
  for (const row of [8, 9]) await page.fill(`[name=every${row}]`, '')
  await page.fill('[name=days2]', 'some')
  await page.click('main button:has-text("Save")')
  t.match(await page.textContent('.govuk-error-summary'), /Days of step 2 must be a whole number/)
  await page.fill('[name=days2]', '7')
  await page.click('main button:has-text("Save")')

  t.match(await page.textContent('.govuk-error-summary'), /a step must come at least every 92 days and one of them recur/)
  t.equal(await page.inputValue('[name=every9]'), '')
})

t.test('the settings of the partnership are changed on one form', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/partnership')
  await page.fill('[name=impactReviewMonths]', 'soon')
  await page.click('main button:has-text("Save")')
  t.match(await page.textContent('.govuk-error-summary'), /whole numbers of months/)
  await page.fill('[name=impactReviewMonths]', '12, 3')
  await page.check('[name=legalHold][value=true]')
  await page.click('main button:has-text("Save")')
  t.match(await told(page), /The settings have been changed/)

  await inspect(t, page, 'partnership')
  t.match((await send('GET', '/v1/partnership')).body, { signOff: { impactReviewMonths: [3, 12] }, retention: { legalHold: true } })
})

t.test('the audit says who did what to what, the latest first, and how the history stands', async (t) => {
  const checkpoints = startCheckpoints(app.services, makeLogger('silent'))
  t.teardown(checkpoints.stop)
  await send('PATCH', '/v1/partnership', { retention: { years: 11 } }, await etagOf(app, '/v1/partnership'))
  await buildRecommendation(app, { text: 'Hold a debrief after each complex case.' })
  await sealed(app, app)
  const page = await browser.signIn(t, 'coordinator')
  await until(async () => { await page.goto('/audit'); return /were last signed on 2 March 2026/.test(await told(page)) })
  t.match(await page.locator('tbody tr').nth(1).textContent(), /A coordinator[^]*Recommendation added[^]*REVIEW-\d+\/R1/)
  t.ok((await page.content()).length < 100_000)
  await page.locator('tbody details').first().evaluate((element) => { (element as unknown as { open: boolean }).open = true })
  await inspect(t, page, 'audit')

  await page.click('text=Find and filter')
  await page.selectOption('[name=type]', 'partnership.updated')
  await page.click('main button:has-text("Show")')
  t.match(await page.locator('tbody tr').first().textContent(), /Settings changed[^]*Retention years[^]*10, now 11/)
  t.equal(await page.locator('tbody tr:not(:has-text("Settings changed"))').count(), 0)
  await page.goto('/audit?from=2026-01-01&to=2026-03-01')
  t.match(await told(page), /Nothing fits this filter/)
})

t.test('the history of one thing can be followed, and taken as a file', async (t) => {
  const { id } = await buildAction(app)
  await sealed(app, app)
  const page = await browser.signIn(t, 'reviewer')
  await page.goto(`/audit?subjectId=${id}`)
  t.match(await told(page), /Only what happened to REVIEW[^]*Action added/)
  const file = await page.context().request.get(`/audit?subjectId=${id}&format=csv`)
  t.match(await file.text(), /action\.created/)
  await sealed(app, app)
  const [first] = (await (await page.context().request.get('/audit?format=csv')).text()).split('\r\n').slice(1)
  t.match(first, /export\.made/, 'that it was taken is the latest')
})

t.test('a coordinator freezes a report, and a board reads and prints it', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/board-packs')
  t.match(await told(page), /There are no board packs yet/)
  await page.click('text=Freeze a report')
  await inspect(t, page, 'board-pack-new')
  await page.fill('[name=title]', 'Executive group, March 2026')
  await page.click('text=Freeze it as it stands now')
  t.match(await told(page), /The report has been frozen[^]*By agency[^]*The csc agency[^]*All, each action once/)

  const reader = await browser.signIn(t, 'viewer')
  await reader.goto(new URL(page.url()).pathname)
  await inspect(t, reader, 'board-pack')
  const { contents } = (await send('GET', '/v1/board-packs')).body.data[0]
  for (const { sha256 } of contents) t.match(await told(reader), sha256)
  t.match(await (await reader.context().request.get(`${new URL(page.url()).pathname}/content?format=csv`)).text(), /groupBy/)
})

t.test('the record of a year is a page to print, without what belongs to the screen', async (t) => {
  const { id } = await buildRecommendation(app, { text: 'Hold a debrief after each complex case.', response: 'accepted' })
  await buildAction(app, { recommendationIds: [id], title: 'Publish a template', dueOn: '2026-02-01' })
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/board-packs/new')
  await page.check('[name=report][value=annual]')
  await page.click('text=Freeze it as it stands now')
  t.match(await told(page), /1 April 2025 to 31 March 2026[^]*Hold a debrief[^]*Publish a template[^]*The csc agency[^]*Still open, 29 days overdue/)
  await inspect(t, page, 'board-pack-annual')

  await page.emulateMedia({ media: 'print' })
  for (const gone of ['.govuk-service-navigation', '.govuk-back-link', 'text=take the same figures as a file', '.app-footer']) t.notOk(await page.locator(gone).first().isVisible(), gone)
  await picture(page, 'board-pack-print')
  await page.goto('/board-packs')
  await inspect(t, page, 'board-packs')
})

t.test('reviews are found by kind and status', async (t) => {
  await send('POST', '/v1/reviews', { reference: 'AUDIT-1', title: 'Case file audit', kind: 'audit' })
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/reviews')
  await page.selectOption('[name=kind]', 'audit')
  await page.click('main button:has-text("Show")')
  t.equal(await page.locator('tbody tr').count(), 1)
  await inspect(t, page, 'reviews-filtered')
  await page.selectOption('[name=status]', 'closed')
  await page.click('main button:has-text("Show")')
  t.match(await told(page), /No review fits this filter/)
})

t.test('what cannot be shown is said in words, with what to do', async (t) => {
  const page = await browser.signIn(t, 'contributor')
  t.equal((await page.goto('/webhooks'))?.status(), 403)
  t.match(await told(page), /You may not do this[^]*Only coordinators may do this[^]*You are signed in as A contributor/)
  await inspect(t, page, 'problem-403')
  t.equal(await page.locator('nav >> text=Webhooks').count(), 0, 'and no link leads there')
  t.equal((await page.goto('/nowhere'))?.status(), 404)
  await inspect(t, page, 'problem-404')
  for (const [path, role] of [['/audit', 'viewer'], ['/reminders', 'viewer'], ['/imports', 'reviewer'], ['/partnership', 'contributor'], ['/board-packs/new', 'viewer'], ['/reminders/policy', 'scrutineer']] as const) {
    const other = await browser.signIn(t, role)
    t.equal((await other.goto(path))?.status(), 403, `${path} is not for a ${role}`)
  }
})

t.test('a fault of ours is a page too, with the number that it is recorded under', async (t) => {
  const { rows } = await intruder(t, app.db)
  await rows(sql`alter table board_packs rename to board_packs_gone`)
  const page = await browser.signIn(t, 'viewer')
  t.equal((await page.goto('/board-packs'))?.status(), 500)
  t.match(await told(page), /Something went wrong on our side/)
  await axe(t, page)
  await screenshot(t, page, 'problem-500')
})
