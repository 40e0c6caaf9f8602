import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { buildAccepted, buildEvidence, buildStarted, buildSubmitted } from '../support/evidence.ts'
import { buildRequested } from '../support/extensions.ts'
import { visitor } from '../support/pages.ts'

/*
 * What waits for somebody, and nothing that does not: each action once, with all
 * that they may do about it now.
 */

const app = await testApp(t)
const reviewer = await visitor(app, 'reviewer')
const contributor = await visitor(app, 'contributor')

async function handIn (path: string): Promise<void> {
  await app.as('contributor')('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
}

function times (text: string, words: string): number {
  return text.split(words).length - 1
}

t.test('where nothing waits a reviewer is told so', async (t) => {
  t.match((await reviewer.look('/my-work')).text, /Nothing of another agency waits to be judged, decided or signed off/)
})

t.test('an action is named once, with all that is to be done about it', async (t) => {
  const { path, id } = await buildSubmitted(app, { title: 'Hold a debrief after each case' })
  const { id: evidenceId } = await buildEvidence(app, path, { title: 'Minutes of March' })
  const { text, html } = await reviewer.look('/my-work')

  t.equal(times(text, 'Hold a debrief after each case'), 1)
  t.match(text, /Hold a debrief after each case Sign it off , REVIEW-\d+\/R1\/A1 handed in on 2 March 2026 Judge the evidence “Minutes of March”/)
  for (const href of [`/actions/${id}/moves/sign_off`, `/evidence/${evidenceId}/assessment`]) t.match(html, `href="${href}"`)
})

t.test('signing off does not wait before its evidence is there; what was handed in without it is to be looked at', async (t) => {
  const { path, id } = await buildStarted(app, { title: 'Publish an escalation ladder' })
  await buildAccepted(app, path, { kind: 'process' })
  await handIn(path)
  const { text, html } = await reviewer.look('/my-work')

  t.notMatch(html, `/actions/${id}/moves/sign_off`)
  t.match(text, /Publish an escalation ladder Look at what was handed in .* It cannot be signed off yet\. It still needs one accepted outcome, voice or independent item\. Return it/)
})

t.test('an extension waits for who may decide it', async (t) => {
  const { id } = await buildRequested(app)
  t.match((await reviewer.look('/my-work')).html, `href="/extensions/${id}/decision"`)
  t.notMatch((await contributor.look('/my-work')).html, `/extensions/${id}/decision`)
})

t.test('what somebody leads is not named among their agency’s once more', async (t) => {
  await buildAction(app, { title: 'Agree who leads each debrief', leadPersonId: app.people.contributor })
  const { text } = await contributor.look('/my-work')

  t.equal(times(text, 'Agree who leads each debrief'), 1)
  t.match(text, /Actions that you lead .*Agree who leads each debrief.* Other open actions of your agency/)
})

t.test('an impact review waits from a month before its day, as the rules have it', async (t) => {
  const { path } = await buildSubmitted(app, { title: 'Name senior officers' })
  await app.as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
  const at = async (day: string) => {
    app.clock.now = `${day}T09:00:00.000Z`
    return (await (await visitor(app, 'reviewer')).look('/my-work')).text
  }
  t.notMatch(await at('2026-08-01'), /Name senior officers/, 'it is due on 2 September')
  t.match(await at('2026-08-02'), /Name senior officers Judge its impact .* due on 2 September 2026/)
  const late = await at('2027-03-05')
  t.match(late, /Judge its impact .* due on 2 September 2026, 184 days overdue/)
  t.equal(times(late, 'Judge its impact'), 1, 'one finding answers the earliest')
  app.clock.now = '2026-03-02T09:00:00.000Z'
})

t.test('the page is good to look at', async (t) => {
  const browser = await testBrowser(app)
  for (const role of ['reviewer', 'contributor', 'coordinator', 'viewer'] as const) {
    const page = await browser.signIn(t, role)
    await page.goto('/my-work')
    await inspect(t, page, `my-work-${role}`)
  }
})
