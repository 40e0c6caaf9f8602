import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildMeasure, buildRecommendation, etagOf } from '../support/build.ts'
import { isForCoordinatorsAlone, sent, shownAgain, visitor } from '../support/pages.ts'

/* What shows whether a recommendation makes a difference: defined and put right at the dashboard. */

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
