import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

t.test('a person makes a key of their own, replaces it and revokes it', async (t) => {
  const page = await browser.signIn(t, 'reviewer')
  await page.goto('/my-keys')
  await page.fill('[name=name]', 'Power BI')
  for (const [part, value] of [['day', '1'], ['month', '6'], ['year', '2026']] as const) await page.fill(`[name=expiresOn-${part}]`, value)
  await page.click('text=Make the key')
  const token = await page.textContent('.govuk-inset-text code') ?? ''
  const me = await app.withToken(token)('GET', '/v1/me')
  t.match(me.body, { kind: 'person', id: app.people.reviewer, role: 'reviewer' })
  await inspect(t, page, 'own-key-issued')

  await page.goto('/my-keys')
  await inspect(t, page, 'own-keys')
  await page.click('tr:has-text("Power BI") >> text=Replace')
  const successor = await page.textContent('.govuk-inset-text code') ?? ''
  t.equal((await app.withToken(token)('GET', '/v1/me')).status, 200, 'the old one works for another day')
  await page.goto('/my-keys')
  await page.click(`tr:has-text("${successor.slice(-4)}") >> text=Revoke`)
  t.match(await page.textContent('main'), /The key has been revoked/)
  const key = successor.slice(3, 35).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  t.same(await eventTypesOf(app.db, key), ['api_key.created', 'api_key.revoked'])
})

t.test('all that is wrong is said at once, and nothing typed is lost', async (t) => {
  const page = await browser.signIn(t, 'reviewer')
  await page.goto('/my-keys')
  await page.fill('[name=expiresOn-day]', '31')
  await page.fill('[name=expiresOn-month]', '2')
  await page.click('text=Make the key')

  t.match(await page.title(), /^Error: /)
  t.match(await page.textContent('.govuk-error-summary'), /Enter what the key is for[^]*Last day on which it works must be a real date/)
  t.equal(await page.inputValue('[name=expiresOn-day]'), '31')
  t.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary', 'the summary has the focus')
  await inspect(t, page, 'own-keys-faults')
})
