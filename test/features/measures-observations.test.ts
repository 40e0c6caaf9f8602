import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildMeasure, buildRecommendation } from '../support/build.ts'

// The clock stands at Monday 2 March 2026.
const app = await testApp(t)
const { send, as, db, agencies } = app

async function report (id: string, period: string, body: object, headers: Record<string, string> = {}) {
  return await send('PUT', `/v1/measures/${id}/observations/${period}`, body, headers)
}

async function seriesOf (id: string, ask = send) {
  return (await ask('GET', `/v1/measures/${id}/observations`)).body
}

async function lastEventOf (id: string) {
  return (await db.rows(sql`select type, subject_type, before, after from events where subject_id = ${id} order by written_by, id`)).at(-1)
}

t.test('an observation is taken for its period, and recorded with its figures', async (t) => {
  const { id } = await buildMeasure(app, { unit: 'percent', frequency: 'quarterly' })
  const { status, headers, body } = await report(id, '2025-Q4', { numerator: 45, denominator: 60, note: 'After the move' })

  t.equal(status, 201)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { measureId: id, period: '2025-Q4', startsOn: '2025-10-01', value: 75, numerator: 45, denominator: 60, note: 'After the move', suppressed: false, by: { kind: 'person', agencyId: agencies.unit }, version: 1 })
  t.match(await lastEventOf(id), { type: 'measure.observation_recorded', subject_type: 'measure', after: { period: '2025-Q4', value: 75, numerator: 45, denominator: 60 } })
})

t.test('the next word on a period replaces the one before', async (t) => {
  const { id } = await buildMeasure(app)
  await report(id, '2026-01', { value: 12, note: 'Provisional' })
  const { status, body } = await report(id, '2026-01', { value: 14 })

  t.equal(status, 200)
  t.match(body, { period: '2026-01', value: 14, note: null, version: 2 })
  t.match((await seriesOf(id)).data, [{ period: '2026-01', value: 14, version: 2 }])
  t.match(await lastEventOf(id), { before: { value: 12 }, after: { period: '2026-01', value: 14 } })
})

t.test('a correction may name the version that it corrects', async (t) => {
  const { id } = await buildMeasure(app)
  const etag = (await report(id, '2026-01', { value: 12 })).headers.get('etag') ?? ''

  t.equal((await report(id, '2026-01', { value: 13 }, { 'if-match': etag })).status, 200)
  t.match(await report(id, '2026-01', { value: 14 }, { 'if-match': etag }), { status: 412, body: { currentVersion: 2 } })
  t.equal((await report(id, '2026-02', { value: 14 }, { 'if-match': etag })).status, 412, 'there is none yet')
})

t.test('a period is one of the measure’s frequency, and has begun', async (t) => {
  const { id } = await buildMeasure(app, { frequency: 'quarterly' })
  const right = { '2025-11': '2025-Q4', '2025-H2': '2025-Q3', 2025: '2025-Q1', '2025-Q5': '2026-Q1', '2026-Q2': '2026-Q1', soon: '2026-Q1' }
  for (const [period, would] of Object.entries(right)) {
    t.match(await report(id, period, { value: 1 }), { status: 422, body: { type: '/problems/rule-broken', detail: new RegExp(`is ${would}\\.$`), errors: [{ pointer: '/params/period' }] } }, period)
  }
  t.equal((await report(id, '2026-Q1', { value: 1 })).status, 201, 'the present quarter')
})

t.test('a reading is one value or a fraction that can be so', async (t) => {
  const { id } = await buildMeasure(app, { unit: 'percent' })
  for (const body of [{ value: 1, numerator: 1, denominator: 2 }, { numerator: 1 }, { numerator: 1, denominator: 0 }, { numerator: 3, denominator: 2 }, { value: 101 }, { note: 'Nothing' }]) {
    t.match(await report(id, '2026-01', body), { status: 422, body: { type: '/problems/rule-broken' } }, JSON.stringify(body))
  }
  for (const body of [{}, { value: '1' }, { numerator: 1.5, denominator: 2 }, { numerator: -1, denominator: 2 }, { valeu: 1 }]) t.equal((await report(id, '2026-01', body)).status, 400, JSON.stringify(body))
})

t.test('the agency that is named to report does so, and no other', async (t) => {
  const own = await buildMeasure(app, { ownerAgencyId: agencies.csc })
  const others = await buildMeasure(app, { ownerAgencyId: agencies.housing, recommendationId: (await buildRecommendation(app, { leadAgencyId: agencies.csc })).id })
  const path = ({ id }: { id: string }) => `/v1/measures/${id}/observations/2026-01`

  t.match(await as('contributor')('PUT', path(own), { value: 1 }), { status: 201, body: { by: { agencyId: agencies.csc } } })
  t.equal((await as('contributor')('PUT', path(others), { value: 1 })).status, 403)
  for (const role of ['reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('PUT', path(own), { value: 1 })).status, 403)
})

t.test('where no agency is named, the one that leads the recommendation reports', async (t) => {
  const led = await buildMeasure(app, { recommendationId: (await buildRecommendation(app, { leadAgencyId: agencies.csc })).id })
  const nobodys = await buildMeasure(app)

  t.equal((await as('contributor')('PUT', `/v1/measures/${led.id}/observations/2026-01`, { value: 1 })).status, 201)
  t.equal((await as('contributor')('PUT', `/v1/measures/${nobodys.id}/observations/2026-01`, { value: 1 })).status, 403)
  t.equal((await send('PUT', `/v1/measures/${nobodys.id}/observations/2026-01`, { value: 1 })).status, 201)
})

t.test('a service’s key reports for its agency', async (t) => {
  const { id } = await buildMeasure(app, { ownerAgencyId: agencies.csc })
  const { body: { token, id: keyId } } = await send('POST', '/v1/api-keys', { name: 'Case system', role: 'contributor', agencyId: agencies.csc, expiresOn: '2026-12-31' })

  t.match(await app.withToken(token)('PUT', `/v1/measures/${id}/observations/2026-01`, { value: 1 }), { status: 201, body: { by: { kind: 'service', id: keyId } } })
})

t.test('another partnership, and those from whom the review is hidden, do not find it', async (t) => {
  const { id } = await buildMeasure(app, { recommendationId: (await buildRecommendation(app, { restricted: true })).id, ownerAgencyId: agencies.police })
  const outside = (await app.anotherPartnership()).as('coordinator')
  for (const ask of [outside, as('contributor')]) {
    t.equal((await ask('GET', `/v1/measures/${id}/observations`)).status, 404)
    t.equal((await ask('PUT', `/v1/measures/${id}/observations/2026-01`, { value: 1 })).status, 404)
  }
})

t.test('two who report a period at the same moment follow one another', async (t) => {
  const { id } = await buildMeasure(app)
  const answers = await Promise.all([1, 2, 3, 4].map(async (value) => await report(id, '2026-01', { value })))

  t.same(answers.map(({ status }) => status).sort(), [200, 200, 200, 201])
  t.match((await seriesOf(id)).data, [{ version: 4 }])
})

t.test('the first observation and a change of frequency do not pass each other', async (t) => {
  for (let round = 0; round < 5; round++) {
    const { id } = await buildMeasure(app, { frequency: 'monthly' })
    const [reported, changed] = await Promise.all([report(id, '2026-01', { value: 1 }), send('PATCH', `/v1/measures/${id}`, { frequency: 'annual' }, { 'if-match': '*' })])

    t.ok(['201 409', '422 200'].includes(`${reported.status} ${changed.status}`), `${reported.status} ${changed.status}`)
  }
})
