import t from 'tap'
import type { Test } from 'tap'
import type { Page } from 'playwright-core'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { until } from '../support/until.ts'
import { openIdProvider, passProvider } from '../support/openid-provider.ts'

const port = await freePort()
const address = `http://127.0.0.1:${port}`
const provider = await openIdProvider(t, address)
const app = await testApp(t, { ...provider.settings, PORT: String(port), PUBLIC_URL: address })
const browser = await testBrowser(app)

async function signIn (page: Page, subject: string): Promise<void> {
  await page.goto('/sign-in')
  await page.click('text=Sign in with your organisation')
  await passProvider(page, subject)
}

async function identities () {
  return await app.db.rows<{ personId: string, subject: string, id: string }>(sql`select person_id as "personId", subject, id from identities order by bound_at, id`)
}

t.test('an invited person comes in by their verified address, once, and from then on by issuer and subject', async (t) => {
  provider.accounts['kim'] = { email: 'Reviewer@test.example', email_verified: true }
  const page = await browser.open(t)
  await page.goto('/sign-in')
  await inspect(t, page, 'sign-in-provider')
  await signIn(page, 'kim')

  t.match(await page.textContent('header'), /A reviewer/)
  const [bound] = await identities()
  t.match(bound, { personId: app.people.reviewer, subject: 'kim' })
  t.same(await eventTypesOf(app.db, bound?.id ?? ''), ['identity.bound'])
})

t.test('another subject with the same address is nobody, and so is an address that is not verified', async (t) => {
  provider.accounts['impostor'] = { email: 'reviewer@test.example', email_verified: true }
  provider.accounts['unverified'] = { email: 'viewer@test.example', email_verified: false }
  provider.accounts['silent'] = { email: 'viewer@test.example' }
  for (const subject of ['impostor', 'unverified', 'silent']) {
    const page = await browser.open(t)
    await signIn(page, subject)
    t.match(await page.textContent('h1'), /You have not been invited/, subject)
    if (subject === 'impostor') await inspect(t, page, 'sign-in-unknown')
  }
  t.equal((await identities()).length, 1)
})

t.test('signing out goes on to the provider', async (t) => {
  const page = await browser.open(t)
  await signIn(page, 'kim')
  await page.click('text=Sign out')
  await page.click('button:has-text("Yes")')

  await page.waitForURL('**/sign-in?done=signed_out*')
  t.match(await page.textContent('main'), /You have signed out/)
})

t.test('whom the provider signs out, from wherever, is signed out here too', async (t) => {
  const page = await browser.open(t)
  await signIn(page, 'kim')
  const elsewhere = await page.context().newPage()
  await elsewhere.goto(`${provider.issuer}/session/end`)
  await elsewhere.click('button:has-text("Yes")')

  await until(async () => {
    await page.goto('/')
    return new URL(page.url()).pathname === '/sign-in'
  })
  const [ended] = await app.db.rows<{ id: string }>(sql`select id from sessions where ended_at is not null order by started_at desc, id desc limit 1`)
  t.same(await eventTypesOf(app.db, ended?.id ?? ''), ['session.started', 'session.ended'])
})

t.test('an answer that was not asked for, or comes twice, or with another state, opens no session', async (t) => {
  const page = await browser.open(t)
  let answer = ''
  page.on('request', (request) => { if (request.url().includes('/sign-in/callback')) answer = request.url() })
  await signIn(page, 'kim')
  const elsewhere = await browser.open(t)
  for (const [where, address] of [[page, answer], [elsewhere, answer], [elsewhere, `${app.address}/sign-in/callback?code=x&state=y`], [elsewhere, `${app.address}/sign-in/callback`]] as const) {
    const response = await where.goto(address)
    t.equal(response?.status(), 400)
    t.match(await where.textContent('h1'), /You have not been signed in/)
  }
  await inspect(t, elsewhere, 'sign-in-failed')
})

t.test('who is known to two partnerships chooses one', async (t) => {
  const other = await app.anotherPartnership()
  await app.db.rows(sql`update people set email = 'both@test.example' where id in (${app.people.scrutineer}, ${other.people.viewer})`)
  provider.accounts['both'] = { email: 'both@test.example', email_verified: true }
  const page = await browser.open(t)
  await signIn(page, 'both')
  await inspect(t, page, 'sign-in-choice')

  await page.check('text=The test partnership')
  await page.click('text=Continue')

  t.match(await page.textContent('header'), /A scrutineer/)
})

t.test('a provider may sign with another key from one moment to the next, and is not asked for keys by whoever names some', async (t) => {
  const opens = async (options = {}) => (await app.withToken(await provider.accessToken({ sub: 'kim' }, options))('GET', '/v1/me')).status
  t.equal(await opens(), 200)
  const removed = await provider.rotateKeys()
  const asked = provider.keysAsked()
  for (let sent = 0; sent < 20; sent++) t.equal(await opens({ header: { kid: `key-${sent}` } }), 401)
  t.ok(provider.keysAsked() <= asked + 1, 'at most one look in half a minute')

  later(t, 61_000) // openid-client asks again for a key that it does not know after a minute, jose after half of one
  const page = await browser.open(t)
  await signIn(page, 'kim')
  t.match(await page.textContent('header'), /A reviewer/)
  t.equal(await opens(), 200, 'the new key')
  t.equal(await opens({ key: removed.key, header: { kid: removed.kid } }), 401, 'the one that was removed')
})

/** The packages have no clock that could be handed to them. */
function later (t: Test, ms: number): void {
  const { now } = Date
  Date.now = () => now() + ms
  t.teardown(() => { Date.now = now })
}

t.test('a provider that is away is told from a sign-in that is refused, and who is signed in stays so', async (t) => {
  const page = await browser.open(t)
  await signIn(page, 'kim')
  await provider.stop()
  const away = await testApp(t, { ...provider.settings, OIDC_ISSUER: `http://127.0.0.1:${await freePort()}` })

  t.equal((await page.goto('/'))?.status(), 200)
  const answer = await fetch(`${away.address}/sign-in/with/1`, { redirect: 'manual' })

  t.equal(answer.status, 503)
  t.match(await answer.text(), /does not answer/)
})
