import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

t.test('a coordinator adds an agency and ends it', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/agencies/new')
  await inspect(t, page, 'agency-new')
  await page.fill('[name=name]', 'Northern Housing Association')
  await page.fill('[name=code]', 'northern-housing')
  await page.selectOption('[name=kind]', 'housing')
  await page.click('text=Save')
  t.match(await page.textContent('main'), /The agency has been added/)

  await page.click('tr:has-text("Northern Housing") >> text=Change')
  for (const [part, value] of [['day', '1'], ['month', '2'], ['year', '2026']] as const) await page.fill(`[name=validTo-${part}]`, value)
  await page.click('text=Save')
  t.match(await page.textContent('table:has-text("Former and future agencies")'), /Northern Housing Association[^]*Until 1 Feb 2026/)
  await inspect(t, page, 'agencies')
})

t.test('what is wrong with an agency is said at its fields', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/agencies/new')
  await page.fill('[name=code]', 'Met Police')
  await page.fill('[name=email]', 'no address')
  await page.click('text=Save')

  t.match(await page.textContent('.govuk-error-summary'), /Enter the name[^]*Enter a short name of at most 40 lower-case letters, digits and hyphens[^]*Choose the kind of agency[^]*E-mail address for reminders must be an e-mail address/)
  await inspect(t, page, 'agency-faults')
})

t.test('a coordinator adds a person, hands over their work and marks them as gone', async (t) => {
  const page = await browser.signIn(t, 'coordinator')
  await page.goto('/people/new')
  await inspect(t, page, 'person-new')
  await page.fill('[name=name]', 'Amina Yusuf')
  await page.fill('[name=email]', 'amina.yusuf@example.org')
  await page.selectOption('[name=agencyId]', app.agencies.csc)
  await page.check('[name=role][value=contributor]')
  await page.click('main button:has-text("Add the person")')
  t.match(await page.textContent('main'), /The person has been added/)

  await page.click('tr:has-text("Amina Yusuf") >> text=Hand over')
  t.match(await page.textContent('main'), /at present they lead/)
  await inspect(t, page, 'handover')
  await page.selectOption('[name=toPersonId]', app.people.contributor)
  await page.click('text=Hand over all open work')
  t.match(await page.textContent('main'), /The open work has been handed over/)
  await inspect(t, page, 'person')
  await page.check('[name=active][value=false]')
  await page.click('main button:has-text("Save")')
  t.match(await page.textContent('tr:has-text("Amina Yusuf")'), /Has left/)
  await inspect(t, page, 'people')
})

t.test('people are found by role', async (t) => {
  const page = await browser.signIn(t, 'contributor')
  await page.goto('/people')
  await page.selectOption('[name=role]', 'reviewer')
  await page.click('main button:has-text("Show")')

  t.equal(await page.locator('tbody tr').count(), 1)
  t.equal(await page.locator('text=Add a person').count(), 0, 'who may not is not offered to')
})

for (const [path, role] of [['/agencies/new', 'contributor'], ['/people', 'viewer'], ['/people/new', 'reviewer']] as const) {
  t.test(`${path} is refused to a ${role} in words`, async (t) => {
    const page = await browser.signIn(t, role)
    const answer = await page.goto(path)

    t.equal(answer?.status(), 403)
    t.match(await page.textContent('main'), /may not do this|may\./)
  })
}
