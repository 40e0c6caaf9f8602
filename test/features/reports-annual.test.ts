import t from 'tap'
import { impactReviews } from '../../src/features/impact-reviews/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'
import { buildMeasure, buildRecommendation } from '../support/build.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'

const app = await testApp(t)
const { db, clock } = app
const year = '/v1/reports/annual?from=2025-04-01&to=2026-03-31'

async function partnership () {
  const cast = await app.anotherPartnership()
  return { ...cast, send: cast.as('coordinator') }
}

async function rate ({ partnershipId, agencies: { csc, police }, people: { reviewer } }: Cast, actionId: string, rating: 'evidenced' | 'sustained', ratedAt: string) {
  await db.rows(insertInto(impactReviews, { partnershipId, id: newId(), actionId, round: 0, rating, narrative: 'Seen.', ratedById: reviewer, ratedByAgencyId: police, ownerAgencyId: csc, ratedAt, createdAt: ratedAt, updatedAt: ratedAt }))
}

t.test('a recommendation tells what was decided, what was done, and what came of it', async (t) => {
  const { send, ...cast } = await partnership()
  const { id } = await plantRecommendation(db, cast, { reference: 'R3', leadAgencyId: cast.agencies.csc, response: 'accepted_in_part', responseReason: 'Not in schools.', respondedOn: '2026-01-10' }, { reference: 'CHILD-O', title: 'Child O', publishedOn: '2025-12-01' })
  const action = await plantAction(db, cast, { recommendationIds: [id], status: 'completed', originalDueOn: '2026-01-31', dueOn: '2026-02-28', submittedOn: '2026-02-20', extensionCount: 1 })
  await rate(cast, action.id, 'evidenced', '2026-03-01T09:00:00.000Z')

  const { body } = await send('GET', year)

  t.match(body, { from: '2025-04-01', to: '2026-03-31', on: '2026-03-02', recommendations: { length: 1 } })
  t.match(body.recommendations[0], { reference: 'CHILD-O/R3', reviewTitle: 'Child O', leadAgencyCode: 'csc', madeOn: '2025-12-01', response: 'accepted_in_part', responseReason: 'Not in schools.', respondedOn: '2026-01-10', respondedInPeriod: true, progress: 'delivered', impact: 'evidenced' })
  t.match(body.recommendations[0].actions, [{ ownerAgencyCode: 'csc', outcome: 'completed', assurance: 'signed_off', onTimeAgainstOriginalDate: false, onTimeAgainstAgreedDate: true, extensionCount: 1, impact: 'evidenced', impactRatedOn: '2026-03-01' }])
  t.match(body.totals, { recommendations: 1, byResponse: { accepted_in_part: 1 }, byProgress: { delivered: 1 }, actions: 1, completed: { signedOff: 1, lateAgainstOriginalDate: 1, onTimeAgainstAgreedDate: 1 }, byImpact: { evidenced: 1 } })
})

t.test('an action of two recommendations stands under both, and once in the totals', async (t) => {
  const { send, ...cast } = await partnership()
  const recommendationIds = [(await plantRecommendation(db, cast)).id, (await plantRecommendation(db, cast)).id]
  await plantAction(db, cast, { recommendationIds, dueOn: '2026-02-20', status: 'in_progress', startedOn: '2026-01-10' })

  const { body } = await send('GET', year)
  t.same(body.recommendations.map(({ actions, progress }: { actions: object[], progress: string }) => [actions.length, progress]), [[1, 'little'], [1, 'little']])
  t.match(body.totals, { recommendations: 2, actions: 1, openAtEnd: 1, overdueAtEnd: 1, byProgress: { little: 2 } })
})

t.test('what was completed before this service is counted apart, and what was entered in error is nowhere', async (t) => {
  const { send, ...cast } = await partnership()
  const { id } = await plantRecommendation(db, cast)
  await plantAction(db, cast, { recommendationIds: [id], status: 'completed', assurance: 'before_this_service' })
  await plantAction(db, cast, { recommendationIds: [id], status: 'closed_not_delivered', closureReason: 'entered_in_error' })

  const { body: { totals } } = await send('GET', year)
  t.match(totals, { actions: 1, completed: { signedOff: 0, beforeThisService: 1, onTimeAgainstOriginalDate: 0, lateAgainstOriginalDate: 0 } })
})

