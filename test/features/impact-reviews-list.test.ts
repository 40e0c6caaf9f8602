import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { impactReviews } from '../../src/features/impact-reviews/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'

const app = await testApp(t)
const { db, anotherPartnership } = app

/** A completed action with a review overdue since February, one due in June, and one that was made in January. */
async function plantReviews (cast: Cast, facts: Parameters<typeof plantAction>[2] = {}) {
  const { id: actionId } = await plantAction(db, cast, { status: 'completed', ...facts })
  const written = { partnershipId: cast.partnershipId, actionId, round: 0, createdAt: '2025-08-20T09:00:00.000Z', updatedAt: '2025-08-20T09:00:00.000Z' }
  const made = { rating: 'early_signs', narrative: 'Seen.', ratedById: cast.people.reviewer, ratedByAgencyId: cast.agencies.police, ownerAgencyId: cast.agencies.csc, ratedAt: '2026-01-12T09:00:00.000Z' } as const
  const [overdue, due, rated] = [newId(), newId(), newId()]
  for (const row of [{ id: overdue, dueOn: '2026-03-01' }, { id: due, dueOn: '2026-06-01' }, { id: rated, ...made }]) await db.rows(insertInto(impactReviews, { ...written, ...row }))
  return { actionId, overdue, due, rated }
}

const idsOf = ({ body }: { body: { data: Array<{ id: string }> } }) => body.data.map(({ id }) => id)

t.test('what waits is found across all actions, by its day', async (t) => {
  const cast = await anotherPartnership()
  const send = cast.as('viewer')
  const { overdue, due, rated } = await plantReviews(cast)

  t.same(idsOf(await send('GET', '/v1/impact-reviews?state=due,overdue')), [overdue, due])
  t.same(idsOf(await send('GET', '/v1/impact-reviews?state=overdue')), [overdue])
  t.same(idsOf(await send('GET', '/v1/impact-reviews?state=due')), [due])
  t.same(idsOf(await send('GET', '/v1/impact-reviews?state=rated')), [rated])
  t.same(idsOf(await send('GET', '/v1/impact-reviews')), [rated, overdue, due], 'a review made besides stands where it was made')
  t.same(idsOf(await send('GET', '/v1/impact-reviews?sort=-dueOn&state=overdue,due')), [due, overdue])
})

t.test('the list is filtered by action, owner and day, counted, and paged by a cursor of its own', async (t) => {
  const cast = await anotherPartnership()
  const send = cast.as('coordinator')
  const mine = await plantReviews(cast)
  const housings = await plantReviews(cast, { ownerAgencyId: cast.agencies.housing })

  t.same(idsOf(await send('GET', `/v1/impact-reviews?state=due&actionId=${mine.actionId}`)), [mine.due])
  t.same(idsOf(await send('GET', `/v1/impact-reviews?state=due&ownerAgencyId=${cast.agencies.housing}`)), [housings.due])
  t.same(idsOf(await send('GET', `/v1/impact-reviews?dueTo=2026-03-01&actionId=${mine.actionId}`)), [mine.overdue])
  const first = await send('GET', '/v1/impact-reviews?limit=4&count=true')
  const second = await send('GET', `/v1/impact-reviews?limit=4&cursor=${first.body.nextCursor}`)
  t.equal(first.body.total, 6)
  t.same([...idsOf(first), ...idsOf(second)], [mine.rated, housings.rated, mine.overdue, housings.overdue, mine.due, housings.due])
})

t.test('what was planned of a delivery that has been reopened waits no more', async (t) => {
  const cast = await anotherPartnership()
  const { actionId, rated } = await plantReviews(cast)
  await db.rows(sql`update actions set reopenings = 1 where id = ${actionId}`)

  t.same(idsOf(await cast.as('coordinator')('GET', '/v1/impact-reviews')), [rated])
})

t.test('what belongs to a restricted review is absent for those who may not see it', async (t) => {
  const cast = await anotherPartnership()
  const { id: recommendationId } = await plantRecommendation(db, cast, {}, { restricted: true })
  const { actionId } = await plantReviews(cast, { recommendationIds: [recommendationId], restricted: true, ownerAgencyId: cast.agencies.housing })

  t.equal(idsOf(await cast.as('reviewer')('GET', '/v1/impact-reviews')).length, 3)
  t.same((await cast.as('contributor')('GET', '/v1/impact-reviews?count=true')).body, { data: [], nextCursor: null, total: 0 })
  t.equal((await cast.as('contributor')('GET', `/v1/actions/${actionId}/impact-reviews`)).status, 404)
})

t.test('an unchanged list is not sent again', async (t) => {
  const cast = await anotherPartnership()
  await plantReviews(cast)
  const { headers } = await cast.as('viewer')('GET', '/v1/impact-reviews')

  t.equal((await cast.as('viewer')('GET', '/v1/impact-reviews', undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
})
