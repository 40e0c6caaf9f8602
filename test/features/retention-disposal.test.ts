import t from 'tap'
import { join } from 'node:path'
import { keepVersions } from '../../src/features/action-versions/keeping.ts'
import { verifyTrail } from '../../src/features/events/trail.ts'
import { verifyChain } from '../../src/features/events/verifying.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'
import { buildClosedReview, keeper, superseded } from '../support/disposal.ts'
import { tablesHolding } from '../support/traces.ts'
import { readTrail, writeTrail } from '../support/trail.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { db, send, services, partnershipId } = app
const operator = await keeper(t, app)
const anyVersion = { 'if-match': '*' }
const word = 'marmalade'
const built = await buildClosedReview(app, word)
const another = await buildAction(app)
await keepVersions(services, partnershipId)
for (const move of [{ to: 'in_progress', note: 'Again.', dueOn: '2027-01-01' }, superseded]) await send('POST', `/v1/actions/${built.actionId}/transitions`, move) // not in the versions yet

t.test('a review is due on the day after its years, once it is closed and all of it has ended', async (t) => {
  app.clock.now = '2036-03-02T23:59:59.000Z'
  t.same(await operator.due(), [])
  app.clock.now = '2036-03-03T00:00:00.000Z'
  t.match(await operator.due(), [{ kind: 'review', id: built.reviewId, name: /^REVIEW-/, endedOn: '2026-03-02', keptUntil: '2036-03-02' }])
})

t.test('a legal hold keeps it, its own and that of the partnership; so do more years', async (t) => {
  for (const [path, held, free] of [
    [`/v1/reviews/${built.reviewId}`, { legalHold: true }, { legalHold: false }],
    ['/v1/partnership', { retention: { legalHold: true } }, { retention: { legalHold: false } }],
    ['/v1/partnership', { retention: { years: 11 } }, { retention: { years: 10 } }]
  ] as const) {
    await send('PATCH', path, held, anyVersion)
    t.same(await operator.due(), [], JSON.stringify(held))
    await send('PATCH', path, free, anyVersion)
  }
})

t.test('what is disposed of is in no table any more, its file is told, and another review is untouched', async (t) => {
  t.ok((await tablesHolding(db, [word])).length > 10)
  await sealed(app, app)
  const others = await send('GET', `/v1/actions/${another.id}`)

  const files = await operator.dispose()

  t.same(files, [built.fileId])
  t.same(await tablesHolding(db, [word]), [])
  t.equal((await send('GET', `/v1/reviews/${built.reviewId}`)).status, 404)
  t.match((await send('GET', `/v1/actions/${another.id}`)).body, { id: others.body.id, version: others.body.version })
  t.same(await operator.due(), [])
})

t.test('the plan as it stood is without it too, and the figures of then', async (t) => {
  t.same((await send('GET', '/v1/actions?asOf=2026-03-02T23:00:00.000Z')).body.data.map(({ id }: { id: string }) => id), [another.id])
  for (const path of ['/v1/reports/trend', '/v1/reports/annual', '/v1/reports/learning', '/v1/reports/summary', '/v1/reports/actions-flat']) t.equal((await send('GET', path)).status, 200, path)
})

t.test('its tombstone is an event that says what went; the events of it say that they happened, and no more', async (t) => {
  await sealed(app, app)
  const { body: { data: [tombstone] } } = await send('GET', '/v1/events?type=review.disposed')
  const { body: { data: others } } = await send('GET', `/v1/events?subjectId=${built.reviewId}&type=review.created,review.updated`)

  t.match(tombstone, { subjectId: built.reviewId, before: null, after: { reference: /^REVIEW-/, endedOn: '2026-03-02', keptUntil: '2036-03-02', recommendations: 2, measures: /\d/, fileIds: [built.fileId], digest: /^[0-9a-f]{64}$/ } })
  t.ok(tombstone.after.actions >= 2 && tombstone.after.events > 20)
  for (const event of others) t.match(event, { subjectId: built.reviewId, before: null, after: null, actorId: String, occurredAt: String })
})

