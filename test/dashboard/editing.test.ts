import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'
import { dayFields, isForCoordinatorsAlone, sent, shownAgain, visitor } from '../support/pages.ts'

/*
 * What a coordinator puts right at the dashboard: the same commands, rights and
 * versions as those of the API, with everything that was typed kept on an error.
 */

const app = await testApp(t)
const { send, agencies } = app
const coordinator = await visitor(app, 'coordinator')
const contributor = await visitor(app, 'contributor')
const stranger = await app.anotherPartnership()

t.test('a coordinator adds a dated step to an action, and puts it right', async (t) => {
  const { id } = await buildAction(app)
  sent(t, await coordinator.send(`/actions/${id}/milestones/new`, { title: 'Lead & deputy “named” – Siân', ...dayFields('dueOn', '2026-04-01') }), /milestone_added/)
  const { body: { data: [milestone] } } = await send('GET', `/v1/actions/${id}/milestones`)
  t.match(milestone, { title: 'Lead & deputy “named” – Siân', dueOn: '2026-04-01', completedOn: null })

  const path = `/milestones/${milestone.id}/change`
  sent(t, await coordinator.send(path, { title: 'Lead named', ...dayFields('dueOn', '2026-05-01'), ...dayFields('completedOn', '2026-03-01') }), /milestone_changed/)
  sent(t, await coordinator.send(path, { title: 'Lead named', ...dayFields('dueOn', '2026-05-01'), ...dayFields('completedOn', '') }), /milestone_changed/)
  t.match((await send('GET', `/v1/milestones/${milestone.id}`)).body, { title: 'Lead named', dueOn: '2026-05-01', completedOn: null })
  t.same(await eventTypesOf(app.db, milestone.id), ['milestone.created', 'milestone.completed', 'milestone.reopened'])
})

t.test('what is wrong with a milestone is said at its fields, and nothing typed is lost', async (t) => {
  const { id } = await buildAction(app)
  const wrong = await coordinator.send(`/actions/${id}/milestones/new`, { title: '', ...dayFields('dueOn', '2026-02-30') })
  shownAgain(t, wrong, 400, /There is a problem.*Enter the step, in a line.*Due date must be a real date/)
  t.match(wrong.html, /href="#dueOn"[^]*id="dueOn" name="dueOn-day" [^]*value="30"/)
  const { body: { id: milestoneId } } = await send('POST', `/v1/actions/${id}/milestones`, { title: 'A draft', dueOn: '2026-04-01' })
  shownAgain(t, await coordinator.send(`/milestones/${milestoneId}/change`, { title: 'A draft', ...dayFields('dueOn', '2026-04-01'), ...dayFields('completedOn', '2026-03-03') }), 422, /When it was reached must be today or in the past/)
})

t.test('no step is planned for an action that is over', async (t) => {
  const { id } = await buildAction(app)
  await send('POST', `/v1/actions/${id}/transitions`, { to: 'closed_not_delivered', note: 'Another action covers it.', closureReason: 'merged' })
  t.notMatch((await coordinator.look(`/actions/${id}`)).html, /milestones\/new/)
  shownAgain(t, await coordinator.send(`/actions/${id}/milestones/new`, { title: 'A draft', ...dayFields('dueOn', '2026-04-01') }), 409, /The action is not open: reopen it/)
})

t.test('milestones are a coordinator’s to set; who does the work marks them as reached', async (t) => {
  const { id } = await buildAction(app)
  const [{ body: ours }, { body: theirs }] = [await send('POST', `/v1/actions/${id}/milestones`, { title: 'A draft', dueOn: '2026-04-01' }), await theirMilestone()]
  const typed = { title: 'A draft', ...dayFields('dueOn', '2026-04-01') }
  await isForCoordinatorsAlone(t, app, { form: `/actions/${id}/milestones/new`, typed, linkedFrom: `/actions/${id}`, foreign: `/actions/${theirs.actionId}/milestones/new` })
  await isForCoordinatorsAlone(t, app, { form: `/milestones/${ours.id}/change`, typed, linkedFrom: `/actions/${id}`, foreign: `/milestones/${theirs.id}/change` })
  t.match((await contributor.look(`/actions/${id}`)).html, `href="/milestones/${ours.id}/reached"`)
})

async function theirMilestone () {
  const { id } = await buildAction({ send: stranger.as('coordinator'), agencies: stranger.agencies })
  return await stranger.as('coordinator')('POST', `/v1/actions/${id}/milestones`, { title: 'Theirs', dueOn: '2026-04-01' })
}

/** What somebody types who changes nothing but this. */
const review = { title: 'A review', reference: 'REVIEW-9000', kind: 'rapid_review', status: 'active', summary: '', sourceUrl: '', restricted: 'false', legalHold: 'false', ...dayFields('commissionedOn', ''), ...dayFields('publishedOn', '') }