t.test('what is rated after the period is left to the next', async (t) => {
  const { send, ...cast } = await partnership()
  const { id } = await plantAction(db, cast, { status: 'completed' })
  await rate(cast, id, 'evidenced', '2026-03-31T22:59:00.000Z')
  await rate(cast, id, 'sustained', '2026-03-31T23:00:00.000Z') // midnight in London: it is summer there

  t.match((await send('GET', year)).body.recommendations[0].actions, [{ impact: 'evidenced', impactRatedOn: '2026-03-31' }])
})

t.test('small counts are held back from everybody, and so is what follows from them', async (t) => {
  const cast = await app.anotherPartnership()
  const send = cast.as('coordinator')
  const { id: recommendationId } = await buildRecommendation({ send })
  const { id } = await buildMeasure({ send }, { recommendationId, target: 10, baseline: 20 })
  for (const [period, value] of [['2026-01', 30], ['2026-02', 3]] as const) await send('PUT', `/v1/measures/${id}/observations/${period}`, { value })
  const measured = async (to: string) => (await send('GET', `/v1/reports/annual?to=${to}`)).body.recommendations[0].measures

  t.match(await measured('2026-03-31'), [{ period: '2026-02', value: null, suppressed: true, attainment: null, changeFromBaseline: null }])
  await send('PUT', `/v1/measures/${id}/observations/2026-02`, { value: 8 })
  t.match(await measured('2026-03-31'), [{ period: '2026-02', value: 8, suppressed: false, attainment: 'met', changeFromBaseline: 'improved' }])
  t.match((await send('GET', year)).body.totals.measures, { met: 1, withheld: 0 })
})

t.test('where a measure began is held back like any other small count, with what follows from it', async (t) => {
  const cast = await app.anotherPartnership()
  const send = cast.as('coordinator')
  const { id: recommendationId } = await buildRecommendation({ send })
  const { id } = await buildMeasure({ send }, { recommendationId, baseline: 3, target: 20 })
  await send('PUT', `/v1/measures/${id}/observations/2026-02`, { value: 8 })

  t.match((await send('GET', year)).body.recommendations[0].measures, [{ baseline: null, value: 8, suppressed: false, attainment: 'met', changeFromBaseline: null }])
})

t.test('a figure that is held back beside a later one is held back in an earlier period too', async (t) => {
  const { send, ...cast } = await partnership()
  clock.now = '2026-04-10T09:00:00.000Z'
  t.teardown(() => { clock.now = '2026-03-02T09:00:00.000Z' })
  const { id: recommendationId } = await plantRecommendation(db, cast)
  const { id } = await buildMeasure({ send }, { recommendationId })
  for (const [period, value] of [['2026-01', 30], ['2026-02', 9], ['2026-03', 2]] as const) await send('PUT', `/v1/measures/${id}/observations/${period}`, { value })

  t.match((await send('GET', '/v1/reports/annual?to=2026-02-28')).body.recommendations[0].measures, [{ period: '2026-02', value: null, suppressed: true }])
})

t.test('a restricted review is hidden from dashboards, in every format', async (t) => {
  const { send, as, ...cast } = await partnership()
  const { id } = await plantRecommendation(db, cast, { text: 'Told to few.' }, { restricted: true })
  await plantAction(db, cast, { recommendationIds: [id], restricted: true, ownerAgencyId: cast.agencies.police })

  t.match((await send('GET', year)).body.totals, { recommendations: 1, actions: 1 })
  t.match((await as('viewer')('GET', year)).body, { totals: { recommendations: 0, actions: 0 }, recommendations: [] })
  t.notMatch((await as('viewer')('GET', `${year}&format=csv`)).text, /Told to few/)
})

t.test('the period is a period, and nothing else may be asked', async (t) => {
  t.match((await app.send('GET', '/v1/reports/annual')).body, { from: '2025-04-01', to: '2026-03-31' })
  t.equal((await app.send('GET', '/v1/reports/annual?from=2026-04-01&to=2026-03-31')).status, 422)
  for (const query of ['from=yesterday', 'to=2026-02-30', 'groupBy=agency', 'from=2026-01-01&from=2026-02-01']) t.equal((await app.send('GET', `/v1/reports/annual?${query}`)).status, 400, query)
})

t.test('an unchanged report is not sent again', async (t) => {
  const { send, ...cast } = await partnership()
  const tag = (await send('GET', year)).headers.get('etag') ?? ''
  t.equal((await send('GET', year, undefined, { 'if-none-match': tag })).status, 304)
  await buildRecommendation({ ...cast, send })
  t.equal((await send('GET', year, undefined, { 'if-none-match': tag })).status, 200)
})
