import t from 'tap'
import { createHash } from 'node:crypto'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { buildAccepted, buildEvidence, buildStarted, statement } from '../support/evidence.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, anotherPartnership } = app

t.test('a statement is handed in with its digest, and is on record', async (t) => {
  const { id, path } = await buildStarted(app)

  const { status, headers, body } = await as('contributor')('POST', `${path}/evidence`, statement({ statement: 'Gwelwyd: £5', description: 'By the practice lead' }))

  t.equal(status, 201)
  t.equal(headers.get('location'), `/v1/evidence/${body.id}`)
  t.match(headers.get('etag'), /^"1-/)
  t.match(body, { actionId: id, form: 'statement', url: null, fileName: null, mediaType: 'text/plain', size: 12, scan: 'skipped', state: 'submitted', round: 0, countsTowardsCompletion: false, assessment: null })
  t.match(body, { sha256: createHash('sha256').update('Gwelwyd: £5').digest('hex'), by: { kind: 'person', id: people.contributor, agencyId: agencies.csc } })
  t.same((await as('reviewer')('GET', `/v1/evidence/${body.id}`)).body, body)
  t.same(await eventTypesOf(db, body.id), ['evidence.added'])
})

t.test('a link is kept as it is, and never followed', async (t) => {
  const { path } = await buildStarted(app)
  const { statement: _statement, ...facts } = statement()

  const { body } = await as('contributor')('POST', `${path}/evidence`, { ...facts, url: 'http://127.0.0.1:9/report' })

  t.match(body, { form: 'link', url: 'http://127.0.0.1:9/report', statement: null, sha256: createHash('sha256').update('http://127.0.0.1:9/report').digest('hex') })
  t.match(await send('GET', `/v1/evidence/${body.id}/content`), { status: 404, body: { type: '/problems/not-found', detail: /its address is in `url`/ } })
})

t.test('a piece is one thing: a link, a statement or a file', async (t) => {
  const { path } = await buildStarted(app)
  const { statement: _statement, ...neither } = statement()

  t.match(await send('POST', `${path}/evidence`, neither), { status: 422, body: { type: '/problems/rule-broken' } })
  t.match(await send('POST', `${path}/evidence`, statement({ url: 'https://a.example' })), { status: 422, body: { type: '/problems/rule-broken' } })
  t.match(await send('POST', `${path}/evidence`, { ...neither, url: 'javascript:alert(1)' }), { status: 400, body: { errors: [{ pointer: '/url' }] } })
  t.match(await send('POST', `${path}/evidence`, { ...neither, url: 'https://sam:secret@files.example/' }), { status: 400, body: { errors: [{ pointer: '/url' }] } })
  t.match(await send('POST', `${path}/evidence`, statement({ colour: 'red' })), { status: 400, body: { errors: [{ pointer: '/colour' }] } })
})

t.test('evidence of tomorrow is refused', async (t) => {
  const { path } = await buildStarted(app)

  t.equal((await send('POST', `${path}/evidence`, statement({ effectiveOn: '2026-03-02' }))).status, 201)
  t.match(await send('POST', `${path}/evidence`, statement({ effectiveOn: '2026-03-03' })), { status: 422, body: { errors: [{ pointer: '/effectiveOn' }] } })
})

t.test('owners and supporters add what they did, scrutineers what they found, and nobody else anything', async (t) => {
  const own = await buildStarted(app)
  const supported = await buildStarted(app, { ownerAgencyId: agencies.housing, supportingAgencyIds: [agencies.csc] })
  const others = await buildStarted(app, { ownerAgencyId: agencies.housing })
  const add = async (role: Parameters<typeof as>[0], { path }: { path: string }, kind: string) => (await as(role)('POST', `${path}/evidence`, statement({ kind }))).status

  for (const kind of ['output', 'process', 'outcome', 'voice']) t.same([await add('contributor', own, kind), await add('contributor', supported, kind), await add('contributor', others, kind)], [201, 201, 403], kind)
  t.same([await add('contributor', own, 'independent'), await add('coordinator', own, 'independent')], [403, 403])
  t.same([await add('scrutineer', others, 'independent'), await add('scrutineer', own, 'output')], [201, 403])
  t.same([await add('reviewer', own, 'output'), await add('viewer', own, 'output')], [403, 403])
})

t.test('an action that is not open takes no evidence, but a completed one an independent test of it', async (t) => {
  const { path } = await buildStarted(app)
  await send('POST', `${path}/transitions`, { to: 'closed_not_delivered', note: 'Merged', closureReason: 'merged' })

  t.match(await send('POST', `${path}/evidence`, statement()), { status: 409, body: { type: '/problems/action-not-open', status: 409 } })
  t.equal((await as('scrutineer')('POST', `${path}/evidence`, statement({ kind: 'independent' }))).status, 409)
})

t.test('a piece that corrects another names one of the same action', async (t) => {
  const { path } = await buildStarted(app)
  const first = await buildEvidence(app, path)
  const elsewhere = await buildEvidence(app, (await buildStarted(app)).path)

  t.match(await send('POST', `${path}/evidence`, statement({ replacesId: first.id })), { status: 201, body: { replacesId: first.id } })
  t.match(await send('POST', `${path}/evidence`, statement({ replacesId: elsewhere.id })), { status: 422, body: { type: '/problems/unknown-reference', errors: [{ pointer: '/replacesId' }] } })
})

t.test('the action counts its evidence by state, without becoming another version', async (t) => {
  const { path } = await buildStarted(app)
  const [one, two] = [await buildEvidence(app, path), await buildEvidence(app, path)]
  await buildAccepted(app, path)
  await as('reviewer')('POST', `/v1/evidence/${one.id}/assessments`, { outcome: 'returned', comment: 'Undated', sha256: one.sha256 })
  await as('contributor')('POST', `/v1/evidence/${two.id}/withdrawal`)
  await buildEvidence(app, path)

  t.match((await send('GET', path)).body, { version: 2, evidenceCounts: { submitted: 1, accepted: 1, returned: 1, withdrawn: 1 } })
})

t.test('boards see no evidence', async (t) => {
  const { path } = await buildStarted(app)
  const { id } = await buildEvidence(app, path)

  for (const address of [`${path}/evidence`, '/v1/evidence', `/v1/evidence/${id}`, `/v1/evidence/${id}/content`]) t.equal((await as('viewer')('GET', address)).status, 403, address)
})

t.test('evidence of another partnership is answered like one that does not exist', async (t) => {
  const { path } = await buildStarted(app)
  const { id } = await buildEvidence(app, path)
  const outsider = (await anotherPartnership()).as('coordinator')
  const unknown = '019c8f6e-0c00-7000-8000-000000000000'

  for (const [method, rest, body] of [['GET', '', undefined], ['GET', '/content', undefined], ['POST', '/withdrawal', undefined]] as const) {
    const [foreign, missing] = [await outsider(method, `/v1/evidence/${id}${rest}`, body), await outsider(method, `/v1/evidence/${unknown}${rest}`, body)]
    t.equal(foreign.status, 404)
    t.same({ ...foreign.body, instance: '' }, { ...missing.body, instance: '' })
  }
  t.equal((await outsider('POST', `${path}/evidence`, statement())).status, 404)
})

t.test('the list is filtered, counted and paged', async (t) => {
  const { id, path } = await buildStarted(app)
  const made = [await buildEvidence(app, path), await buildEvidence(app, path, { kind: 'voice' }), await buildAccepted(app, path)].map((evidence) => evidence.id)
  const ids = (reply: { body: { data: Array<{ id: string }> } }) => reply.body.data.map((evidence) => evidence.id)

  const first = await send('GET', `/v1/evidence?actionId=${id}&limit=2&count=true`)
  t.match(first.body, { total: 3 })
  t.same([...ids(first), ...ids(await send('GET', `/v1/evidence?actionId=${id}&limit=2&cursor=${first.body.nextCursor}`))], made)
  t.same(ids(await send('GET', `${path}/evidence?sort=-createdAt`)), made.toReversed())
  t.same(ids(await send('GET', `${path}/evidence?state=submitted&kind=voice,outcome`)), [made[1]])
  t.equal((await send('GET', `${path}/evidence?actionId=${id}`)).status, 400)
  t.equal((await send('GET', '/v1/actions/019c8f6e-0c00-7000-8000-000000000000/evidence')).status, 404)
})

t.test('a repeated request with one idempotency key adds one piece', async (t) => {
  const { path } = await buildStarted(app)
  const add = async (facts = {}) => await as('contributor')('POST', `${path}/evidence`, statement(facts), { 'idempotency-key': 'evidence-1' })

  const first = await add()
  t.same((await add()).body, first.body)
  t.equal((await add({ title: 'Another' })).status, 422)
  t.match((await send('GET', path)).body, { evidenceCounts: { submitted: 1 } })
})

t.test('only JSON and forms are taken', async (t) => {
  const { path } = await buildStarted(app)
  for (const type of ['application/merge-patch+json', 'text/plain', 'application/x-www-form-urlencoded']) {
    t.equal((await send('POST', `${path}/evidence`, JSON.stringify(statement()), { 'content-type': type })).status, 415, type)
  }
})

t.test('restricted evidence is seen by those who see its action, and by nobody else', async (t) => {
  const restricted = await buildAction(app, { ownerAgencyId: agencies.housing })
  const { id } = (await send('POST', `/v1/actions/${restricted.id}/evidence`, statement())).body
  await db.rows(sql`update actions set restricted = true where id = ${restricted.id}`)

  t.equal((await as('contributor')('GET', `/v1/evidence/${id}`)).status, 404)
  t.notOk((await as('contributor')('GET', '/v1/evidence?limit=200')).text.includes(id))
  for (const role of ['coordinator', 'reviewer', 'scrutineer'] as const) t.equal((await as(role)('GET', `/v1/evidence/${id}`)).status, 200, role)
})
