import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, agencies, people } = app
const { id: recommendationId, reviewId } = await buildRecommendation(app)
const { id } = await buildAction(app, { recommendationIds: [recommendationId] })

const evidence = { kind: 'output', title: 'Procedure', effectiveOn: '2026-02-27', statement: 'It is published.' }
const action = { recommendationIds: [recommendationId], title: 'Name a lead', ownerAgencyId: agencies.csc, priority: 'low', dueOn: '2026-06-30' }

/** What has to be said, where it is said, and what else is said with it. */
const said: Array<[field: string, path: string, others: Record<string, unknown>]> = [
  ['title', '/v1/reviews', { reference: 'BLANK', kind: 'audit' }],
  ['text', '/v1/recommendations', { reviewId, reference: 'R9' }],
  ['title', '/v1/actions', action],
  ['externalReference', '/v1/actions', action],
  ['name', '/v1/measures', { recommendationId, unit: 'percent', direction: 'higher_is_better', frequency: 'monthly' }],
  ['name', '/v1/agencies', { code: 'blank', kind: 'other' }],
  ['name', '/v1/people', { agencyId: agencies.csc, email: 'blank@csc.example', role: 'viewer' }],
  ['narrative', `/v1/actions/${id}/updates`, {}],
  ['text', `/v1/actions/${id}/comments`, {}],
  ['title', `/v1/actions/${id}/milestones`, { dueOn: '2026-06-01' }],
  ['title', `/v1/actions/${id}/evidence`, evidence],
  ['statement', `/v1/actions/${id}/evidence`, evidence],
  ['reason', `/v1/actions/${id}/extensions`, { proposedDueOn: '2026-07-31', interimRiskControl: 'A duty officer.' }]
]

for (const [field, path, others] of said) {
  t.test(`${field} of ${path.replace(id, '…')} has to say something: blanks alone are refused by its pointer`, async (t) => {
    for (const blank of [' ', '\t \n', '\u00a0\u3000']) {
      const reply = await send('POST', path, { ...others, [field]: blank })
      t.match(reply, { status: 400, body: { type: '/problems/invalid-request', errors: [{ pointer: `/${field}`, detail: 'must say something, and not blanks alone' }] } }, JSON.stringify(blank))
    }
  })
}

t.test('a theme has to say something', async (t) => {
  t.match(await send('POST', '/v1/actions', { ...action, themes: ['housing', ' '] }), { status: 400, body: { errors: [{ pointer: '/themes/1' }] } })
})

t.test('what is said between blanks is kept as it is', async (t) => {
  const { body } = await send('POST', `/v1/actions/${id}/comments`, { text: ' Agreed.\n' })

  t.match(body, { text: ' Agreed.\n', by: { id: people.coordinator } })
})
