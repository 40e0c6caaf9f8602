import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAccepted, buildEvidence, buildStarted, statement } from '../support/evidence.ts'

const app = await testApp(t)
const { send, as, db, agencies, people } = app
const { path } = await buildStarted(app)
const withdrawal = ({ id }: { id: string }) => `/v1/evidence/${id}/withdrawal`

t.test('evidence is taken back by its agency, stays on record, and counts no more', async (t) => {
  const evidence = await buildEvidence(app, path)

  const { status, headers, body } = await as('contributor')('POST', withdrawal(evidence))

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/evidence/${evidence.id}`)
  t.match(body, { id: evidence.id, state: 'withdrawn', version: 2, countsTowardsCompletion: false })
  t.match(await as('reviewer')('GET', `/v1/evidence/${evidence.id}/content`), { status: 409, body: { type: '/problems/content-withheld', state: 'withdrawn' } })
  t.match(await send('GET', `/v1/evidence/${evidence.id}/content`), { status: 200 })
  t.same(await eventTypesOf(db, evidence.id), ['evidence.added', 'evidence.withdrawn', 'evidence.downloaded'])
})

t.test('who handed it in, their agency and the coordinators take it back, and nobody else', async (t) => {
  const ofCoordinator = (await send('POST', `${path}/evidence`, statement())).body
  const ofScrutineer = await buildEvidence(app, path, { kind: 'independent' })
  const ofContributor = await buildEvidence(app, path)

  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('POST', withdrawal(ofCoordinator))).status, 403, role)
  t.equal((await as('contributor')('POST', withdrawal(ofScrutineer))).status, 403)
  t.equal((await as('scrutineer')('POST', withdrawal(ofContributor))).status, 403)
  t.equal((await as('scrutineer')('POST', withdrawal(ofScrutineer))).status, 201)
  t.equal((await send('POST', withdrawal(ofContributor))).status, 201)
})

t.test('who handed it in may take it back from another agency too', async (t) => {
  const evidence = await buildEvidence(app, path)
  await db.rows(sql`update evidence set by_agency_id = ${agencies.housing} where id = ${evidence.id}`)

  t.match(await as('contributor')('POST', withdrawal(evidence)), { status: 201, body: { by: { id: people.contributor, agencyId: agencies.housing } } })
})

t.test('what was returned can be taken back; what was accepted or withdrawn cannot', async (t) => {
  const [returned, accepted] = [await buildEvidence(app, path), await buildAccepted(app, path)]
  await as('reviewer')('POST', `/v1/evidence/${returned.id}/assessments`, { outcome: 'returned', comment: 'Undated', sha256: returned.sha256 })

  t.equal((await as('contributor')('POST', withdrawal(returned))).status, 201)
  t.match(await as('contributor')('POST', withdrawal(returned)), { status: 409, body: { type: '/problems/already-decided' } })
  t.match(await send('POST', withdrawal(accepted)), { status: 409, body: { detail: /accepted/ } })
})

t.test('a piece that something else was handed in for is not accepted, unless that is withdrawn', async (t) => {
  const first = await buildEvidence(app, path)
  const second = await buildEvidence(app, path, { replacesId: first.id, statement: 'Twenty-two debriefs were held.' })
  const accept = async ({ id, sha256 }: { id: string, sha256: string }) => await as('reviewer')('POST', `/v1/evidence/${id}/assessments`, { outcome: 'accepted', sha256 })

  t.match(await accept(first), { status: 412, body: { type: '/problems/stale-content', replacedById: second.id } })
  t.match((await send('GET', `/v1/evidence/${first.id}`)).body, { state: 'submitted', replacedById: second.id })
  await as('contributor')('POST', withdrawal(second))
  t.match((await send('GET', `/v1/evidence/${first.id}`)).body, { replacedById: null })
  t.equal((await accept(first)).status, 201)
})

t.test('a withdrawal of an old version is refused, and a repeated one with its key is made once', async (t) => {
  const evidence = await buildEvidence(app, path)
  const ask = async () => await as('contributor')('POST', withdrawal(evidence), undefined, { 'idempotency-key': `withdraw-${evidence.id}` })

  t.equal((await as('contributor')('POST', withdrawal(evidence), undefined, { 'if-match': '"9-x"' })).status, 412)
  const first = await ask()
  t.same((await ask()).body, first.body)
})
