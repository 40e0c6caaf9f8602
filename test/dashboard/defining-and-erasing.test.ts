import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction, buildMeasure, buildRecommendation, etagOf } from '../support/build.ts'
import { plantMember } from '../support/members.ts'
import { isForCoordinatorsAlone, sent, shownAgain, visitor } from '../support/pages.ts'
import { tablesHolding } from '../support/traces.ts'
import { until } from '../support/until.ts'

/* What shows whether a recommendation makes a difference, and who somebody was: defined, put right and erased at the dashboard. */

const app = await testApp(t)
const { send, agencies } = app
const coordinator = await visitor(app, 'coordinator')
const stranger = await app.anotherPartnership()

/** What somebody types who defines no more than has to be. */
const measure = { name: 'A measure', unit: 'count', direction: 'lower_is_better', frequency: 'monthly' }

t.test('a coordinator defines what shows whether a recommendation makes a difference', async (t) => {
  const { id: recommendationId } = await buildRecommendation(app)
  const typed = { name: 'Débriefs “in time”', unit: 'percent', direction: 'higher_is_better', frequency: 'quarterly', description: 'From the event on.', numerator: 'Held within three days', denominator: 'Events', source: 'The case system', ownerAgencyId: agencies.police }
  const id = sent(t, await coordinator.send(`/recommendations/${recommendationId}/measures/new`, { ...typed, baseline: '12.5', target: '95' }), /^\/measures\/.*measure_added/)

  t.match((await send('GET', `/v1/measures/${id}`)).body, { ...typed, recommendationId, baseline: 12.5, target: 95 })
  t.match((await coordinator.look(`/measures/${id}`)).text, /Débriefs “in time”.*The figures come from: The case system/)
})

t.test('a measure is put right, and what it no longer says is emptied', async (t) => {
  const { id } = await buildMeasure(app, { source: 'A list', baseline: 4, target: 0 })
  const all = { ...measure, name: 'Waits', description: '', numerator: '', denominator: '', baseline: '0', target: '', source: '', ownerAgencyId: '' }
  sent(t, await coordinator.send(`/measures/${id}/change`, { ...all, unit: 'another-unit', otherUnit: 'Working days' }), /measure_changed/)
  t.match((await send('GET', `/v1/measures/${id}`)).body, { name: 'Waits', unit: 'working_days', baseline: 0, target: null, source: null })
  t.match((await coordinator.look(`/measures/${id}/change`)).html, /name="unit" type="radio" value="working_days" checked[^]*Working days/)
  t.same(await eventTypesOf(app.db, id), ['measure.created', 'measure.updated'])
})

t.test('what is wrong with a measure is said at its fields, and nothing typed is lost', async (t) => {
  const { id } = await buildRecommendation(app)
  const form = `/recommendations/${id}/measures/new`
  shownAgain(t, await coordinator.send(form, { name: '', target: 'many' }), 400, /Enter what is measured, in a line.*Choose a unit, or name another.*Choose which way is better.*Choose how often it is reported/)
  for (const otherUnit of ['', 'Größe', '1st days']) {
    const wrong = await coordinator.send(form, { ...measure, unit: 'another-unit', otherUnit, target: 'many' })
    shownAgain(t, wrong, 400, /Choose a unit, or name another.*Target must be a number/)
    t.match(wrong.html, 'value="many"')
  }
})

t.test('a measure that has figures keeps its unit and frequency, also on a form from before', async (t) => {
  const { id } = await buildMeasure(app)
  const seen = await coordinator.look(`/measures/${id}/change`)
  await send('PUT', `/v1/measures/${id}/observations/2026-01`, { value: 12 })

  shownAgain(t, await coordinator.send(`/measures/${id}/change`, { ...measure, unit: 'percent' }, seen), 409, /There are figures already.*With 1 figure reported, unit and frequency stay/)
  const { name, direction } = measure
  sent(t, await coordinator.send(`/measures/${id}/change`, { name, direction, target: '3' }), /measure_changed/)
  t.match((await send('GET', `/v1/measures/${id}`)).body, { unit: 'count', frequency: 'monthly', target: 3 })
})

