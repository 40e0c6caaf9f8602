import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { InferInsertModel } from 'drizzle-orm'
import { deliveryStatuses } from '../../src/domain/action.ts'
import type { DeliveryStatus } from '../../src/domain/action.ts'
import { actions } from '../../src/features/actions/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'

const { db, clock, anotherPartnership } = await testApp(t)

t.test('open work goes to another person, and nothing else does', async (t) => {
  const cast = await anotherPartnership()
  const [send, people] = [cast.as('coordinator'), cast.people]
  const mine = await buildActionInEachStatus(cast, people.contributor)
  const theirs = await buildActionInEachStatus(cast, people.viewer)

  const { status, body } = await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId: people.reviewer })

  t.equal(status, 201)
  const open = (['not_started', 'in_progress', 'paused', 'awaiting_sign_off'] as const).map((status) => mine[status])
  t.match(body, { fromPersonId: people.contributor, toPersonId: people.reviewer })
  t.strictSame(body.actions.map(({ id }: { id: string }) => id).sort(), [...open].sort())
  const moved = await db.rows<{ id: string, version: number }>(sql`select id, version from actions where lead_person_id = ${people.reviewer} order by id`)
  t.strictSame(moved, open.map((id) => ({ id, version: 2 })).sort((a, b) => a.id < b.id ? -1 : 1))
  const left = await db.rows(sql`select id from actions where version = 1 and lead_person_id in (${people.contributor}, ${people.viewer})`)
  t.equal(left.length, 2 + Object.keys(theirs).length)
})

t.test('a handover is told: once for the person, and once for each action', async (t) => {
  const cast = await anotherPartnership()
  const [send, people] = [cast.as('coordinator'), cast.people]
  const { in_progress: open, completed } = await buildActionInEachStatus(cast, people.contributor)

  await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId: people.reviewer })

  t.strictSame(await eventTypesOf(db, people.contributor), ['person.work_handed_over'])
  t.strictSame(await eventTypesOf(db, open), ['action.updated'])
  t.strictSame(await eventTypesOf(db, completed), [])
  const [event] = await db.rows(sql`select before, after from events where subject_id = ${open}`)
  t.strictSame(event, { before: { leadPersonId: people.contributor, version: 1 }, after: { leadPersonId: people.reviewer, version: 2 } })
})

t.test('who has no open work hands over an empty list', async (t) => {
  const { as, people } = await anotherPartnership()
  t.match(await as('coordinator')('POST', `/v1/people/${people.viewer}/handover`, { toPersonId: people.reviewer }), { status: 201, body: { actions: [] } })
})

t.test('a leaver who is no longer active can still hand over', async (t) => {
  const cast = await anotherPartnership()
  const [send, people] = [cast.as('coordinator'), cast.people]
  await buildActionInEachStatus(cast, people.contributor)
  await send('PATCH', `/v1/people/${people.contributor}`, { active: false }, { 'if-match': '*' })

  t.equal((await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId: people.reviewer })).body.actions.length, 4)
})

t.test('work goes to an active person of the partnership, other than the leaver', async (t) => {
  const [{ as, people }, other] = [await anotherPartnership(), await anotherPartnership()]
  const send = as('coordinator')
  await send('PATCH', `/v1/people/${people.viewer}`, { active: false }, { 'if-match': '*' })

  for (const toPersonId of [newId(), other.people.reviewer, people.contributor, people.viewer]) {
    t.match(await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId }), { status: 422, body: { errors: [{ pointer: '/toPersonId' }] } })
  }
})

t.test('a handover is made by a coordinator, of the person as it was read', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  const path = `/v1/people/${people.contributor}/handover`

  t.equal((await as('contributor')('POST', path, { toPersonId: people.reviewer })).status, 403)
  t.equal((await send('POST', path, { toPersonId: people.reviewer }, { 'if-match': '"9-x"' })).status, 412)
  t.equal((await send('POST', path, { to: people.reviewer })).status, 400)
})

t.test('a repeated request with one idempotency key moves nothing twice', async (t) => {
  const cast = await anotherPartnership()
  const [send, people] = [cast.as('coordinator'), cast.people]
  await buildActionInEachStatus(cast, people.contributor)
  const ask = async () => await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId: people.reviewer }, { 'idempotency-key': 'leaving' })

  const first = await ask()

  t.strictSame((await ask()).body, first.body)
  t.strictSame(await eventTypesOf(db, people.contributor), ['person.work_handed_over'])
})

async function buildActionInEachStatus ({ partnershipId, agencies }: Cast, leadPersonId: string): Promise<Record<DeliveryStatus, string>> {
  const ids = Object.fromEntries(deliveryStatuses.map((status) => [status, newId()])) as Record<DeliveryStatus, string> // each of them, just above
  const rows = deliveryStatuses.map((status): InferInsertModel<typeof actions> => ({
    partnershipId,
    id: ids[status],
    reference: `${leadPersonId}/${status}`,
    title: `An action that is ${status}`,
    priority: 'high',
    ownerAgencyId: agencies.csc,
    recommendationIds: [newId()],
    leadPersonId,
    status,
    dueOn: '2026-06-30',
    originalDueOn: '2026-06-30',
    ...inStatus[status],
    createdAt: clock.now,
    updatedAt: clock.now
  }))
  for (const row of rows) await db.rows(insertInto(actions, row))
  return ids
}

// What the table's own rules ask of each.
const inStatus: Record<DeliveryStatus, Partial<InferInsertModel<typeof actions>>> = {
  not_started: {},
  in_progress: { startedOn: '2026-01-05' },
  paused: { startedOn: '2026-01-05', resumeOn: '2026-04-01' },
  awaiting_sign_off: { startedOn: '2026-01-05', submittedOn: '2026-02-02', submittedById: newId() },
  completed: { startedOn: '2026-01-05', completedOn: '2026-02-09', assurance: 'before_this_service', closureReason: 'delivered' },
  closed_not_delivered: { closedOn: '2026-02-09', closureReason: 'superseded' }
}
