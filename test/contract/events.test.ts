import t from 'tap'
import { policy } from '../../src/domain/permission.ts'
import type { Operation } from '../../src/domain/permission.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction, buildMeasure, buildRecommendation, etagOf } from '../support/build.ts'
import type { Reply } from '../support/client.ts'
import { buildAccepted, buildEvidence, buildStarted, buildSubmitted, statement } from '../support/evidence.ts'
import { agreed, buildRequested, moreTime } from '../support/extensions.ts'
import { carryOut, planForm, planOf } from '../support/imports.ts'

// Every operation that changes something, carried out: each leaves an event, and no transaction wrote anything without one.

type Reading = Extract<Operation, `get${string}` | `list${string}`> | 'streamEvents' | 'previewReminders'
type Changing = Exclude<Operation, Reading>

const isReading = (operation: string): boolean => /^(get|list)/.test(operation) || ['streamEvents', 'previewReminders'].includes(operation)

const app = await testApp(t)
const { send, as, db, agencies, people, partnershipId } = app
const [start = { xid: '0' }] = await db.rows<{ xid: string }>(sql`select pg_current_xact_id()::text as xid`)
const patch = async (path: string, body: object): Promise<Reply> => await send('PATCH', path, body, await etagOf(app, path))
const anAgency = async (): Promise<string> => (await send('POST', '/v1/agencies', { code: `agency-${++made}`, name: `Agency ${made}`, kind: 'other' })).body.id
const aKey = async (): Promise<string> => (await send('POST', '/v1/api-keys', { name: 'x', role: 'viewer', agencyId: agencies.csc, expiresOn: '2026-06-30' })).body.id
const aFeed = async (): Promise<string> => (await send('POST', '/v1/calendar-feeds', { name: 'x' })).body.id
const anEndpoint = async (): Promise<string> => `/v1/webhook-endpoints/${(await send('POST', '/v1/webhook-endpoints', { url: 'https://receiver.example/', types: ['*'] })).body.id}`
let made = 0

const changes: Record<Changing, () => Promise<Reply>> = {
  updatePartnership: async () => await patch('/v1/partnership', { name: 'Another name' }),
  createAgency: async () => await send('POST', '/v1/agencies', { code: 'new', name: 'New', kind: 'other' }),
  updateAgency: async () => await patch(`/v1/agencies/${agencies.csc}`, { name: 'Another name' }),
  mergeAgency: async () => await send('POST', `/v1/agencies/${await anAgency()}/merger`, { successorId: await anAgency() }),
  createPerson: async () => await send('POST', '/v1/people', { agencyId: agencies.csc, name: 'x', email: 'new@test.example', role: 'viewer' }),
  updatePerson: async () => await patch(`/v1/people/${people.viewer}`, { name: 'Another name' }),
  handOverWork: async () => await send('POST', `/v1/people/${people.contributor}/handover`, { toPersonId: people.reviewer }),
  erasePerson: async () => await send('POST', `/v1/people/${(await send('POST', '/v1/people', { agencyId: agencies.csc, name: 'x', email: 'leaver@test.example', role: 'viewer' })).body.id}/erasure`, { basis: 'request' }),
  createApiKey: async () => await send('POST', '/v1/api-keys', { name: 'x', role: 'viewer', agencyId: agencies.csc, expiresOn: '2026-06-30' }),
  revokeApiKey: async () => await send('DELETE', `/v1/api-keys/${await aKey()}`),
  rotateApiKey: async () => await send('POST', `/v1/api-keys/${await aKey()}/rotate`),
  createReview: async () => await send('POST', '/v1/reviews', { reference: 'NEW', title: 'x', kind: 'other' }),
  updateReview: async () => await patch(`/v1/reviews/${(await buildRecommendation(app)).reviewId}`, { restricted: true }),
  createRecommendation: async () => await send('POST', '/v1/recommendations', { reviewId: (await buildRecommendation(app)).reviewId, reference: 'R2', text: 'x' }),
  updateRecommendation: async () => await patch(`/v1/recommendations/${(await buildRecommendation(app)).id}`, { text: 'Another text' }),
  createAction: async () => await send('POST', '/v1/actions', { recommendationIds: [(await buildRecommendation(app)).id], title: 'x', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30' }),
  updateAction: async () => await patch(`/v1/actions/${(await buildAction(app)).id}`, { percentComplete: 5 }),
  pushAction: async () => await send('PUT', `/v1/agencies/${agencies.csc}/actions/its-own-number`, { recommendationIds: [(await buildRecommendation(app)).id], title: 'x', priority: 'low', dueOn: '2026-06-30' }),
  bulkUpdateActions: async () => await send('POST', '/v1/actions/bulk-updates', { updates: [{ actionId: (await buildAction(app)).id, narrative: 'x' }] }),
  createTransition: async () => await as('reviewer')('POST', `${(await buildSubmitted(app)).path}/transitions`, { to: 'completed' }),
  createUpdate: async () => await send('POST', `/v1/actions/${(await buildAction(app)).id}/updates`, { narrative: 'x' }),
  createComment: async () => await as('viewer')('POST', `/v1/actions/${(await buildAction(app)).id}/comments`, { text: 'x' }),
  createMilestone: async () => await send('POST', `/v1/actions/${(await buildAction(app)).id}/milestones`, { title: 'x', dueOn: '2026-06-01' }),
  updateMilestone: async () => await patch(`/v1/milestones/${(await changes.createMilestone()).body.id}`, { completedOn: '2026-03-02' }),
  requestExtension: async () => await as('contributor')('POST', `/v1/actions/${(await buildAction(app)).id}/extensions`, moreTime()),
  decideExtension: async () => await as('reviewer')('POST', (await buildRequested(app)).decision, agreed),
  rateImpact: async () => await rateSomething(),
  addEvidence: async () => await as('contributor')('POST', `${(await buildStarted(app)).path}/evidence`, statement()),
  withdrawEvidence: async () => await as('contributor')('POST', `/v1/evidence/${(await buildEvidence(app, (await buildStarted(app)).path)).id}/withdrawal`),
  assessEvidence: async () => await assessSomething(),
  createMeasure: async () => await send('POST', '/v1/measures', { recommendationId: (await buildRecommendation(app)).id, name: 'x', unit: 'count', direction: 'lower_is_better', frequency: 'monthly' }),
  updateMeasure: async () => await patch(`/v1/measures/${(await buildMeasure(app)).id}`, { name: 'Another name' }),
  recordObservation: async () => await send('PUT', `/v1/measures/${(await buildMeasure(app)).id}/observations/2026-02`, { value: 12 }),
  applyPlaybook: async () => await send('POST', `/v1/recommendations/${(await buildRecommendation(app)).id}/playbook`, { key: 'social-worker-continuity', startOn: '2026-03-02', ownerAgencyId: agencies.csc }),
  updateReminderPolicy: async () => await send('PATCH', '/v1/reminder-policy', { sendAt: '10:00' }, { 'if-match': '*' }),
  runReminders: async () => await remindSomebody(),
  createCalendarFeed: async () => await send('POST', '/v1/calendar-feeds', { name: 'x' }),
  revokeCalendarFeed: async () => await send('DELETE', `/v1/calendar-feeds/${await aFeed()}`),
  createWebhookEndpoint: async () => await send('POST', '/v1/webhook-endpoints', { url: 'https://receiver.example/', types: ['*'] }),
  updateWebhookEndpoint: async () => await patch(await anEndpoint(), { active: false }),
  deleteWebhookEndpoint: async () => await send('DELETE', await anEndpoint()),
  rotateWebhookSecret: async () => await send('POST', `${await anEndpoint()}/rotate-secret`),
  testWebhookEndpoint: async () => await send('POST', `${await anEndpoint()}/test`),
  redeliverWebhook: async () => await redeliverSomething(),
  requestImport: async () => await importSomething(),
  createBoardPack: async () => await send('POST', '/v1/board-packs', { report: 'summary' })
}

async function rateSomething (): Promise<Reply> {
  const { path } = await buildSubmitted(app)
  await as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
  return await as('reviewer')('POST', `${path}/impact-reviews`, { rating: 'early_signs', narrative: 'x' })
}

async function assessSomething (): Promise<Reply> {
  const { path } = await buildStarted(app)
  await buildAccepted(app, path)
  const { id, sha256 } = await buildEvidence(app, path)
  return await as('reviewer')('POST', `/v1/evidence/${id}/assessments`, { outcome: 'returned', comment: 'x', sha256 })
}

async function remindSomebody (): Promise<Reply> {
  const { body: { id: leadPersonId } } = await send('POST', '/v1/people', { agencyId: agencies.csc, name: 'x', email: 'lead@test.example', role: 'contributor' })
  await buildAction(app, { dueOn: '2026-02-23', leadPersonId })
  return await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })
}

