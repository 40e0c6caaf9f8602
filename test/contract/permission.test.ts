import t from 'tap'
import { isDeepStrictEqual } from 'node:util'
import { may, policy } from '../../src/domain/permission.ts'
import type { AgencyWork, Operation } from '../../src/domain/permission.ts'
import { roles } from '../../src/domain/person.ts'
import { testApp } from '../support/app.ts'
import { planForm, planOf } from '../support/imports.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

// The policy table, asked over HTTP: every operation × every role × an action of one's own agency and of another.

const app = await testApp(t)
const { send, as, agencies, people } = app
const { as: outside } = await app.anotherPartnership()
const recommendation = await buildRecommendation(app)
const own = await buildWork(agencies.csc)
const others = await buildWork(agencies.housing)
const key = (await send('POST', '/v1/api-keys', { name: 'A dashboard', role: 'viewer', agencyId: agencies.csc, expiresOn: '2026-06-30' })).body.id
const feed = (await send('POST', '/v1/calendar-feeds', { name: 'A telephone' })).body.id
const boardPack = (await send('POST', '/v1/board-packs', { report: 'summary' })).body.id
const webhook = (await send('POST', '/v1/webhook-endpoints', { url: 'https://receiver.example/', types: ['*'] })).body.id
const imported = (await send('POST', '/v1/imports?dryRun=true', planForm(planOf({})))).body.id
const delivery = (await send('POST', `/v1/webhook-endpoints/${webhook}/test`)).body.id

interface Built { readonly action: AgencyWork & { id: string }, readonly milestone: string, readonly evidence: string, readonly extension: string, readonly measure: string }

async function buildWork (ownerAgencyId: string): Promise<Built> {
  const action = await buildAction(app, { recommendationIds: [recommendation.id], ownerAgencyId, externalReference: 'its-own-number' })
  const { body } = await send('POST', `/v1/actions/${action.id}/milestones`, { title: 'A step', dueOn: '2026-06-01' })
  const by = ownerAgencyId === agencies.csc ? as('contributor') : send
  const evidence = await by('POST', `/v1/actions/${action.id}/evidence`, { kind: 'output', title: 'x', effectiveOn: '2026-03-02', statement: 'x' })
  const extension = await send('POST', `/v1/actions/${action.id}/extensions`, { proposedDueOn: '2026-07-31', reason: 'x', interimRiskControl: 'x' })
  const measure = await send('POST', '/v1/measures', { recommendationId: recommendation.id, name: 'x', unit: 'count', direction: 'lower_is_better', frequency: 'monthly', ownerAgencyId })
  return { action, milestone: body.id, evidence: evidence.body.id, extension: extension.body.id, measure: measure.body.id }
}

type Ask = (work: Built) => [method: string, path: string, body?: unknown]