t.test('the chain goes on following from itself, in the database and in a trail that an auditor has read', async (t) => {
  const trail = await readTrail(send)
  const file = writeTrail(join(t.testdir(), 'trail.jsonl'), trail)

  t.equal((await verifyChain(db, partnershipId)).fault, undefined)
  t.match(await verifyTrail(file, { partnershipId, folder: t.testdirName, keys: [] }), { last: trail.length, fault: undefined })
})

t.test('the service itself can neither dispose of anything nor leave a tombstone', async (t) => {
  for (const statement of [sql`delete from reviews`, sql`delete from action_comments`, sql`update events set after = null`, sql`insert into event_tombstones select partnership_id, id, id, '' from events limit 1`]) {
    await t.rejects(db.rows(statement), { code: '42501' })
  }
})

t.test('who has left for good is erased, when they have done nothing for as long as the partnership says', async (t) => {
  const { people, as, partnershipId: theirs } = await app.anotherPartnership()
  await as('coordinator')('PATCH', `/v1/people/${people.viewer}`, { active: false }, anyVersion)
  const leftAt = app.clock.now

  app.clock.now = '2038-03-03T23:00:00.000Z'
  t.same(await operator.due(theirs), [])
  app.clock.now = '2038-03-04T00:00:00.000Z'
  t.match(await operator.due(theirs), [{ kind: 'person', id: people.viewer, name: people.viewer, endedOn: leftAt.slice(0, 10) }])
  await operator.dispose(theirs)

  t.match((await as('coordinator')('GET', `/v1/people/${people.viewer}`)).body, { name: 'Erased person', erasedAt: app.clock.now })
})

t.test('an action that answers two reviews keeps both until both are over, and goes with them', async (t) => {
  const cast = await app.anotherPartnership()
  const coordinator = cast.as('coordinator')
  const [one, two] = [await buildRecommendation({ send: coordinator }), await buildRecommendation({ send: coordinator })]
  const action = await buildAction({ send: coordinator, agencies: cast.agencies }, { recommendationIds: [one.id, two.id] })
  await coordinator('POST', `/v1/actions/${action.id}/transitions`, { to: 'closed_not_delivered', note: 'Over.', closureReason: 'superseded' })
  await coordinator('PATCH', `/v1/reviews/${one.reviewId}`, { status: 'closed' }, anyVersion)
  app.clock.now = '2049-03-03T00:00:00.000Z'
  t.same(await operator.due(cast.partnershipId), [])
  await coordinator('PATCH', `/v1/reviews/${two.reviewId}`, { status: 'closed' }, anyVersion)
  app.clock.now = '2060-03-03T00:00:00.000Z'
  await sealed(app, cast)

  await operator.dispose(cast.partnershipId)

  t.same(await db.rows(sql`select from actions where partnership_id = ${cast.partnershipId} union all select from reviews where partnership_id = ${cast.partnershipId}`), [])
  t.equal((await verifyChain(db, cast.partnershipId)).fault, undefined)
})

t.test('a board pack goes when its years are over, and stays while it tells of a review under a hold', async (t) => {
  const { as, partnershipId: theirs } = await app.anotherPartnership()
  const coordinator = as('coordinator')
  const { reviewId } = await buildRecommendation({ send: coordinator })
  const { body: { id } } = await coordinator('POST', '/v1/board-packs', { report: 'summary' })
  await coordinator('PATCH', `/v1/reviews/${reviewId}`, { legalHold: true }, anyVersion)
  app.clock.now = '2071-01-01T00:00:00.000Z'
  t.same(await operator.due(theirs), [])
  await coordinator('PATCH', `/v1/reviews/${reviewId}`, { legalHold: false }, anyVersion)

  await operator.dispose(theirs)

  t.equal((await coordinator('GET', `/v1/board-packs/${id}`)).status, 404)
  t.match(await db.rows(sql`select after from events where partnership_id = ${theirs} and type = 'board_pack.disposed'`), [{ after: { frozenOn: '2060-03-03' } }])
})
