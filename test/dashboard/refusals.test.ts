import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { shownAgain, visitor } from '../support/pages.ts'

/* What somebody reads who comes to a closed door: why it is closed, and where to go on. */

const app = await testApp(t)
const browser = await testBrowser(app)
const contributor = await visitor(app, 'contributor')
const { id } = await buildAction(app)
const comment = `/actions/${id}/comments/new`

t.test('a form of another session has expired; it is no matter of roles', async (t) => {
  const told = await contributor.send(comment, { text: 'It goes well.', _token: 'x'.repeat(43) })

  shownAgain(t, told, 403, /^This form was not taken It has expired, or it was not sent from the page on which it belongs\..* Nothing was changed\. Go back, copy what you typed, reload the page, and send the form again/)
  t.notMatch(told.text, /role|You are signed in as/)
  shownAgain(t, await (await visitor(app, 'viewer')).send('/agencies/new', { _token: '' }), 403, /^This form was not taken/)
})

t.test('a form from a page elsewhere is told likewise', async (t) => {
  const answer = await fetch(`${app.address}${comment}`, { method: 'POST', headers: { accept: 'text/html', cookie: contributor.cookie, 'sec-fetch-site': 'cross-site' }, body: new URLSearchParams({ text: 'It goes well.' }) })

  t.match([answer.status, await answer.text()], [403, /This form was not taken/])
})

t.test('an unknown address keeps the navigation of who is signed in, and tells nothing to who is not', async (t) => {
  for (const path of ['/nowhere', '/actions/', '//', '/accessibility']) t.match((await contributor.look(path)).html, /<a class="govuk-service-navigation__link" href="\/my-work">/, path)
  const stranger = await fetch(`${app.address}/nowhere`, { headers: { accept: 'text/html', cookie: 'follow-through-session=unknown' } })
  t.match([stranger.status, await stranger.text()], [404, /Page not found/])
  t.equal((await fetch(`${app.address}/%zz`, { headers: { accept: 'text/html', cookie: contributor.cookie } })).status, 400, 'nor does one that is none end the service')
  t.match(await (await fetch(`${app.address}/nowhere`, { headers: { cookie: contributor.cookie } })).json(), { type: '/problems/not-found' }, 'a program is told as a program')
})

t.test('closed doors are good to look at', async (t) => {
  const page = await browser.signIn(t, 'contributor')
  await page.goto('/nowhere')
  await inspect(t, page, 'not-found')
  await page.goto(comment)
  await page.fill('[name=text]', 'It goes well.')
  await page.evaluate('document.querySelector("form#form [name=_token]").value = "x".repeat(43)')
  await page.click('main button:has-text("Add the comment")')
  await inspect(t, page, 'form-expired')
})