async function buildReview (facts: object = {}): Promise<{ id: string, reference: string, form: string }> {
  const { reviewReference, reviewId } = await buildRecommendation(app)
  await send('PATCH', `/v1/reviews/${reviewId}`, { title: 'A review', ...facts }, { 'if-match': '*' })
  return { id: reviewId, reference: reviewReference, form: `/reviews/${reviewId}/change` }
}

t.test('a coordinator changes all that a review says', async (t) => {
  const { id, form } = await buildReview()
  const typed = { title: 'Child Ø: “born to a homeless couple”', reference: 'CHILD-Q', kind: 'safeguarding_adults_review', status: 'closed', summary: 'One line.\r\nAnother.', sourceUrl: 'https://example.org/q', restricted: 'true', legalHold: 'true' }
  sent(t, await coordinator.send(form, { ...typed, ...dayFields('commissionedOn', '2025-03-01'), ...dayFields('publishedOn', '2026-01-12') }), /review_changed/)

  t.match((await send('GET', `/v1/reviews/${id}`)).body, { ...typed, summary: 'One line.\nAnother.', restricted: true, legalHold: true, commissionedOn: '2025-03-01', publishedOn: '2026-01-12' })
  t.same(await eventTypesOf(app.db, id), ['review.created', 'review.updated', 'review.updated'])
  t.match((await coordinator.look(`/reviews/${id}`)).text, /It is under a legal hold/)
})

t.test('what a review no longer says is emptied', async (t) => {
  const { id, reference, form } = await buildReview({ summary: 'What it was about.', sourceUrl: 'https://example.org', publishedOn: '2026-01-12' })
  sent(t, await coordinator.send(form, { ...review, reference }), /review_changed/)
  t.match((await send('GET', `/v1/reviews/${id}`)).body, { summary: null, sourceUrl: null, publishedOn: null })
})

t.test('what is wrong with a review is said at its fields, and nothing typed is lost', async (t) => {
  const { id, form, reference } = await buildReview()
  shownAgain(t, await coordinator.send(form, { ...review, title: '', reference: 'CHILD O', sourceUrl: 'example.org' }), 400, /Enter the title.*Reference must begin with.*Where it is published must be an address/)
  shownAgain(t, await coordinator.send('/reviews/new', { title: 'A review', reference: 'CHILD-P', kind: 'other', ...dayFields('commissionedOn', '2026-01-12'), ...dayFields('publishedOn', '2026-01-11') }), 422, /When it was published must not be before it was commissioned/)
  shownAgain(t, await coordinator.send(form, { ...review, reference: (await buildReview()).reference }), 409, /Another review of the partnership has the reference/)
  const [{ id: recommendation }] = (await send('GET', `/v1/recommendations?reviewId=${id}`)).body.data
  await buildAction(app, { recommendationIds: [recommendation] })
  const named = await coordinator.send(form, { ...review, reference: 'CHILD-P' })
  shownAgain(t, named, 422, new RegExp(`Actions are named after ${reference} already`))
  t.match(named.html, 'value="CHILD-P"')
})

t.test('who changes a review that somebody else has changed is told what, and what they had left alone stays', async (t) => {
  const { id, reference, form } = await buildReview({ summary: 'One line.\nAnother.' })
  const seen = await coordinator.look(form)
  app.clock.now = '2026-03-02T09:01:00.000Z'
  await send('PATCH', `/v1/reviews/${id}`, { title: 'Child P', restricted: true, summary: 'A third.' }, await etagOf(app, `/v1/reviews/${id}`))
  const typed = { ...review, reference, title: 'Child Q', summary: 'One line.\r\nAnother.' }
  const told = await coordinator.send(form, typed, seen)
  shownAgain(t, told, 412, /Title was A review , is now Child P You typed Child Q Changed by A coordinator.*What it was about was One line\. Another\. , is now A third\. Yours You had left it.*Restricted was No , is now Yes Yours You had left it/)
  t.match(told.html, /name="restricted" type="radio" value="true" checked/)
  t.match(told.html, 'A third.</textarea>')
  t.equal((await coordinator.send(form, { ...typed, restricted: 'true' }, told)).status, 303)
})

t.test('a review is a coordinator’s to change', async (t) => {
  const { id, form, reference } = await buildReview()
  const { reviewId } = await buildRecommendation({ send: stranger.as('coordinator') })
  await isForCoordinatorsAlone(t, app, { form, typed: { ...review, reference }, linkedFrom: `/reviews/${id}`, foreign: `/reviews/${reviewId}/change` })
})

