import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { createSignInLink } from '../../src/features/sessions/commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { inspect, sessionToken, testBrowser } from '../support/browser.ts'
import { until } from '../support/until.ts'

const app = await testApp(t)
const { services, people, partnershipId, address, clock, send, db } = app
const browser = await testBrowser(app)

async function link (personId = people.reviewer): Promise<string> {
  const token = await actAs(services, { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'a-test' }, async (work) => createSignInLink(work, personId))
  return `/sign-in/${token}`
}

interface Asked { method?: string, cookie?: string, headers?: Record<string, string>, form?: Record<string, string> }

async function ask (path: string, { method = 'GET', cookie, headers = {}, form }: Asked = {}): Promise<Response> {
  return await fetch(`${address}${path}`, {
    method, redirect: 'manual',
    headers: { accept: 'text/html', ...cookie === undefined ? {} : { cookie: `follow-through-session=${cookie}` }, ...headers },
    ...form === undefined ? {} : { body: new URLSearchParams(form) }
  })
}

async function tokenOnPage (cookie: string): Promise<string> {
  return /name="_token" value="([^"]+)"/.exec(await (await ask('/', { cookie })).text())?.[1] ?? ''
}

t.test('looking at a link signs nobody in; its button does, once', async (t) => {
  const path = await link()

  for (const answer of [await ask(path), await ask(path)]) t.match(await answer.text(), /signs you in as <strong>A reviewer/)
  const [first, second] = [await ask(path, { method: 'POST' }), await ask(path, { method: 'POST' })]

  t.match([first.status, second.status], [303, 410])
  t.match(first.headers.get('set-cookie'), /^follow-through-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  t.equal((await ask(path)).status, 410)
})

t.test('of two who press the button at the same moment one comes in', async (t) => {
  const path = await link()

  const answers = await Promise.all([1, 2, 3].map(async () => (await ask(path, { method: 'POST' })).status))

  t.same(answers.sort(), [303, 410, 410])
})

t.test('a newer link ends the earlier one, and a day any', async (t) => {
  const [earlier, newer] = [await link(people.viewer), await link(people.viewer)]
  t.equal((await ask(earlier)).status, 404)
  clock.now = '2026-03-03T09:00:00.000Z'
  t.equal((await ask(newer)).status, 410)
  clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('who is not signed in is sent to the sign-in page, and then to where they were going', async (t) => {
  const asked = await ask('/?done=x')
  t.match([asked.status, asked.headers.get('location')], [303, '/sign-in'])
  for (const [to, expected] of [['/?done=x', '/?done=x'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['https:evil.example', '/'], ['/%2f/evil.example', '/'], ['https://evil.example/', '/']] as const) {
    const came = await ask(await link(), { method: 'POST', headers: { cookie: `follow-through-return-to=${encodeURIComponent(to)}` } })
    t.equal(came.headers.get('location'), expected, to)
  }
})

t.test('signing in gives a new session and ends the one that the browser had', async (t) => {
  const before = await sessionToken(app, 'viewer')

  const came = await ask(await link(people.viewer), { method: 'POST', cookie: before })

  t.notMatch(came.headers.get('set-cookie'), before)
  t.equal((await ask('/', { cookie: before })).status, 303)
})

t.test('a session ends after half an hour without a request, and after twelve hours with', async (t) => {
  const [idle, busy] = [await sessionToken(app, 'viewer'), await sessionToken(app, 'viewer')]
  for (let minutes = 29; minutes < 12 * 60; minutes += 29) {
    clock.now = new Date(Date.parse('2026-03-02T09:00:00.000Z') + minutes * 60_000).toISOString()
    t.equal((await ask('/', { cookie: busy })).status, 200, String(minutes))
  }
  t.equal((await ask('/', { cookie: idle })).status, 303)
  clock.now = '2026-03-02T21:00:00.000Z'
  t.equal((await ask('/', { cookie: busy })).status, 303)
  clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('a person who is made inactive, or somebody else, is signed out; their session and link are dead', async (t) => {
  for (const change of [{ active: false }, { role: 'viewer' }, { email: 'another@test.example' }]) {
    const made = await send('POST', '/v1/people', { agencyId: app.agencies.csc, name: 'Somebody', email: `somebody${JSON.stringify(change).length}@test.example`, role: 'contributor' })
    const path = await link(made.body.id)
    const came = await ask(path, { method: 'POST' })
    const cookie = /=([\w-]{43})/.exec(came.headers.get('set-cookie') ?? '')?.[1] ?? ''
    const unused = await link(made.body.id)
    await send('PATCH', `/v1/people/${made.body.id}`, change, { 'if-match': made.headers.get('etag') ?? '' })

    await until(async () => (await ask('/', { cookie })).status === 303)
    t.equal((await ask(unused)).status, 404)
    const [{ id = '' } = {}] = await db.rows<{ id: string }>(sql`select id from sessions where person_id = ${made.body.id}`)
    t.same(await eventTypesOf(db, id), ['session.started', 'session.ended'])
  }
})

t.test('a form from elsewhere, or without the token of its session, changes nothing', async (t) => {
  const cookie = await sessionToken(app, 'viewer')
  const _token = await tokenOnPage(cookie)
  for (const [headers, form] of [
    [{ 'sec-fetch-site': 'cross-site' }, { _token }], [{ 'sec-fetch-site': 'same-site' }, { _token }], [{ origin: 'https://evil.example' }, { _token }], [{ origin: 'null' }, { _token }],
    [{}, {}], [{}, { _token: `${_token.slice(1)}x` }], [{}, { _token: await tokenOnPage(await sessionToken(app, 'viewer')) }]
  ] as Array<[Record<string, string>, Record<string, string>]>) t.equal((await ask('/sign-out', { method: 'POST', cookie, headers, form })).status, 403)
  t.equal((await ask('/', { cookie })).status, 200)

  t.equal((await ask('/sign-out', { method: 'POST', cookie, headers: { 'sec-fetch-site': 'same-origin' }, form: { _token } })).status, 303)
  t.equal((await ask('/', { cookie })).status, 303)
})

t.test('a cookie opens no door of the API, and a key none of the pages', async (t) => {
  const cookie = await sessionToken(app, 'coordinator')
  t.equal((await ask('/v1/me', { cookie })).status, 401)
  t.equal((await ask('/', { headers: { authorization: `Bearer ${app.tokens.coordinator}` } })).status, 303)
})

t.test('pages may load nothing from elsewhere, run nothing inline, and stand in no frame', async (t) => {
  const policy = (await ask('/sign-in')).headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'.*script-src 'self'; style-src 'self';.*frame-ancestors 'none'/)
  t.notMatch(policy, 'unsafe')
})

t.test('from the printed link to the overview with one click, and out again', async (t) => {
  const page = await browser.open(t)
  await page.goto(await link())
  await page.waitForURL('**/')
  t.match(await page.textContent('h1'), 'Overview')
  await page.click('text=Sign out')
  t.match(await page.textContent('main'), /You have signed out/)
  await inspect(t, page, 'sign-in')
})

t.test('without JavaScript the button is pressed by hand', async (t) => {
  const page = await browser.open(t, { javaScriptEnabled: false })
  await page.goto(await link())
  t.match(await page.textContent('main'), /signs you in as A reviewer/)
  await page.click('main button')
  t.match(await page.textContent('h1'), 'Overview')
})

t.test('what cannot be shown is explained', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/nothing')
  t.match(await page.textContent('main'), /There is nothing at this address/)
  await inspect(t, page, 'not-found')
  await page.goto('/accessibility')
  await inspect(t, page, 'accessibility')
})

t.test('what was typed into a form whose session has run out is there again after signing in, for its person alone', async (t) => {
  const cookie = await sessionToken(app, 'reviewer')
  const _token = await tokenOnPage(cookie)
  clock.now = '2026-03-02T09:45:00.000Z'
  const sent = await ask('/my-keys', { method: 'POST', cookie, form: { _token, name: 'A <half> finished key', 'expiresOn-day': '7' } })
  t.match([sent.status, sent.headers.get('location')], [303, '/sign-in'])

  const another = await ask(await link(people.viewer), { method: 'POST' })
  t.equal(another.headers.get('location'), '/')
  const page = await browser.open(t)
  await page.goto(await link())
  await page.waitForURL('**/my-keys?draft=*')

  t.equal(await page.inputValue('[name=name]'), 'A <half> finished key')
  t.equal(await page.inputValue('[name=expiresOn-day]'), '7')
  t.match(await page.textContent('main'), /nothing has been sent yet/)
  await inspect(t, page, 'own-keys-restored')
  clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('a button whose session has run out leads back to the overview, and keeps nothing', async (t) => {
  const cookie = await sessionToken(app, 'scrutineer')
  const _token = await tokenOnPage(cookie)
  clock.now = '2026-03-02T09:45:00.000Z'

  const sent = await ask('/sign-out', { method: 'POST', cookie, form: { _token } })
  const came = await ask(await link(people.scrutineer), { method: 'POST' })

  t.match(sent.headers.getSetCookie(), [/^follow-through-return-to=\/;/])
  t.equal(came.headers.get('location'), '/')
  clock.now = '2026-03-02T09:00:00.000Z'
})
