import t from 'tap'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction, buildMeasure, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const browser = await testBrowser(app)

t.test('a plan without reviews says who adds them', async (t) => {
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/reviews')
  t.match(await page.textContent('main'), /There are no reviews to show/)
})

t.test('a review has response, delivery and impact side by side', async (t) => {
  const { id, reviewId } = await buildRecommendation(app, { response: 'not_accepted', responseReason: 'Another body does it.', leadAgencyId: app.agencies.csc })
  await buildAction(app, { recommendationIds: [id] })
  const page = await browser.signIn(t, 'viewer')
  await page.goto('/reviews')
  for (const filter of ['', '&amp;status=not_started%2Cin_progress%2Cpaused%2Cawaiting_sign_off']) t.match(await page.content(), `href="/actions?reviewId=${reviewId}${filter}">1<`, 'each figure leads to the actions that it counts')
  await inspect(t, page, 'reviews')
  await page.goto(`/reviews/${reviewId}`)

  const cells = await page.locator('tbody td').allTextContents()
  t.strictSame(cells.map((text) => text.replace(/\s+/g, ' ').trim()), ['Not accepted2 Mar 2026', '0 of 1 action of R1 completed', 'Nothing completed yet'])
  await inspect(t, page, 'review')
})

t.test('a recommendation has its words, the reason of the response, warnings, actions, measures and what it repeats', async (t) => {
  const earlier = await buildRecommendation(app)
  const { id } = await buildRecommendation(app, { text: 'Agencies should consider training.', response: 'accepted_in_part', responseReason: 'Training alone changes little.', repeatsRecommendationIds: [earlier.id] })
  await buildAction(app, { recommendationIds: [id], dueOn: '2026-02-01' })
  await buildMeasure(app, { recommendationId: id, name: 'Bookings by 10 weeks', target: 3 })
  const page = await browser.signIn(t, 'coordinator')
  await page.goto(`/recommendations/${id}`)

  const text = await page.textContent('main') ?? ''
  for (const part of ['Agencies should consider training.', 'Accepted in part, 2 March 2026', 'Training alone changes little.', 'It only asks to consider', '29 days overdue', 'Nothing reported yet', earlier.reviewReference]) t.match(text, part)
  await inspect(t, page, 'recommendation')
})

t.test('who may not see a review is told that there is none', async (t) => {
  const { id, reviewId } = await buildRecommendation(app, { restricted: true })
  const page = await browser.signIn(t, 'viewer')
  for (const path of [`/reviews/${reviewId}`, `/recommendations/${id}`]) t.equal((await page.goto(path))?.status(), 404, path)
})
