import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, etagOf } from '../support/build.ts'
import { buildAccepted, buildEvidence, buildSubmitted } from '../support/evidence.ts'
import { plantMember } from '../support/members.ts'
import { plantAction } from '../support/plan.ts'

const app = await testApp(t)
const { send, as, db, clock, agencies, people, partnershipId, anotherPartnership } = app
const finding = { rating: 'early_signs', narrative: 'The dip sample of August shows debriefs held in time.' }

/** An action that the reviewer has signed off on 2 March 2026. */
async function buildCompleted (facts: Record<string, unknown> = {}) {
  const action = await buildSubmitted(app, facts)
  await as('reviewer')('POST', `${action.path}/transitions`, { to: 'completed' })
  return { ...action, reviews: `${action.path}/impact-reviews` }
}

t.test('completion plans a review 6 and 12 months later', async (t) => {
  const { reviews } = await buildCompleted()

  const { body } = await as('viewer')('GET', reviews)

  t.match(body, { nextCursor: null, data: [{ dueOn: '2026-09-02', state: 'due', rating: null, round: 0 }, { dueOn: '2027-03-02', state: 'due', ratedById: null }] })
  for (const { id } of body.data) t.same(await eventTypesOf(db, id), ['impact_review.planned'])
})

t.test('the months are the partnership’s own', async (t) => {
  const ask = async (impactReviewMonths: number[]) => await send('PATCH', '/v1/partnership', { signOff: { impactReviewMonths } }, { 'if-match': '*' })
  await ask([3])
  const { reviews } = await buildCompleted()
  await ask([6, 12])

  t.match((await send('GET', reviews)).body.data, [{ dueOn: '2026-06-02' }])
})

t.test('a rating answers the review that is due, sets the impact and is recorded', async (t) => {
  const { id, path, reviews } = await buildCompleted()
  const { version } = (await send('GET', path)).body
  clock.now = '2026-09-07T09:00:00.000Z'

  const { status, headers, body } = await as('reviewer')('POST', reviews, finding)
  const after = await send('GET', reviews)
  clock.now = '2026-03-02T09:00:00.000Z'

  t.equal(status, 201)
  t.equal(headers.get('location'), reviews)
  t.match(body, { ...finding, dueOn: '2026-09-02', state: 'rated', evidenceIds: [], ratedById: people.reviewer, ratedByAgencyId: agencies.police, offers: [], version: 2 })
  t.match(after.body.data, [{ id: body.id, state: 'rated' }, { dueOn: '2027-03-02', state: 'due' }])
  t.match((await send('GET', path)).body, { impact: 'early_signs', version: version + 1 })
  t.equal((await eventTypesOf(db, id)).at(-1), 'action.impact_rated')
  const [event] = await db.rows(sql`select before, after from events where type = 'action.impact_rated' and subject_id = ${id}`)
  t.strictSame(event, { before: { impact: 'not_yet_assessed', version: 4 }, after: { impact: 'early_signs', version: 5, impactReviewId: body.id } })
})

t.test('a look taken long before the day is a further one, and takes no later look away', async (t) => {
  const { reviews } = await buildCompleted()

  t.match((await as('reviewer')('POST', reviews, finding)).body, { dueOn: null, state: 'rated', version: 1 })
  t.match((await send('GET', reviews)).body.data, [{ dueOn: null, state: 'rated' }, { dueOn: '2026-09-02', state: 'due' }, { dueOn: '2027-03-02' }])
})

t.test('a recommendation’s impact follows that of its actions', async (t) => {
  const { path, reviews } = await buildCompleted()
  const { recommendationIds: [recommendationId] } = (await send('GET', path)).body
  await as('reviewer')('POST', reviews, { ...finding, rating: 'no_evidence' })

  t.equal((await send('GET', `/v1/recommendations/${recommendationId}`)).body.impact, 'no_evidence')
})

t.test('evidenced and sustained rest on an accepted outcome, voice or independent item of this action', async (t) => {
  const { path, reviews } = await buildCompleted()
  const rate = async (rating: string, ...evidenceIds: string[]) => await as('reviewer')('POST', reviews, { ...finding, rating, evidenceIds })
  const [process, outcome] = (await send('GET', `${path}/evidence`)).body.data.map(({ id }: { id: string }) => id)
  const submitted = await buildEvidence(app, path, { kind: 'independent' })
  const elsewhere = await buildAccepted(app, (await buildCompleted()).path, { kind: 'independent' })

  for (const ids of [[], [process], [process, submitted.id]]) t.match(await rate('sustained', ...ids), { status: 422, body: { type: '/problems/rule-broken', errors: [{ pointer: '/evidenceIds' }] } })
  t.match(await rate('evidenced', outcome, elsewhere.id), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: '/evidenceIds' }] } })
  t.match(await rate('evidenced', process, outcome), { status: 201, body: { rating: 'evidenced', evidenceIds: [process, outcome] } })
  t.match((await send('GET', path)).body, { impact: 'evidenced', rag: 'blue' })
})

