import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction, buildMeasure, buildRecommendation } from '../support/build.ts'
import { form } from '../support/evidence.ts'
import { dayFields, sent, visitor } from '../support/pages.ts'

const app = await testApp(t)
const browser = await testBrowser(app)
const coordinator = await visitor(app, 'coordinator')
const contributor = await visitor(app, 'contributor')
const { agencies, send } = app

t.test('a coordinator enters a review, what it recommends, and an action for it', async (t) => {
  const reviewId = sent(t, await coordinator.send('/reviews/new', { title: 'Child O', reference: 'CHILD-O', kind: 'other', restricted: 'true', ...dayFields('publishedOn', '2026-01-12') }), /^\/reviews\/.*done=review_added/)
  const id = sent(t, await coordinator.send(`/reviews/${reviewId}/recommendations/new`, { reference: 'R1', text: 'Do it.', scope: 'local', leadAgencyId: agencies.csc, themes: 'housing, pre-birth planning' }), /recommendation_added/)
  const actionId = sent(t, await coordinator.send(`/recommendations/${id}/actions/new`, { title: 'Name a lead', ownerAgencyId: agencies.csc, supportingAgencyIds: agencies.police, priority: 'high', ...dayFields('dueOn', '2026-06-30') }), /action_added/)

  t.match((await send('GET', `/v1/reviews/${reviewId}`)).body, { reference: 'CHILD-O', restricted: true, publishedOn: '2026-01-12', commissionedOn: null })
  t.match((await send('GET', `/v1/recommendations/${id}`)).body, { themes: ['housing', 'pre-birth planning'], leadAgencyId: agencies.csc })
  t.match((await send('GET', `/v1/actions/${actionId}`)).body, { reference: 'CHILD-O/R1/A1', priority: 'high', supportingAgencyIds: [agencies.police] })
})

t.test('the partnership responds, with reasons unless it accepts the whole', async (t) => {
  const { id } = await buildRecommendation(app)
  const path = `/recommendations/${id}/response`
  t.match((await coordinator.send(path, { response: '' })).text, /Choose the partnership’s response/)
  const unexplained = await coordinator.send(path, { response: 'accepted_in_part', ...dayFields('respondedOn', '2026-03-01') })
  t.match([unexplained.status, unexplained.text], [422, /Enter reasons: only a response that accepts the whole goes without/])

  sent(t, await coordinator.send(path, { response: 'accepted_in_part', responseReason: 'Transfers go on.', ...dayFields('respondedOn', '2026-03-01') }), /response_recorded/)
  t.match((await send('GET', `/v1/recommendations/${id}`)).body, { response: 'accepted_in_part', responseReason: 'Transfers go on.', respondedOn: '2026-03-01' })
  t.same(await eventTypesOf(app.db, id), ['recommendation.created', 'recommendation.responded'])
})

t.test('a recommendation is planned from a playbook, once', async (t) => {
  const { id } = await buildRecommendation(app, { leadAgencyId: agencies.csc, response: 'accepted' })
  const path = `/recommendations/${id}/plan`
  t.match((await coordinator.look(path)).text, /Which playbook\?.*Debrief and case review after a serious incident/)
  t.match((await coordinator.send(path, { key: '' })).text, /Choose a playbook/)

  sent(t, await coordinator.send(path, { key: 'serious-incident-debrief', ownerAgencyId: agencies.csc, ...dayFields('startOn', '2026-03-02') }), /playbook_applied/)
  const { body: playbook } = await send('GET', '/v1/playbooks/serious-incident-debrief')
  t.equal((await send('GET', `/v1/actions?recommendationId=${id}`)).body.data.length, playbook.actions.length)
  t.match((await coordinator.look(path)).text, /was planned from the playbook “Debrief and case review after a serious incident” already, beginning on 2 March 2026/)
})

t.test('a figure is reported by the agency whose it is, and put right', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app, { leadAgencyId: agencies.csc })
  const { id } = await buildMeasure(app, { recommendationId, unit: 'percent', frequency: 'quarterly' })
  const path = `/measures/${id}/observations/new`
  t.match((await contributor.look(path)).html, /<option value="2025-Q4" selected>October to December 2025<\/option>/)
  t.match((await contributor.send(path, { period: '2025-Q4', numerator: '12' })).text, /Enter out of how many/)

  sent(t, await contributor.send(path, { period: '2025-Q4', numerator: '12', denominator: '20' }), /observation_recorded/)
  sent(t, await contributor.send(`/measures/${id}/observations/2025-Q4`, { numerator: '13', denominator: '20', note: 'One was counted late.' }), /observation_recorded/)
  t.match((await send('GET', `/v1/measures/${id}/observations`)).body.data, [{ period: '2025-Q4', value: 65, numerator: 13, version: 2 }])
  t.notMatch((await contributor.look(path)).html, /value="2025-Q4"/)
})

