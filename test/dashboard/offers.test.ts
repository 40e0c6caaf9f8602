import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'
import { buildAccepted, buildEvidence, buildStarted, buildSubmitted } from '../support/evidence.ts'
import { buildRequested } from '../support/extensions.ts'
import { shownAgain, visitor } from '../support/pages.ts'

/*
 * What a page offers is what the rules would let pass, now and by whoever looks;
 * what it does not offer has no form at its address either.
 */

const app = await testApp(t)
const contributor = await visitor(app, 'contributor')
const reviewer = await visitor(app, 'reviewer')

t.test('signing off is offered once its evidence is there, and until then it is said what is missing', async (t) => {
  const { id, path } = await buildStarted(app)
  await buildAccepted(app, path, { kind: 'process' })
  await app.as('contributor')('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
  const signOff = `/actions/${id}/moves/sign_off`
  const early = await reviewer.look(`/actions/${id}`)
  t.notMatch(early.html, signOff)
  t.match(early.text, /Sign it off: not yet\. It still needs one accepted outcome, voice or independent item\./)
  const closed = await reviewer.look(signOff)
  shownAgain(t, closed, 409, /“Sign it off” is not possible yet\. It still needs one accepted outcome.* Back to the action/)
  t.match(closed.html, `href="/actions/${id}"`)

  await buildAccepted(app, path, { kind: 'outcome' })
  t.match((await reviewer.look(`/actions/${id}`)).html, signOff)
  shownAgain(t, await reviewer.look(signOff), 200, /Sign it off/)
})

t.test('handing in is offered once there is something to judge', async (t) => {
  const { id, path } = await buildStarted(app)
  t.match((await contributor.look(`/actions/${id}`)).text, /Hand it in for sign-off: not yet\. It still needs one piece of evidence\./)
  await buildEvidence(app, path)

  t.match((await contributor.look(`/actions/${id}`)).html, `/actions/${id}/moves/submit`)
})

t.test('who may not make a move finds no form for it, and is told whose it is', async (t) => {
  const { id } = await buildSubmitted(app)
  for (const move of ['sign_off', 'return'] as const) shownAgain(t, await contributor.look(`/actions/${id}/moves/${move}`), 403, /You may not do this .* is not open to you here\. This is for a reviewer of another agency\./)
  shownAgain(t, await (await visitor(app, 'viewer')).look(`/actions/${id}/moves/close`), 403, /Only .* may do this/)
  shownAgain(t, await reviewer.look(`/actions/${id}/moves/reopen_completed`), 403, /This is for a coordinator or a scrutineer/)
  shownAgain(t, await contributor.look(`/actions/${id}/moves/start`), 409, /The action’s status is “Waiting for sign-off”, from which it is not made/)
})

t.test('nobody finds a form in which to judge the work of their own agency', async (t) => {
  const facts = { ownerAgencyId: app.agencies.police }
  const { id, path } = await buildStarted(app, facts)
  const { body: { id: evidenceId } } = await app.send('POST', `${path}/evidence`, { kind: 'output', title: 'Minutes', effectiveOn: '2026-02-27', statement: 'They are there.' })
  for (const form of [`/evidence/${evidenceId}/assessment`, `/actions/${id}/impact/new`]) shownAgain(t, await reviewer.look(form), 403, /Your agency owns this action/)
})

t.test('what is decided has no form any more', async (t) => {
  const { id, decision } = await buildRequested(app)
  await app.as('reviewer')('POST', decision, { outcome: 'declined', reason: 'The risk is too high.' })
  const { path } = await buildStarted(app)
  const evidence = await buildAccepted(app, path)

  shownAgain(t, await reviewer.look(`/extensions/${id}/decision`), 409, /This extension is declined already/)
  shownAgain(t, await reviewer.look(`/evidence/${evidence.id}/assessment`), 409, /This piece of evidence is accepted already/)
  shownAgain(t, await reviewer.look(`/actions/${(await buildAction(app)).id}/impact/new`), 409, /once it is completed/)
})

t.test('what is missing is as good to look at as what is offered', async (t) => {
  const { id, path } = await buildStarted(app, { title: 'Hold a debrief after each case' })
  await buildAccepted(app, path, { kind: 'process' })
  await app.as('contributor')('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
  const browser = await testBrowser(app)
  const page = await browser.signIn(t, 'reviewer')
  for (const [name, address] of [['action-not-yet', `/actions/${id}`], ['move-not-yet', `/actions/${id}/moves/sign_off`]] as const) {
    await page.goto(address)
    await inspect(t, page, name)
  }
})
