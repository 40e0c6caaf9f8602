import t from 'tap'
import type { Page } from 'playwright-core'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction } from '../support/build.ts'

const app = await testApp(t)
const browser = await testBrowser(app)
const withoutScript = { javaScriptEnabled: false }

async function day (page: Page, name: string, [date, month, year]: readonly [string, string, string]): Promise<void> {
  for (const [part, value] of Object.entries({ day: date, month, year })) await page.fill(`[name="${name}-${part}"]`, value)
}

async function send (page: Page, button: string): Promise<string> {
  await Promise.all([page.waitForNavigation(), page.click(`main button:has-text("${button}")`)])
  return await page.textContent('main') ?? ''
}

async function addStatement (page: Page, id: string, kind: string, title: string): Promise<string> {
  await page.goto(`/actions/${id}/evidence/new`)
  await page.check(`[name=kind][value=${kind}]`)
  await page.fill('[name=title]', title)
  await day(page, 'effectiveOn', ['20', '2', '2026'])
  await page.fill('[name=statement]', 'Twelve of twenty cases were debriefed in time.')
  return await send(page, 'Add the evidence')
}

t.test('an action is delivered, judged and signed off by two agencies, without JavaScript', async (t) => {
  const { id } = await buildAction(app, { title: 'Hold a debrief after each case' })
  const owner = await browser.signIn(t, 'contributor', withoutScript)
  await owner.goto(`/actions/${id}/moves/start`)
  t.match(await send(owner, 'Start work'), /Work on the action has started[^]*In progress/)
  await owner.goto(`/actions/${id}/updates/new`)
  await owner.fill('[name=narrative]', 'The form is in use.')
  await owner.fill('[name=percentComplete]', '80')
  t.match(await send(owner, 'Send the report'), /Your report is added[^]*80% done/)
  t.match(await addStatement(owner, id, 'process', 'Dip sample'), /The evidence is added/)
  t.match(await addStatement(owner, id, 'outcome', 'Re-audit'), /Re-audit/)
  await owner.goto(`/actions/${id}/moves/submit`)
  t.match(await send(owner, 'Hand it in'), /Waiting for sign-off/)

  const reviewer = await browser.signIn(t, 'reviewer', withoutScript)
  for (let judged = 0; judged < 2; judged++) {
    await reviewer.goto(`/actions/${id}`)
    await reviewer.click('text=Judge this')
    await reviewer.check('[value=accepted]')
    t.match(await send(reviewer, 'Record the judgement'), /The judgement is recorded/)
  }
  await reviewer.goto(`/actions/${id}/moves/sign_off`)
  t.match(await send(reviewer, 'Sign it off'), /The action is signed off[^]*Completed[^]*Impact reviews/)
  const page = await browser.signIn(t, 'scrutineer') // axe itself is a script
  await page.goto(`/actions/${id}`)
  await inspect(t, page, 'action-completed')
})

t.test('what is wrong with a form is told at its fields, and nothing typed is lost', async (t) => {
  const { id } = await buildAction(app)
  const page = await browser.signIn(t, 'contributor')
  await page.goto(`/actions/${id}/extensions/new`)
  await page.fill('[name=reason]', 'The post is not filled.')
  await day(page, 'proposedDueOn', ['31', '2', '2027'])
  const text = await send(page, 'Ask for the extension')

  t.match(text, /There is a problem[^]*New due date must be a real date[^]*Enter what keeps children safe/)
  t.equal(await page.inputValue('[name=reason]'), 'The post is not filled.')
  await inspect(t, page, 'action-extension-wrong')
})

t.test('a move that is not theirs is not offered, and says whose it is', async (t) => {
  const { id } = await buildAction(app)
  const page = await browser.signIn(t, 'viewer')
  await page.goto(`/actions/${id}`)

  t.equal(await page.locator('a:has-text("Start work")').count(), 0)
  t.match(await page.textContent('main'), /Start work\. This is for its owner and supporting agencies or a coordinator\./)
  await inspect(t, page, 'action-viewer')
})

t.test('who leads it, and why it is due later, is told at any width', async (t) => {
  const { id } = await buildAction(app, { leadPersonId: app.people.contributor })
  const { body: { id: extensionId } } = await app.as('contributor')('POST', `/v1/actions/${id}/extensions`, { proposedDueOn: '2026-08-01', reason: 'Interdepartmental misunderstandings.', interimRiskControl: 'The manager reads each list.' })
  await app.as('reviewer')('POST', `/v1/extensions/${extensionId}/decision`, { outcome: 'agreed', reason: 'Interdepartmental responsibilities notwithstanding.' })
  const page = await browser.signIn(t, 'viewer')
  await page.goto(`/actions/${id}`)

  t.match(await page.textContent('main'), /Lead\s*A contributor[^]*Extension agreed/)
  await inspect(t, page, 'action-extended')
})

t.test('a file is handed in, and told what it may not be', async (t) => {
  const { id } = await buildAction(app)
  const page = await browser.signIn(t, 'contributor')
  await page.goto(`/actions/${id}/evidence/new`)
  await page.check('[name=kind][value=output]')
  await page.fill('[name=title]', 'The form')
  await day(page, 'effectiveOn', ['20', '2', '2026'])
  await page.setInputFiles('[name=file]', { name: 'form.txt', mimeType: 'text/plain', buffer: Buffer.from('A form') })
  t.match(await send(page, 'Add the evidence'), /The evidence is added[^]*form\.txt/)
  await inspect(t, page, 'action-evidence')
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('text=form.txt')])
  t.equal(file.suggestedFilename(), 'form.txt')
})

t.test('a file on its way shows how far it is, and stays chosen when something else is wrong', async (t) => {
  const { id } = await buildAction(app)
  const page = await browser.signIn(t, 'contributor')
  await page.goto(`/actions/${id}/evidence/new`)
  await page.check('[name=kind][value=output]')
  await day(page, 'effectiveOn', ['20', '2', '2026'])
  await page.setInputFiles('[name=file]', { name: 'form.txt', mimeType: 'text/plain', buffer: Buffer.from('A form\n'.repeat(400_000)) })
  await page.click('main button:has-text("Add the evidence")')
  await page.waitForSelector('.govuk-error-summary')
  t.match(await page.textContent('.govuk-error-summary'), /Enter what it is, in a line/)
  t.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary')
  t.equal(await page.evaluate('document.querySelector("[name=file]").files[0].name'), 'form.txt')
  t.notMatch(await page.textContent('main'), /has to be chosen again/)
  await page.fill('[name=title]', 'The form')
  const told: string[] = []
  await page.exposeFunction('tell', (text: string) => { told.push(text) })
  await page.evaluate('new MutationObserver(() => { window.tell(document.querySelector("[data-upload-progress] [role=status]").textContent) }).observe(document.querySelector("[data-upload-progress]"), { childList: true, subtree: true })')
  await Promise.all([page.waitForURL('**?done=evidence_added'), page.click('main button:has-text("Add the evidence")')])
  t.match(told.join(' '), /Sending the file.*is sent/, 'it tells how far it is')
  t.match(await page.textContent('main'), /The evidence is added[^]*form\.txt/)
})