async function redeliverSomething (): Promise<Reply> {
  const endpoint = await anEndpoint()
  const { body: { id } } = await send('POST', `${endpoint}/test`)
  return await send('POST', `${endpoint}/deliveries/${id}/redeliver`)
}

async function importSomething (): Promise<Reply> {
  const reply = await send('POST', '/v1/imports', planForm(planOf({}, {})))
  await carryOut(app, reply.body.id)
  return reply
}

t.test('each operation of the policy that changes something is asked here', async (t) => {
  t.same(Object.keys(changes).sort(), Object.keys(policy).filter((operation) => !isReading(operation)).sort())
})

for (const [operation, change] of Object.entries(changes)) {
  t.test(`${operation} leaves an event of the partnership, by whoever asked and under the request`, async (t) => {
    const { status, headers, text } = await change()
    const events = await db.rows(sql`select type from events where partnership_id = ${partnershipId} and request_id = ${headers.get('x-request-id')} and actor_id is not null`)

    t.ok(status >= 200 && status < 300, `${status}: ${text.slice(0, 300)}`)
    t.ok(events.length > 0, 'an event')
  })
}

/** What is no record of the partnership's: seals, answers kept for repeated requests, how far a job has come, when a key was last used, the envelopes of what is told. */
const beside = ['event_seals', 'idempotency_keys', 'import_rows', 'imports', 'api_keys', 'reminder_messages']

t.test('nothing was written by a transaction that wrote no event', async (t) => {
  const tables = await db.rows<{ name: string }>(sql`select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'partnership_id' and table_name <> all(${sql.param(beside)}::text[])`)
  for (const { name } of tables) {
    const silent = await db.rows(sql`select * from ${sql.identifier(name)} as written where partnership_id = ${partnershipId} and xmin::text::bigint > ${start.xid}::bigint
      and not exists (select from events where events.partnership_id = ${partnershipId} and events.written_by::text::bigint = written.xmin::text::bigint)`)
    t.same(silent, [], name)
  }
})
