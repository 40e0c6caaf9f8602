import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction, etagOf } from '../support/build.ts'

const app = await testApp(t)
const { send, as, db, logLines, people } = app
const action = await buildAction(app)
const narrative = 'Seen by 943 476 5919 at HA1 2XY.'

t.test('text that looks like personal data is refused, says where and which, and changes nothing', async (t) => {
  const refused = await send('POST', `/v1/actions/${action.id}/updates`, { narrative })

  t.equal(refused.status, 422)
  t.match(refused.body, { type: '/problems/personal-data-suspected', errors: [{ pointer: '/narrative', detail: 'looks like it holds an NHS number and a full postcode' }] })
  t.notMatch(JSON.stringify(refused.body), /943|HA1/)
  t.strictSame((await send('GET', `/v1/actions/${action.id}/updates`)).body.data, [])
})

t.test('a reason overrides it, and is recorded with what was suspected, not with the text', async (t) => {
  const reason = 'The postcode is the civic centre, the number a made-up one'
  const { status, body: { id } } = await send('POST', `/v1/actions/${action.id}/updates`, { narrative }, { 'privacy-override': reason })
  const [event] = await db.rows<{ after: object }>(sql`select after from events where subject_id = ${id} and type = 'privacy_screen.overridden'`)

  t.equal(status, 201)
  t.strictSame(event?.after, { operation: 'createUpdate', suspicions: [{ pointer: '/narrative', kinds: ['nhs_number', 'postcode'] }], reason })
})

t.test('what is not needed is not recorded, and an unusable reason is refused before anything is looked at', async (t) => {
  const clean = await send('POST', `/v1/actions/${action.id}/updates`, { narrative: 'On track.' }, { 'privacy-override': 'Just in case' })
  t.strictSame(await db.rows(sql`select from events where subject_id = ${clean.body.id} and type = 'privacy_screen.overridden'`), [])
  for (const reason of ['no', 'x'.repeat(201), 'for 943 476 5919 it is']) {
    const { status, body } = await send('POST', '/v1/actions/019c8f6e-0c00-7000-8000-000000000001/updates', { narrative }, { 'privacy-override': reason })
    t.match({ status, body }, { status: 400, body: { errors: [{ pointer: '/headers/privacy-override' }] } }, reason)
  }
})

t.test('it is the last of the checks', async (t) => {
  t.equal((await as('viewer')('POST', `/v1/actions/${action.id}/updates`, { narrative })).status, 403)
  t.equal((await send('POST', '/v1/actions/019c8f6e-0c00-7000-8000-000000000001/updates', { narrative })).status, 404)
  t.equal((await send('PATCH', `/v1/actions/${action.id}`, { description: narrative }, { 'if-match': '"999-x"' })).status, 412)
  t.equal((await send('POST', `/v1/actions/${action.id}/transitions`, { to: 'awaiting_sign_off', note: narrative })).status, 409)
  t.equal((await send('PATCH', `/v1/actions/${action.id}`, { description: narrative }, await etagOf(app, `/v1/actions/${action.id}`))).status, 422)
})

t.test('an idempotency key is not used up by it', async (t) => {
  const key = { 'idempotency-key': 'screened-1' }
  t.equal((await send('POST', `/v1/actions/${action.id}/comments`, { text: narrative }, key)).status, 422)
  t.equal((await send('POST', `/v1/actions/${action.id}/comments`, { text: narrative }, { ...key, 'privacy-override': 'It is an example' })).status, 201)
  t.equal((await send('POST', `/v1/actions/${action.id}/comments`, { text: narrative }, key)).headers.get('idempotency-replayed'), 'true')
})

t.test('addresses and the numbers of other systems are not free text; text in a list is', async (t) => {
  const { id } = await buildAction(app, { externalReference: '9434765919' })
  t.equal((await send('POST', `/v1/actions/${id}/evidence`, { kind: 'output', title: 'The form', effectiveOn: '2026-02-01', url: 'https://example.org/9434765919' })).status, 201)
  t.match((await send('PATCH', `/v1/actions/${id}`, { themes: ['sleep', narrative] }, await etagOf(app, `/v1/actions/${id}`))).body, { status: 422, errors: [{ pointer: '/themes/1' }] })
})

t.test('one report of many is refused for it by itself, with the problem that it would have alone', async (t) => {
  const { id } = await buildAction(app)
  const { body: alone } = await send('POST', `/v1/actions/${id}/updates`, { narrative })

  const { status, body } = await send('POST', '/v1/actions/bulk-updates', { updates: [{ actionId: id, narrative: 'Fine.' }, { actionId: id, narrative }, { actionId: people.viewer, narrative }] })

  const { instance: _instance, ...problem } = alone
  t.match({ status, ...body }, { status: 200, accepted: 1, refused: 2 })
  t.strictSame(body.data[1], { index: 1, status: 'refused', actionId: id, updateId: null, version: null, problem })
  t.match(body.data[2].problem, { status: 404 }, 'it is the last of the checks here too')
  t.match((await send('GET', `/v1/actions/${id}/updates`)).body.data, [{ narrative: 'Fine.' }])
})

t.test('a reason is one for the whole request, and recorded with the reports that were taken', async (t) => {
  const { id } = await buildAction(app)
  const reason = 'The number is made up'
  const updates = [{ actionId: people.viewer, narrative }, { actionId: id, narrative }]

  const { body } = await send('POST', '/v1/actions/bulk-updates', { updates }, { 'privacy-override': reason })

  t.match(body, { accepted: 1, refused: 1 })
  const overridden = await db.rows<{ after: object }>(sql`select after from events where type = 'privacy_screen.overridden' and after ->> 'operation' = 'bulkUpdateActions'`)
  t.strictSame(overridden, [{ after: { operation: 'bulkUpdateActions', suspicions: [{ pointer: '/updates/1/narrative', kinds: ['nhs_number', 'postcode'] }], reason } }])
})

t.test('the file of a form is screened by its fields', async (t) => {
  const form = new FormData()
  for (const [name, value] of Object.entries({ kind: 'output', title: 'Minutes, DOB 01/02/2019', effectiveOn: '2026-02-01' })) form.set(name, value)
  form.set('file', new File(['minutes'], 'minutes.txt', { type: 'text/plain' }))

  t.match((await send('POST', `/v1/actions/${action.id}/evidence`, form)).body, { status: 422, errors: [{ pointer: '/title', detail: /a date of birth/ }] })
})

t.test('what was suspected is in no log', async (t) => {
  t.strictSame(logLines.filter((line) => /943 ?476|HA1 2XY/.test(line)), [])
})