t.test('who changes a measure that somebody else has changed is told what', async (t) => {
  const { id } = await buildMeasure(app, { target: 3 })
  const seen = await coordinator.look(`/measures/${id}/change`)
  app.clock.now = '2026-03-02T09:03:00.000Z'
  await send('PATCH', `/v1/measures/${id}`, { target: 2, direction: 'higher_is_better' }, await etagOf(app, `/v1/measures/${id}`))
  shownAgain(t, await coordinator.send(`/measures/${id}/change`, { ...measure, target: '1' }, seen), 412, /Which way is better was Lower is better , is now Higher is better Yours.*Target was 3 , is now 2 You typed 1 Changed by A coordinator/)
})

t.test('measures are a coordinator’s to define and to change', async (t) => {
  const { id, recommendationId } = await buildMeasure(app)
  const theirs = await buildMeasure({ send: stranger.as('coordinator') })
  await isForCoordinatorsAlone(t, app, { form: `/recommendations/${recommendationId}/measures/new`, typed: measure, linkedFrom: `/recommendations/${recommendationId}`, foreign: `/recommendations/${theirs.recommendationId}/measures/new` })
  await isForCoordinatorsAlone(t, app, { form: `/measures/${id}/change`, typed: measure, linkedFrom: `/measures/${id}`, foreign: `/measures/${theirs.id}/change` })
})

/** Somebody whose name stands nowhere else. */
async function enterQuillfeather (facts: object = {}): Promise<{ id: string, form: string }> {
  const { body: { id } } = await send('POST', '/v1/people', { agencyId: agencies.csc, name: 'Zoë Quillfeather', email: 'zoe@quillfeather.example', role: 'contributor', ...facts })
  return { id, form: `/people/${id}/erasure` }
}

t.test('a coordinator reads what goes and what stays, and then erases who a person is', async (t) => {
  const { id, form } = await enterQuillfeather()
  await buildAction(app, { leadPersonId: id })
  t.match((await coordinator.look(`/people/${id}`)).html, `href="${form}"`)
  const page = await coordinator.look(form)
  t.match(page.text, /Erase the details of Zoë Quillfeather\?.*It cannot be undone.*They have not left.*They lead 1 open action.*Hand over their open work first\. What goes.*What stays.*backups/)
  shownAgain(t, await coordinator.send(form, {}), 400, /Choose why they are erased/)

  sent(t, await coordinator.send(form, { basis: 'request' }, page), /^\/people\?done=person_erased/)
  t.same(await tablesHolding(app.db, ['quillfeather']), [])
  t.match((await send('GET', `/v1/people/${id}`)).body, { name: 'Erased person', active: false })
  t.same(await eventTypesOf(app.db, id), ['person.created', 'person.erased'])
})

t.test('who is erased already is not erased again, and nobody is offered to', async (t) => {
  const { id, form } = await enterQuillfeather()
  const seen = await coordinator.look(form)
  app.clock.now = '2026-03-02T09:04:00.000Z'
  sent(t, await coordinator.send(form, { basis: 'no_longer_needed' }), /person_erased/)

  t.match((await coordinator.look(form)).text, /The details of this person are erased.*on 2 March 2026/)
  shownAgain(t, await coordinator.send(form, { basis: 'request' }, seen), 412, /Somebody else has changed this/)
  shownAgain(t, await coordinator.look(`/people/${id}`), 409, /have been erased.*If they return, add them as a new person/)
  shownAgain(t, await coordinator.look(`/people/${id}/handover`), 409, /have been erased, and what they led is to be given to somebody else action by action/)
})

