import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { Caller } from '../../src/domain/permission.ts'
import { createAction } from '../../src/features/actions/commands.ts'
import { updateReview } from '../../src/features/reviews/commands.ts'
import { actAs } from '../../src/features/work.ts'
import { eventTypesOf, testApp } from '../support/app.ts'

const { send, as, db, services, agencies, people, partnershipId } = await testApp(t)
const coordinator: Caller = { kind: 'person', id: people.coordinator, keyId: null, name: 'A coordinator', role: 'coordinator', agencyId: agencies.unit, partnershipId }
let reviews = 0

async function addReview (restricted: boolean): Promise<string> {
  reviews++
  return (await send('POST', '/v1/reviews', { reference: `REVIEW-${reviews}`, title: 'A review', kind: 'audit', restricted })).body.id
}

async function addRecommendation (reviewId: string, fields: object = {}): Promise<string> {
  return (await send('POST', '/v1/recommendations', { reviewId, reference: `R${Math.random()}`, text: 'Develop a process.', ...fields })).body.id
}

async function addAction (recommendationIds: string[], fields: object = {}) {
  return (await send('POST', '/v1/actions', { recommendationIds, title: 'An action', ownerAgencyId: agencies.housing, priority: 'high', dueOn: '2026-06-30', ...fields })).body
}

async function restrict (reviewId: string, restricted: boolean): Promise<number> {
  return (await send('PATCH', `/v1/reviews/${reviewId}`, { restricted }, { 'if-match': '*' })).status
}

async function restrictionOf (actionId: string): Promise<{ restricted: boolean, version: number } | undefined> {
  return (await db.rows<{ restricted: boolean, version: number }>(sql`select restricted, version from actions where id = ${actionId}`))[0]
}

t.test('a restricted review is seen by coordinators, reviewers and scrutineers, and by no agency without a part in it', async (t) => {
  const id = await addReview(true)
  for (const role of ['coordinator', 'reviewer', 'scrutineer'] as const) t.equal((await as(role)('GET', `/v1/reviews/${id}`)).status, 200)
  for (const role of ['contributor', 'viewer'] as const) {
    const { body: unknown } = await as(role)('GET', '/v1/reviews/019c8f6e-0c00-7000-8000-000000000000')
    const { status, body } = await as(role)('GET', `/v1/reviews/${id}`)
    t.equal(status, 404)
    t.same({ ...body, instance: '' }, { ...unknown, instance: '' })
  }
})

t.test('a hidden review is absent from lists and counts', async (t) => {
  const id = await addReview(true)
  const { body: seen } = await send('GET', '/v1/reviews?restricted=true&count=true')

  const { body } = await as('contributor')('GET', '/v1/reviews?restricted=true&count=true')

  t.ok(seen.data.some((review: { id: string }) => review.id === id))
  t.match(body, { data: [], total: 0 })
})

t.test('an agency that reports a measure of a restricted review sees the review and the measure, and no other does', async (t) => {
  const id = await addReview(true)
  const recommendationId = await addRecommendation(id)
  const { body: measure } = await send('POST', '/v1/measures', { recommendationId, name: 'A measure', unit: 'count', direction: 'lower_is_better', frequency: 'monthly', ownerAgencyId: agencies.csc })

  for (const path of [`/v1/reviews/${id}`, `/v1/recommendations/${recommendationId}`, `/v1/measures/${measure.id}`]) {
    t.equal((await as('contributor')('GET', path)).status, 200, path)
    t.equal((await as('viewer')('GET', path)).status, 404, path)
  }
  t.equal((await as('contributor')('PUT', `/v1/measures/${measure.id}/observations/2026-01`, { value: 12 })).status, 201)
})

t.test('an agency that leads, owns or supports something in a restricted review sees it', async (t) => {
  const [led, owned, supported, none] = [await addReview(true), await addReview(true), await addReview(true), await addReview(true)]
  await addRecommendation(led, { leadAgencyId: agencies.csc })
  await addAction([await addRecommendation(owned)], { ownerAgencyId: agencies.csc })
  await addAction([await addRecommendation(supported)], { supportingAgencyIds: [agencies.csc] })
  await addAction([await addRecommendation(none, { leadAgencyId: agencies.police })])

  const statuses = await Promise.all([led, owned, supported, none].map(async (id) => (await as('contributor')('GET', `/v1/reviews/${id}`)).status))

  t.same(statuses, [200, 200, 200, 404])
})

