import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import { buildEvidence, buildStarted, statement } from '../support/evidence.ts'
import { person, serviceKey } from '../support/judges.ts'

const app = await testApp(t)
const { send, as, db, agencies, withToken, people } = app
const accept = ({ id, sha256 }: { id: string, sha256: string }) => ['POST', `/v1/evidence/${id}/assessments`, { outcome: 'accepted', sha256 }] as const
const refused = { status: 403, body: { type: '/problems/separation-of-duties' } }

t.test('a reviewer of the owner’s agency does not judge its evidence', async (t) => {
  const { path } = await buildStarted(app)
  const { client } = await person(app, 'reviewer', agencies.csc)

  t.match(await client(...accept(await buildEvidence(app, path))), { ...refused, body: { rule: 'owner_agency' } })
  t.match(await client(...accept(await buildEvidence(app, path, { kind: 'independent' }))), refused, 'nor what others found there')
})

t.test('a reviewer of a supporting agency does not judge what that agency handed in', async (t) => {
  const { path } = await buildStarted(app, { ownerAgencyId: agencies.housing, supportingAgencyIds: [agencies.csc] })
  const { client } = await person(app, 'reviewer', agencies.csc)

  t.match(await client(...accept(await buildEvidence(app, path))), { ...refused, body: { rule: 'submitters_agency' } })
})

t.test('handing the action to another agency makes neither its first owner nor its new one a judge', async (t) => {
  const { path } = await buildStarted(app)
  const evidence = await buildEvidence(app, path, { kind: 'independent' })
  await send('PATCH', path, { ownerAgencyId: agencies.housing }, await etagOf(app, path))
  const [first, now] = [await person(app, 'reviewer', agencies.csc), await person(app, 'reviewer', agencies.housing)]

  t.match(await first.client(...accept(evidence)), { ...refused, body: { rule: 'owner_agency_when_submitted' } })
  t.match(await now.client(...accept(evidence)), { ...refused, body: { rule: 'owner_agency' } })
  t.equal((await as('reviewer')(...accept(evidence))).status, 201)
})

t.test('who handed it in and then became another agency’s reviewer does not judge it', async (t) => {
  const { path } = await buildStarted(app)
  const mover = await person(app, 'contributor', agencies.csc)
  const evidence = (await mover.client('POST', `${path}/evidence`, statement())).body
  await db.rows(sql`update people set role = 'reviewer', agency_id = ${agencies.police} where id = ${mover.id}`)
  await db.rows(sql`update evidence set by_agency_id = ${agencies.housing} where id = ${evidence.id}`)
  const second = await mover.anotherKey()

  t.match(await second(...accept(evidence)), { ...refused, body: { rule: 'submitter' } })
})

t.test('who made a service’s key does not judge what came in with it', async (t) => {
  const { path } = await buildStarted(app)
  const maker = await person(app, 'coordinator', agencies.unit)
  const service = withToken(await serviceKey(maker.client, { role: 'coordinator' }))
  const evidence = (await service('POST', `${path}/evidence`, statement())).body
  await db.rows(sql`update people set role = 'reviewer', agency_id = ${agencies.police} where id = ${maker.id}`)

  t.match(await (await maker.anotherKey())(...accept(evidence)), { ...refused, body: { rule: 'submitter' } })
  t.equal((await as('reviewer')(...accept(evidence))).status, 201)
})

t.test('who changed agency since their token was read judges nothing', async (t) => {
  const { path } = await buildStarted(app)
  const evidence = await buildEvidence(app, path)
  const mover = await person(app, 'reviewer', agencies.police)
  await mover.client('GET', '/v1/me')
  await db.rows(sql`update people set agency_id = ${agencies.csc} where id = ${mover.id}`)

  t.match(await mover.client(...accept(evidence)), { status: 403 })
})

t.test('the database refuses a judgement by the submitter, their agency or the owner, whoever writes it', async (t) => {
  const { path } = await buildStarted(app)
  const evidence = await buildEvidence(app, path)
  const write = async (judge: { id: string, agencyId: string }) => await db.rows(sql`
    insert into evidence_assessments (partnership_id, id, evidence_id, outcome, sha256, assessed_by_id, assessed_by_agency_id, submitted_by_id, submitted_by_agency_id, owner_agency_id_when_submitted, owner_agency_id, created_at)
    values (${app.partnershipId}, gen_random_uuid(), ${evidence.id}, 'accepted', ${evidence.sha256}, ${judge.id}, ${judge.agencyId}, ${people.contributor}, ${agencies.csc}, ${agencies.housing}, ${agencies.csc}, now())`)

  await t.rejects(write({ id: people.contributor, agencyId: agencies.police }), { message: /evidence_assessments_not_by_the_submitter/ })
  await t.rejects(write({ id: people.reviewer, agencyId: agencies.csc }), { message: /evidence_assessments_not_by_the_(owner|submitters_agency)/ })
  await t.rejects(write({ id: people.reviewer, agencyId: agencies.housing }), { message: /evidence_assessments_not_by_the_owner/ })
  await t.rejects(db.rows(sql`update evidence_assessments set assessed_by_id = ${people.reviewer}`), { code: '42501' }, 'and none is ever altered')
})