t.test('a legal hold stops it, as does being the last coordinator, in words', async (t) => {
  const { id, form } = await enterQuillfeather()
  const held = await buildRecommendation(app)
  await buildAction(app, { recommendationIds: [held.id], leadPersonId: id })
  const seen = await coordinator.look(form)
  await send('PATCH', `/v1/reviews/${held.reviewId}`, { legalHold: true }, { 'if-match': '*' })
  t.match((await coordinator.look(form)).text, new RegExp(`A legal hold stops it\\. ${held.reviewReference} is under a legal hold`))
  t.notMatch((await coordinator.look(form)).html, 'govuk-button--warning')
  shownAgain(t, await coordinator.send(form, { basis: 'request' }, seen), 409, /is under a legal hold, and this person has a part in it/)
  const alone = `/people/${app.people.coordinator}/erasure`
  t.match((await coordinator.look(alone)).text, /This is you/)
  shownAgain(t, await coordinator.send(alone, { basis: 'request' }), 409, /Nobody who can sign in would coordinate the partnership any more\. Make another person coordinator first/)
})

t.test('a coordinator who is not the last may erase themselves, and is out within a second', async (t) => {
  const own = await testApp(t)
  await plantMember(own, 'coordinator', own.agencies.unit)
  const leaver = await visitor(own, 'coordinator')
  sent(t, await leaver.send(`/people/${own.people.coordinator}/erasure`, { basis: 'request' }), /person_erased/)
  await until(async () => (await leaver.look('/people')).location === '/sign-in')
})

t.test('a person whom somebody else has changed is not erased unseen', async (t) => {
  const { id } = await plantMember(app, 'contributor', agencies.csc)
  const form = `/people/${id}/erasure`
  const seen = await coordinator.look(form)
  app.clock.now = '2026-03-02T09:05:00.000Z'
  await send('PATCH', `/v1/people/${id}`, { role: 'viewer' }, await etagOf(app, `/v1/people/${id}`))
  shownAgain(t, await coordinator.send(form, { basis: 'request' }, seen), 412, /Role was Contributor , is now Viewer Changed by A coordinator/)
})

t.test('to erase is a coordinator’s', async (t) => {
  const { id } = await plantMember(app, 'contributor', agencies.csc)
  await isForCoordinatorsAlone(t, app, { form: `/people/${id}/erasure`, typed: { basis: 'request' }, linkedFrom: `/people/${id}`, foreign: `/people/${stranger.people.viewer}/erasure` })
})

t.test('each page is as good to look at when it is wrong as when it is right', async (t) => {
  const page = await (await testBrowser(app)).signIn(t, 'coordinator')
  const { id, reviewId } = await buildRecommendation(app, { leadAgencyId: agencies.csc, text: 'CSC to develop and implement a process for debrief when a child dies or is seriously harmed.' })
  const { id: actionId } = await buildAction(app, { recommendationIds: [id], title: 'Hold a debrief after each case', leadPersonId: app.people.contributor })
  const { body: { id: milestoneId } } = await send('POST', `/v1/actions/${actionId}/milestones`, { title: 'Lead and deputy named', dueOn: '2026-04-01' })
  const { id: measureId } = await buildMeasure(app, { recommendationId: id, name: 'Debriefs within three days', unit: 'debriefs' })
  const forms = { 'milestone-new': [`/actions/${actionId}/milestones/new`], 'milestone-change': [`/milestones/${milestoneId}/change`, 'title'], 'review-change': [`/reviews/${reviewId}/change`, 'title'], 'recommendation-change': [`/recommendations/${id}/change`, 'text'], 'measure-new': [`/recommendations/${id}/measures/new`], 'measure-change': [`/measures/${measureId}/change`, 'name'], 'person-erasure': [`/people/${app.people.contributor}/erasure`] }
  for (const [name, [path = '', emptied]] of Object.entries(forms)) {
    await page.goto(path)
    if (emptied !== undefined) await page.fill(`[name=${emptied}]`, '')
    await Promise.all([page.waitForNavigation(), page.click('main form button.govuk-button')])
    t.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary', `${name}: the summary has the focus`)
    await inspect(t, page, `${name}-wrong`)
  }
})
