import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildEvidence, buildStarted } from '../support/evidence.ts'

const app = await testApp(t)
const { send, as, db, agencies, people } = app
const { path } = await buildStarted(app)
const reviewer = as('reviewer')
const assessments = ({ id }: { id: string }) => `/v1/evidence/${id}/assessments`

t.test('a reviewer of another agency accepts evidence, and the judgement is part of it', async (t) => {
  const evidence = await buildEvidence(app, path)

  const { status, headers, body } = await reviewer('POST', assessments(evidence), { outcome: 'accepted', sha256: evidence.sha256 })

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/evidence/${evidence.id}`)
  t.match(body, { evidenceId: evidence.id, outcome: 'accepted', comment: null, sha256: evidence.sha256, assessedById: people.reviewer, assessedByAgencyId: agencies.police })
  const { id: _id, evidenceId: _evidence, sha256: _sha256, ...judgement } = body
  t.match((await send('GET', `/v1/evidence/${evidence.id}`)).body, { state: 'accepted', countsTowardsCompletion: true, version: 2, assessment: judgement })
  t.same(await eventTypesOf(db, evidence.id), ['evidence.added', 'evidence.accepted'])
})

t.test('what is returned comes with a comment, does not count, and is judged once', async (t) => {
  const evidence = await buildEvidence(app, path)
  const judge = async (said: object) => await reviewer('POST', assessments(evidence), { sha256: evidence.sha256, ...said })

  t.match(await judge({ outcome: 'returned' }), { status: 422, body: { type: '/problems/reason-required', errors: [{ pointer: '/comment' }] } })
  t.match(await judge({ outcome: 'returned', comment: 'Say when' }), { status: 201, body: { comment: 'Say when' } })
  t.match((await send('GET', `/v1/evidence/${evidence.id}`)).body, { state: 'returned', countsTowardsCompletion: false, assessment: { outcome: 'returned' } })
  t.match(await judge({ outcome: 'accepted' }), { status: 409, body: { type: '/problems/already-decided' } })
  t.same(await eventTypesOf(db, evidence.id), ['evidence.added', 'evidence.returned'])
})

t.test('a judgement is of the content that was read', async (t) => {
  const [evidence, other] = [await buildEvidence(app, path), await buildEvidence(app, path, { statement: 'Another' })]

  t.match(await reviewer('POST', assessments(evidence), { outcome: 'accepted', sha256: other.sha256 }), { status: 412, body: { type: '/problems/stale-content', currentSha256: evidence.sha256 } })
  t.equal((await reviewer('POST', assessments(evidence), { outcome: 'accepted' })).status, 400)
  t.equal((await reviewer('POST', assessments(evidence), { outcome: 'accepted', sha256: evidence.sha256 }, { 'if-match': '"9-x"' })).status, 412)
  t.match((await send('GET', `/v1/evidence/${evidence.id}`)).body, { state: 'submitted' })
})

t.test('nobody but a reviewer judges', async (t) => {
  const evidence = await buildEvidence(app, path)
  for (const role of ['coordinator', 'contributor', 'scrutineer', 'viewer'] as const) {
    t.equal((await as(role)('POST', assessments(evidence), { outcome: 'accepted', sha256: evidence.sha256 })).status, 403, role)
  }
})

t.test('what was withdrawn is not judged', async (t) => {
  const evidence = await buildEvidence(app, path)
  await as('contributor')('POST', `/v1/evidence/${evidence.id}/withdrawal`)

  t.match(await reviewer('POST', assessments(evidence), { outcome: 'accepted', sha256: evidence.sha256 }), { status: 409, body: { type: '/problems/already-decided' } })
})

t.test('the event of a judgement holds no word of it', async (t) => {
  const evidence = await buildEvidence(app, path, { title: 'Unmistakable title' })
  await reviewer('POST', assessments(evidence), { outcome: 'returned', comment: 'Unmistakable comment', sha256: evidence.sha256 })

  const rows = await db.rows(sql`select before, after from events where subject_id = ${evidence.id}`)
  t.equal(rows.length, 2)
  t.notMatch(JSON.stringify(rows), /Unmistakable|Twenty debriefs/)
})

t.test('the queue of a reviewer holds what waits for a judgement', async (t) => {
  const { path } = await buildStarted(app)
  const evidence = await buildEvidence(app, path)
  const waiting = async () => (await reviewer('GET', `${path}/evidence?state=submitted`)).body.data.length

  t.equal(await waiting(), 1)
  await reviewer('POST', assessments(evidence), { outcome: 'accepted', sha256: evidence.sha256 })
  t.equal(await waiting(), 0)
})