t.test('a coordinator changes all that a recommendation says, but not what was answered to it', async (t) => {
  const earlier = await buildRecommendation(app)
  const { id } = await buildRecommendation(app, { response: 'accepted', themes: ['housing'] })
  const typed = { reference: 'R2', text: 'Élan:\r\nhold a debrief within “three” days.', scope: 'national', leadAgencyId: agencies.csc, themes: 'pre-birth planning, debriefs', repeatsRecommendationIds: `${earlier.reviewReference} R1\r\n${earlier.reviewReference}/R1` }
  sent(t, await coordinator.send(`/recommendations/${id}/change`, typed), /recommendation_changed/)

  const { body } = await send('GET', `/v1/recommendations/${id}`)
  t.match(body, { reference: 'R2', text: 'Élan:\nhold a debrief within “three” days.', scope: 'national', leadAgencyId: agencies.csc, themes: ['pre-birth planning', 'debriefs'], repeatsRecommendationIds: [earlier.id], response: 'accepted' })
  t.match((await coordinator.look(`/recommendations/${id}/change`)).html, `>${earlier.reviewReference} R1</textarea>`)
  sent(t, await coordinator.send(`/recommendations/${id}/change`, { ...typed, leadAgencyId: '', themes: '', repeatsRecommendationIds: '' }), /recommendation_changed/)
  t.match((await send('GET', `/v1/recommendations/${id}`)).body, { leadAgencyId: null, themes: [], repeatsRecommendationIds: [] })
  t.same(await eventTypesOf(app.db, id), ['recommendation.created', 'recommendation.updated', 'recommendation.updated'])
})

/** What somebody types who changes nothing but this. */
const recommendation = { reference: 'R1', text: 'Do something that can be measured.', scope: 'local', leadAgencyId: '', themes: '', repeatsRecommendationIds: '' }

t.test('what is wrong with a recommendation is said at its fields, and nothing typed is lost', async (t) => {
  const { id, reviewId, reviewReference } = await buildRecommendation(app)
  const form = `/recommendations/${id}/change`
  await send('POST', '/v1/recommendations', { reviewId, reference: 'R2', text: 'Do better.' })
  shownAgain(t, await coordinator.send(form, { ...recommendation, text: ' ', themes: 'x'.repeat(81) }), 400, /Enter the recommendation, in the review’s own words.*Themes must be 80 characters or fewer/)
  shownAgain(t, await coordinator.send(form, { ...recommendation, reference: 'R2' }), 409, /Another recommendation of the review has the reference R2/)
  const astray = await coordinator.send(form, { ...recommendation, repeatsRecommendationIds: 'CHILD-N R9' })
  shownAgain(t, astray, 422, /There is no recommendation “CHILD-N R9”\. Name the review and the number/)
  t.match(astray.html, '>CHILD-N R9</textarea>')
  shownAgain(t, await coordinator.send(form, { ...recommendation, repeatsRecommendationIds: `${reviewReference} R1` }), 422, /A recommendation cannot repeat itself/)
})

t.test('who changes a recommendation that somebody else has changed is told what, and what they had left alone stays', async (t) => {
  const { id } = await buildRecommendation(app, { themes: ['housing', 'debriefs'] })
  const form = `/recommendations/${id}/change`
  const seen = await coordinator.look(form)
  app.clock.now = '2026-03-02T09:02:00.000Z'
  await send('PATCH', `/v1/recommendations/${id}`, { text: 'Do it by June.', themes: ['housing'], leadAgencyId: agencies.housing }, await etagOf(app, `/v1/recommendations/${id}`))
  const told = await coordinator.send(form, { ...recommendation, text: 'Do it by May.', themes: 'housing, debriefs' }, seen)
  shownAgain(t, told, 412, /Text was Do something that can be measured\. , is now Do it by June\. You typed Do it by May\. Changed by A coordinator.*Lead agency was empty , is now The housing agency Yours You had left.*Themes was housing, debriefs , is now housing Yours You had left/)
  t.match(told.html, 'name="themes" type="text" value="housing"')
})

t.test('a recommendation is a coordinator’s to change', async (t) => {
  const { id } = await buildRecommendation(app)
  const { id: theirs } = await buildRecommendation({ send: stranger.as('coordinator') })
  await isForCoordinatorsAlone(t, app, { form: `/recommendations/${id}/change`, typed: recommendation, linkedFrom: `/recommendations/${id}`, foreign: `/recommendations/${theirs}/change` })
})

t.test('an agency that has ended keeps what it has, whatever else is changed', async (t) => {
  const { body: { id: ended } } = await send('POST', '/v1/agencies', { code: 'trust', name: 'The former trust', kind: 'hospital_trust' })
  const { id } = await buildRecommendation(app, { leadAgencyId: ended })
  const { id: actionId } = await buildAction(app, { supportingAgencyIds: [ended] })
  await send('PATCH', `/v1/agencies/${ended}`, { validTo: '2026-03-01' }, await etagOf(app, `/v1/agencies/${ended}`))

  t.match((await coordinator.look(`/recommendations/${id}/change`)).html, `<option value="${ended}" selected>The former trust</option>`)
  t.match((await coordinator.look(`/actions/${actionId}/change`)).html, new RegExp(`value="${ended}" checked`))
  t.notMatch((await coordinator.look(`/recommendations/${id}/actions/new`)).html, ended)
})