t.test('no improvement found offers to reopen, and what was planned of the delivery is asked no more', async (t) => {
  const { id, path, reviews } = await buildCompleted()

  const { body } = await as('reviewer')('POST', reviews, { ...finding, rating: 'no_improvement_found' })

  t.same(body.offers, [{ move: 'reopen_completed', to: 'in_progress', by: ['coordinator', 'scrutineer'], needs: ['note', 'dueOn'], href: `/v1/actions/${id}/transitions` }])
  t.equal((await send('POST', body.offers[0].href, { to: 'in_progress', note: 'Nothing has changed.', dueOn: '2026-06-30' })).status, 201)
  t.match((await send('GET', path)).body, { impact: 'not_yet_assessed', status: 'in_progress' })
  t.match((await send('GET', reviews)).body.data, [{ rating: 'no_improvement_found', round: 0 }])
  t.equal((await send('GET', reviews)).body.data.length, 1)
  t.equal((await as('reviewer')('POST', reviews, finding)).status, 409)
})

t.test('impact is judged of what is completed', async (t) => {
  for (const status of ['not_started', 'in_progress', 'paused', 'closed_not_delivered'] as const) {
    const { id } = await plantAction(db, app, { status })
    t.match(await as('reviewer')('POST', `/v1/actions/${id}/impact-reviews`, finding), { status: 409, body: { type: '/problems/action-not-completed', actionStatus: status } }, status)
  }
})

t.test('what was completed before this service is judged too', async (t) => {
  const { id } = await plantAction(db, app, { status: 'completed', assurance: 'before_this_service' })

  t.match(await as('reviewer')('POST', `/v1/actions/${id}/impact-reviews`, finding), { status: 201, body: { dueOn: null } })
})

t.test('only reviewers rate, and never the work of their own agency', async (t) => {
  const { id, path, reviews } = await buildCompleted()
  for (const role of ['coordinator', 'contributor', 'scrutineer', 'viewer'] as const) t.match(await as(role)('POST', reviews, finding), { status: 403, body: { type: '/problems/forbidden' } }, role)
  const [owners, housings] = [await plantMember(app, 'reviewer', agencies.csc), await plantMember(app, 'reviewer', agencies.housing)]

  t.match(await owners.send('POST', reviews, finding), { status: 403, body: { rule: 'owner_agency' } })
  await send('PATCH', path, { ownerAgencyId: agencies.housing }, { 'if-match': '*' })
  t.match(await owners.send('POST', reviews, finding), { status: 403, body: { rule: 'owner_agency_when_submitted' } })
  t.match(await housings.send('POST', reviews, finding), { status: 403, body: { rule: 'owner_agency' } })
  t.equal((await as('reviewer')('POST', reviews, finding)).status, 201)
  t.match(await db.rows(sql`select owner_agency_id as owner, owner_agency_id_when_submitted as first from impact_reviews where action_id = ${id} and rating is not null`), [{ owner: agencies.housing, first: agencies.csc }])
})

t.test('the database refuses a rating that breaks the separation of duties', async (t) => {
  const { id } = await buildCompleted()
  const rate = async (by: string, agencyId: string, ownerId: string, ownerWhenSubmittedId: string | null = null) => await db.rows(sql`update impact_reviews set rating = 'sustained', narrative = 'x', rated_by_id = ${by}, rated_by_agency_id = ${agencyId},
    owner_agency_id = ${ownerId}, owner_agency_id_when_submitted = ${ownerWhenSubmittedId}, submitted_by_id = ${people.contributor}, submitted_by_agency_id = ${agencies.csc}, rated_at = now() where partnership_id = ${partnershipId} and action_id = ${id}`)

  await t.rejects(rate(people.contributor, agencies.police, agencies.housing), { message: /impact_reviews_not_by_the_submitter/ })
  await t.rejects(rate(people.reviewer, agencies.csc, agencies.housing), { message: /impact_reviews_not_by_the_submitter/ })
  await t.rejects(rate(people.reviewer, agencies.police, agencies.police), { message: /impact_reviews_not_by_the_owner/ })
  await t.rejects(rate(people.reviewer, agencies.police, agencies.housing, agencies.police), { message: /impact_reviews_not_by_the_owner/ })
})

t.test('a rating says what was seen, may name the version that was read, and is made once for one idempotency key', async (t) => {
  const { path, reviews } = await buildCompleted()
  const reviewer = as('reviewer')
  for (const body of [{ rating: 'early_signs' }, { ...finding, narrative: ' ' }, { ...finding, rating: 'not_yet_assessed' }, { ...finding, score: 5 }]) t.equal((await reviewer('POST', reviews, body)).status, 400)

  t.equal((await reviewer('POST', reviews, finding, { 'if-match': '"1-x"' })).status, 412)
  const headers = { ...await etagOf(app, path), 'idempotency-key': 'once' }
  t.strictSame((await reviewer('POST', reviews, finding, headers)).body, (await reviewer('POST', reviews, finding, headers)).body)
})

t.test('the reviews of another partnership’s action are those of no action', async (t) => {
  const other = await anotherPartnership()
  const { id } = await buildAction(app)
  const unknown = '019c8f6e-0c00-7000-8000-000000000000'

  for (const [method, body] of [['GET', undefined], ['POST', finding]] as const) {
    const [foreign, none] = [await other.as('reviewer')(method, `/v1/actions/${id}/impact-reviews`, body), await other.as('reviewer')(method, `/v1/actions/${unknown}/impact-reviews`, body)]
    t.same([foreign.status, { ...foreign.body, instance: '' }], [404, { ...none.body, instance: '' }])
  }
})