t.test('a lead is named by who does the work, and what an action says is changed by a coordinator', async (t) => {
  const { id } = await buildAction(app)
  sent(t, await contributor.send(`/actions/${id}/lead`, { leadPersonId: app.people.contributor }), /action_changed/)
  sent(t, await coordinator.send(`/actions/${id}/change`, { title: 'Name two leads', description: '', priority: 'low', ownerAgencyId: agencies.csc }), /action_changed/)
  t.match((await send('GET', `/v1/actions/${id}`)).body, { leadPersonId: app.people.contributor, title: 'Name two leads', priority: 'low', description: null })
})

t.test('who may not do a thing is offered neither its button nor its form', async (t) => {
  const { id, reviewId } = await buildRecommendation(app)
  const { id: measureId } = await buildMeasure(app, { recommendationId: id })
  const { id: actionId } = await buildAction(app, { recommendationIds: [id] })
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    const visitorOf = await visitor(app, role)
    for (const path of ['/reviews/new', `/reviews/${reviewId}/recommendations/new`, ...['response', 'plan', 'actions/new'].map((name) => `/recommendations/${id}/${name}`), `/measures/${measureId}/observations/new`, `/actions/${actionId}/change`]) t.equal((await visitorOf.look(path)).status, 403, `${role} ${path}`)
    for (const path of ['/reviews', `/reviews/${reviewId}`, `/recommendations/${id}`, `/measures/${measureId}`]) t.notMatch((await visitorOf.look(path)).html, /observations\/new|\/plan"|\/response"|\/new"/, `${role} ${path}`)
  }
})

t.test('each form is as good to look at when it is wrong as when it is right', async (t) => {
  const { id, reviewId } = await buildRecommendation(app, { leadAgencyId: agencies.csc, text: 'CSC to develop and implement a process for debrief when a child dies or is seriously harmed.' })
  const { id: measureId } = await buildMeasure(app, { recommendationId: id, unit: 'percent', name: 'Debriefs within three days', numerator: 'Debriefs held within three working days', denominator: 'Events that asked for a debrief' })
  const { id: actionId } = await buildAction(app, { recommendationIds: [id] })
  const page = await browser.signIn(t, 'coordinator')
  const forms = { 'review-new': '/reviews/new', 'recommendation-new': `/reviews/${reviewId}/recommendations/new`, 'recommendation-response': `/recommendations/${id}/response`, 'recommendation-plan': `/recommendations/${id}/plan`, 'action-new': `/recommendations/${id}/actions/new`, observation: `/measures/${measureId}/observations/new`, 'action-change': `/actions/${actionId}/change`, 'action-lead': `/actions/${actionId}/lead` }
  for (const [name, path] of Object.entries(forms)) {
    await page.goto(path)
    await inspect(t, page, name)
    if (!['review-new', 'recommendation-plan', 'observation'].includes(name)) continue
    await Promise.all([page.waitForNavigation(), page.click('main form button.govuk-button')])
    t.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary', `${name}: the summary has the focus`)
    await inspect(t, page, `${name}-wrong`)
  }
})

t.test('what was typed beside a file before the session ran out is there again; the file is not', async (t) => {
  const { id } = await buildAction(app)
  const path = `/actions/${id}/evidence/new`
  const who = await visitor(app, 'contributor')
  const token = /\?_token=([\w-]+)/.exec((await who.look(path)).html)?.[1] ?? ''
  app.clock.now = '2026-03-02T09:45:00.000Z'
  const answer = await fetch(`${app.address}${path}?_token=${token}`, { method: 'POST', redirect: 'manual', headers: { cookie: who.cookie }, body: form({}, { title: 'Minutes of February' }) })
  t.match([answer.status, answer.headers.get('location')], [303, '/sign-in'])
  const [{ id: draft } = { id: '' }] = await app.db.rows<{ id: string }>(sql`select id from form_drafts`)
  const restored = await (await visitor(app, 'contributor')).look(`${path}?draft=${draft}`)
  t.match(restored.html, /value="Minutes of February"/)
  t.match(restored.text, /nothing has been sent yet.*A file has to be chosen again/)
  app.clock.now = '2026-03-02T09:00:00.000Z'
})
