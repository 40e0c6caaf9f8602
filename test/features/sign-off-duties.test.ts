import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import { buildAccepted, buildStarted, buildSubmitted } from '../support/evidence.ts'
import { person, serviceKey } from '../support/judges.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, partnershipId, withToken } = app
const signOff = (path: string) => ['POST', `${path}/transitions`, { to: 'completed' }] as const
const refused = { status: 403, body: { type: '/problems/separation-of-duties' } }

t.test('neither the owner’s agency nor the submitter’s signs off', async (t) => {
  const { path } = await buildSubmitted(app)
  const { client } = await person(app, 'reviewer', agencies.csc)

  t.match(await client(...signOff(path)), refused)
  t.match(await client('POST', `${path}/transitions`, { to: 'in_progress', note: 'x' }), refused, 'nor returns it')
  t.equal((await as('reviewer')(...signOff(path))).status, 201)
})

t.test('who submitted it and then became another agency’s reviewer does not sign it off', async (t) => {
  const { path } = await buildStarted(app)
  const mover = await person(app, 'contributor', agencies.csc)
  for (const kind of ['output', 'voice']) await buildAccepted(app, path, { kind })
  await mover.client('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
  await db.rows(sql`update people set role = 'reviewer', agency_id = ${agencies.police} where id = ${mover.id}`)

  t.match(await (await mover.anotherKey())(...signOff(path)), { ...refused, body: { rule: 'submitter' } })
})

t.test('who made the service’s key that submitted it does not sign it off', async (t) => {
  const { path } = await buildStarted(app)
  const maker = await person(app, 'coordinator', agencies.unit)
  for (const kind of ['output', 'voice']) await buildAccepted(app, path, { kind })
  await withToken(await serviceKey(maker.client, { role: 'coordinator' }))('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
  await db.rows(sql`update people set role = 'reviewer', agency_id = ${agencies.police} where id = ${maker.id}`)

  t.match(await (await maker.anotherKey())(...signOff(path)), { ...refused, body: { rule: 'submitter' } })
  t.equal((await as('reviewer')(...signOff(path))).status, 201)
})

t.test('handing a submitted action on makes neither agency its judge', async (t) => {
  const { path } = await buildSubmitted(app)
  await send('PATCH', path, { ownerAgencyId: agencies.housing }, await etagOf(app, path))

  for (const agencyId of [agencies.csc, agencies.housing]) t.match(await (await person(app, 'reviewer', agencyId)).client(...signOff(path)), refused)
})

t.test('who changed agency since their token was read signs nothing off', async (t) => {
  const { path } = await buildSubmitted(app)
  const mover = await person(app, 'reviewer', agencies.police)
  await mover.client('GET', '/v1/me')
  await db.rows(sql`update people set agency_id = ${agencies.csc} where id = ${mover.id}`)

  t.match(await mover.client(...signOff(path)), { status: 403, body: { type: '/problems/forbidden' } })
})

t.test('nobody but a reviewer signs off', async (t) => {
  const { path } = await buildSubmitted(app)
  for (const role of ['coordinator', 'contributor', 'scrutineer', 'viewer'] as const) t.equal((await as(role)(...signOff(path))).status, 403, role)
})

t.test('the database refuses a sign-off by the submitter, their agency or the owner, whoever writes it', async (t) => {
  const { id } = await buildSubmitted(app)
  const write = async (judge: { id: string, agencyId: string }) => await db.rows(sql`
    insert into sign_offs (partnership_id, id, action_id, round, signed_off_by_id, signed_off_by_agency_id, submitted_by_id, submitted_by_agency_id, owner_agency_id_when_submitted, owner_agency_id, created_at)
    values (${partnershipId}, gen_random_uuid(), ${id}, 0, ${judge.id}, ${judge.agencyId}, ${people.contributor}, ${agencies.unit}, ${agencies.housing}, ${agencies.csc}, now())`)

  await t.rejects(write({ id: people.contributor, agencyId: agencies.police }), { message: /sign_offs_not_by_the_submitter/ })
  await t.rejects(write({ id: people.reviewer, agencyId: agencies.unit }), { message: /sign_offs_not_by_the_submitters_agency/ })
  for (const agencyId of [agencies.csc, agencies.housing]) await t.rejects(write({ id: people.reviewer, agencyId }), { message: /sign_offs_not_by_the_owner/ })
})

t.test('the database knows no completion that is signed off by nobody', async (t) => {
  const { id } = await buildSubmitted(app)

  await t.rejects(db.rows(sql`update actions set status = 'completed', assurance = 'signed_off', completed_on = '2026-03-02', closure_reason = 'delivered' where id = ${id}`), { message: /actions_signed_off/ })
  await t.rejects(db.rows(sql`delete from sign_offs`), { code: '42501' })
})