/** A request of each operation that is well formed, and wrong only where nothing comes of it: a stale version, a date that is refused. */
const requests: Record<Operation, Ask> = {
  getMe: () => ['GET', '/v1/me'],
  getPartnership: () => ['GET', '/v1/partnership'],
  updatePartnership: () => ['PATCH', '/v1/partnership', { name: 'x' }],
  listAgencies: () => ['GET', '/v1/agencies'],
  createAgency: () => ['POST', '/v1/agencies', { code: 'csc', name: 'x', kind: 'other' }],
  getAgency: () => ['GET', `/v1/agencies/${agencies.csc}`],
  updateAgency: () => ['PATCH', `/v1/agencies/${agencies.csc}`, { name: 'x' }],
  mergeAgency: () => ['POST', `/v1/agencies/${agencies.csc}/merger`, {}],
  listPeople: () => ['GET', '/v1/people'],
  createPerson: () => ['POST', '/v1/people', { agencyId: agencies.csc, name: 'x', email: 'viewer@test.example', role: 'viewer' }],
  getPerson: () => ['GET', `/v1/people/${people.viewer}`],
  updatePerson: () => ['PATCH', `/v1/people/${people.viewer}`, { name: 'x' }],
  handOverWork: () => ['POST', `/v1/people/${people.viewer}/handover`, { toPersonId: recommendation.id }],
  erasePerson: () => ['POST', `/v1/people/${people.viewer}/erasure`, { basis: 'request' }],
  listApiKeys: () => ['GET', '/v1/api-keys'],
  createApiKey: () => ['POST', '/v1/api-keys', { name: 'x', role: 'viewer', agencyId: agencies.csc, expiresOn: '2020-01-01' }],
  getApiKey: () => ['GET', `/v1/api-keys/${key}`],
  revokeApiKey: () => ['DELETE', `/v1/api-keys/${key}`],
  rotateApiKey: () => ['POST', `/v1/api-keys/${key}/rotate`, { expiresOn: '2020-01-01' }],
  listReviews: () => ['GET', '/v1/reviews'],
  createReview: () => ['POST', '/v1/reviews', { reference: recommendation.reviewReference, title: 'x', kind: 'other' }],
  getReview: () => ['GET', `/v1/reviews/${recommendation.reviewId}`],
  updateReview: () => ['PATCH', `/v1/reviews/${recommendation.reviewId}`, { title: 'x' }],
  listRecommendations: () => ['GET', '/v1/recommendations'],
  createRecommendation: () => ['POST', '/v1/recommendations', { reviewId: recommendation.reviewId, reference: 'R1', text: 'x' }],
  getRecommendation: () => ['GET', `/v1/recommendations/${recommendation.id}`],
  updateRecommendation: () => ['PATCH', `/v1/recommendations/${recommendation.id}`, { text: 'x' }],
  listActions: () => ['GET', '/v1/actions'],
  createAction: () => ['POST', '/v1/actions', { recommendationIds: [key], title: 'x', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30' }],
  getAction: ({ action }) => ['GET', `/v1/actions/${action.id}`],
  updateAction: ({ action }) => ['PATCH', `/v1/actions/${action.id}`, { percentComplete: 5 }],
  pushAction: ({ action }) => ['PUT', `/v1/agencies/${action.ownerAgencyId ?? ''}/actions/its-own-number`, { recommendationIds: [recommendation.id], title: 'Name a lead', priority: 'medium', dueOn: '2026-06-30' }],
  bulkUpdateActions: ({ action }) => ['POST', '/v1/actions/bulk-updates', { updates: [{ actionId: action.id, narrative: 'x', version: 999 }] }],
  listTransitions: ({ action }) => ['GET', `/v1/actions/${action.id}/transitions`],
  createTransition: ({ action }) => ['POST', `/v1/actions/${action.id}/transitions`, { to: 'in_progress' }],
  listUpdates: ({ action }) => ['GET', `/v1/actions/${action.id}/updates`],
  createUpdate: ({ action }) => ['POST', `/v1/actions/${action.id}/updates`, { narrative: 'x' }],
  listComments: ({ action }) => ['GET', `/v1/actions/${action.id}/comments`],
  createComment: ({ action }) => ['POST', `/v1/actions/${action.id}/comments`, { text: 'x' }],
  listMilestones: ({ action }) => ['GET', `/v1/actions/${action.id}/milestones`],
  createMilestone: ({ action }) => ['POST', `/v1/actions/${action.id}/milestones`, { title: 'x', dueOn: '2026-06-01' }],
  getMilestone: ({ milestone }) => ['GET', `/v1/milestones/${milestone}`],
  updateMilestone: ({ milestone }) => ['PATCH', `/v1/milestones/${milestone}`, { completedOn: '2030-01-01' }],
  addEvidence: ({ action }) => ['POST', `/v1/actions/${action.id}/evidence`, { kind: 'output', title: 'x', effectiveOn: '2030-01-01', statement: 'x' }],
  listEvidence: () => ['GET', '/v1/evidence'],
  listActionEvidence: ({ action }) => ['GET', `/v1/actions/${action.id}/evidence`],
  getEvidence: ({ evidence }) => ['GET', `/v1/evidence/${evidence}`],
  getEvidenceContent: ({ evidence }) => ['GET', `/v1/evidence/${evidence}/content`],
  withdrawEvidence: ({ evidence }) => ['POST', `/v1/evidence/${evidence}/withdrawal`],
  assessEvidence: ({ evidence }) => ['POST', `/v1/evidence/${evidence}/assessments`, { outcome: 'accepted', sha256: '0'.repeat(64) }],
  getDeadline: ({ action }) => ['GET', `/v1/actions/${action.id}/deadline`],
  listExtensions: () => ['GET', '/v1/extensions'],
  getExtension: ({ extension }) => ['GET', `/v1/extensions/${extension}`],
  listActionExtensions: ({ action }) => ['GET', `/v1/actions/${action.id}/extensions`],
  requestExtension: ({ action }) => ['POST', `/v1/actions/${action.id}/extensions`, { proposedDueOn: '2026-06-30', reason: 'x', interimRiskControl: 'x' }],
  decideExtension: ({ extension }) => ['POST', `/v1/extensions/${extension}/decision`, { outcome: 'agreed', reason: 'x' }],
  listImpactReviews: () => ['GET', '/v1/impact-reviews'],
  listActionImpactReviews: ({ action }) => ['GET', `/v1/actions/${action.id}/impact-reviews`],
  rateImpact: ({ action }) => ['POST', `/v1/actions/${action.id}/impact-reviews`, { rating: 'early_signs', narrative: 'x' }],
  listMeasures: () => ['GET', '/v1/measures'],
  createMeasure: () => ['POST', '/v1/measures', { recommendationId: key, name: 'x', unit: 'count', direction: 'lower_is_better', frequency: 'monthly' }],
  getMeasure: ({ measure }) => ['GET', `/v1/measures/${measure}`],
  updateMeasure: ({ measure }) => ['PATCH', `/v1/measures/${measure}`, { name: 'y' }],
  listObservations: ({ measure }) => ['GET', `/v1/measures/${measure}/observations`],
  recordObservation: ({ measure }) => ['PUT', `/v1/measures/${measure}/observations/2026-02`, { value: 1 }],
  listPlaybooks: () => ['GET', '/v1/playbooks'],
  getPlaybook: () => ['GET', '/v1/playbooks/social-worker-continuity'],
  applyPlaybook: () => ['POST', `/v1/recommendations/${recommendation.id}/playbook`, { key: 'none', startOn: '2026-03-02' }],
  getCalendar: () => ['GET', '/v1/calendar.ics'],
  listCalendarFeeds: () => ['GET', '/v1/calendar-feeds'],
  createCalendarFeed: () => ['POST', '/v1/calendar-feeds', { name: 'x' }],
  revokeCalendarFeed: () => ['DELETE', `/v1/calendar-feeds/${feed}`],
  getReminderPolicy: () => ['GET', '/v1/reminder-policy'],
  updateReminderPolicy: () => ['PATCH', '/v1/reminder-policy', { sendAt: '10:00' }],
  previewReminders: () => ['POST', '/v1/reminders/preview', { asOf: '2020-01-01' }],
  runReminders: () => ['POST', '/v1/reminders/run', {}],
  listReminders: () => ['GET', '/v1/reminders'],
  getActionReminders: ({ action }) => ['GET', `/v1/actions/${action.id}/reminders`],
  listWebhookEndpoints: () => ['GET', '/v1/webhook-endpoints'],
  createWebhookEndpoint: () => ['POST', '/v1/webhook-endpoints', { url: 'https://127.0.0.1/', types: ['*'] }],
  getWebhookEndpoint: () => ['GET', `/v1/webhook-endpoints/${webhook}`],
  updateWebhookEndpoint: () => ['PATCH', `/v1/webhook-endpoints/${webhook}`, { active: false }],
  deleteWebhookEndpoint: () => ['DELETE', `/v1/webhook-endpoints/${webhook}`],
  rotateWebhookSecret: () => ['POST', `/v1/webhook-endpoints/${webhook}/rotate-secret`],
  testWebhookEndpoint: () => ['POST', `/v1/webhook-endpoints/${webhook}/test`],
  listWebhookDeliveries: () => ['GET', `/v1/webhook-endpoints/${webhook}/deliveries`],
  redeliverWebhook: () => ['POST', `/v1/webhook-endpoints/${webhook}/deliveries/${delivery}/redeliver`],
  getImportTemplate: () => ['GET', '/v1/imports/template'],
  listImports: () => ['GET', '/v1/imports'],
  requestImport: () => ['POST', '/v1/imports', planForm('Nothing,of,a,plan')],
  getImport: () => ['GET', `/v1/imports/${imported}`],
  listImportRows: () => ['GET', `/v1/imports/${imported}/rows`],
  listEvents: () => ['GET', '/v1/events'],
  streamEvents: () => ['HEAD', '/v1/events/stream'], // GET has no end
  getActionsFlatReport: () => ['GET', '/v1/reports/actions-flat'],
  getSummaryReport: () => ['GET', '/v1/reports/summary'],
  getAnnualReport: () => ['GET', '/v1/reports/annual'],
  getLearningReport: () => ['GET', '/v1/reports/learning'],
  createBoardPack: () => ['POST', '/v1/board-packs', { report: 'summary' }],
  listBoardPacks: () => ['GET', '/v1/board-packs'],
  getBoardPack: () => ['GET', `/v1/board-packs/${boardPack}`],
  getBoardPackContent: () => ['GET', `/v1/board-packs/${boardPack}/content`],
  getTrendReport: () => ['GET', '/v1/reports/trend']
}

const stale = { 'if-match': '"999999-stale"' }

for (const operation of Object.keys(policy) as Operation[]) {
  t.test(`${operation} answers the roles that the policy names, and no other`, async (t) => {
    await Promise.all(roles.flatMap((role) => worksOf(operation).map(async (work) => {
      const caller = { kind: 'person', id: people[role], keyId: null, name: '', role, agencyId: agencyOf(role), partnershipId: app.partnershipId } as const
      const [method, path, input] = requests[operation](work)
      const { status, body } = await as(role)(method, path, input, stale)
      const allowed = may(caller, operation, work.action)
      t.equal(status !== 403 || /forbidden-(move|evidence)$/.test(body.type), allowed, `${role}, ${work === own ? 'own' : 'another'} agency: ${status}`)
    })))
  })

  t.test(`${operation} is closed to those who do not say who they are`, async (t) => {
    const [method, path, input] = requests[operation](own)

    t.equal((await app.withToken(undefined)(method, path, input, stale)).status, 401)
  })

  t.test(`${operation} knows nothing of another partnership`, async (t) => {
    const [method, path, body] = requests[operation](own)
    if (!/[0-9a-f]{8}-/.test(path)) return
    const unknown = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '019c8f6e-0c00-7000-8000-00000000dead')
    const outsider = outside('coordinator')

    const [foreign, missing] = [await outsider(method, path, body, stale), await outsider(method, unknown, body, stale)]

    t.equal(foreign.status, 404)
    t.same({ ...foreign.body, instance: '' }, { ...missing.body, instance: '' })
  })
}

/** The work of one's own agency and another's; one of them where the request is the same for both. */
function worksOf (operation: Operation): Built[] {
  return isDeepStrictEqual(requests[operation](own), requests[operation](others)) ? [own] : [own, others]
}

function agencyOf (role: typeof roles[number]): string {
  return { coordinator: agencies.unit, contributor: agencies.csc, reviewer: agencies.police, scrutineer: agencies.independent, viewer: agencies.unit }[role]
}