t.test('a hidden review cannot be changed: it is not there, rather than forbidden', async (t) => {
  const id = await addReview(true)

  t.equal((await as('contributor')('PATCH', `/v1/reviews/${id}`, { title: 'Seen' })).status, 404)
  t.equal((await as('reviewer')('PATCH', `/v1/reviews/${id}`, { title: 'Seen' })).status, 403)
})

t.test('the recommendations of a hidden review are hidden, from lists and counts too', async (t) => {
  const reviewId = await addReview(true)
  const id = await addRecommendation(reviewId)

  t.equal((await as('viewer')('GET', `/v1/recommendations/${id}`)).status, 404)
  t.match((await as('viewer')('GET', `/v1/recommendations?reviewId=${reviewId}&count=true`)).body, { data: [], total: 0 })
  t.match((await as('scrutineer')('GET', `/v1/recommendations?reviewId=${reviewId}&count=true`)).body, { data: [{ id }], total: 1 })
})

t.test('a recommendation does not tell that it repeats one of a hidden review', async (t) => {
  const [hidden, open] = [await addRecommendation(await addReview(true)), await addRecommendation(await addReview(false))]
  const id = await addRecommendation(await addReview(false), { repeatsRecommendationIds: [hidden, open] })

  t.same((await as('viewer')('GET', `/v1/recommendations/${id}`)).body.repeatsRecommendationIds, [open])
  t.same((await send('GET', `/v1/recommendations/${id}`)).body.repeatsRecommendationIds, [hidden, open].sort())
})

t.test('restricting a review restricts its actions, each with a version and an event', async (t) => {
  const reviewId = await addReview(false)
  const { id } = await addAction([await addRecommendation(reviewId)])

  t.equal(await restrict(reviewId, true), 200)

  t.same(await restrictionOf(id), { restricted: true, version: 2 })
  t.same(await eventTypesOf(db, id), ['action.created', 'action.updated'])
  t.equal(await restrict(reviewId, true), 200)
  t.same(await restrictionOf(id), { restricted: true, version: 2 }, 'saying it again changes no action')
})

t.test('an action stays restricted until none of its reviews is', async (t) => {
  const [one, other] = [await addReview(true), await addReview(true)]
  const { id } = await addAction([await addRecommendation(one), await addRecommendation(other)])

  await restrict(one, false)
  t.same(await restrictionOf(id), { restricted: true, version: 1 })
  await restrict(other, false)
  t.same(await restrictionOf(id), { restricted: false, version: 2 })
})

t.test('two reviews of one action opened at the same moment leave it open', async (t) => {
  for (let round = 0; round < 5; round++) {
    const [one, other] = [await addReview(true), await addReview(true)]
    const { id } = await addAction([await addRecommendation(one), await addRecommendation(other)])
    t.same(await Promise.all([restrict(one, false), restrict(other, false)]), [200, 200])
    t.match(await restrictionOf(id), { restricted: false })
  }
})

t.test('an action added while its review is being restricted is restricted', async (t) => {
  const reviewId = await addReview(false)
  const input = { recommendationIds: [await addRecommendation(reviewId)], title: 'An action', ownerAgencyId: agencies.csc, priority: 'low' as const, dueOn: '2026-06-30' }
  let restricting: Promise<number> | undefined

  const { id } = await actAs(services, { by: coordinator, timeZone: 'Europe/London', requestId: 'test' }, async (work) => {
    const action = await createAction(work, input)
    restricting = restrict(reviewId, true)
    await somebodyWaits()
    return action
  })

  t.equal(await restricting, 200)
  t.same(await restrictionOf(id), { restricted: true, version: 2 })
})

t.test('an action that waits for its review to be restricted is restricted from the start', async (t) => {
  const reviewId = await addReview(false)
  const recommendationId = await addRecommendation(reviewId)
  let adding: ReturnType<typeof addAction> | undefined

  await actAs(services, { by: coordinator, timeZone: 'Europe/London', requestId: 'test' }, async (work) => {
    await updateReview(work, reviewId, { restricted: true })
    adding = addAction([recommendationId])
    await somebodyWaits()
  })

  const action = await adding
  t.match(action.reference, /\/A1$/)
  t.same(await restrictionOf(action.id), { restricted: true, version: 1 })
})

/** Comes to pass when a session waits for a lock that another holds. */
async function somebodyWaits (): Promise<void> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await db.rows(waiting)).length === 0) await new Promise(setImmediate)
}
