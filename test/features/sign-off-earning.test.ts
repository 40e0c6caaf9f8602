import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import { buildAccepted, buildEvidence, buildStarted, buildSubmitted } from '../support/evidence.ts'
import { person } from '../support/judges.ts'

const app = await testApp(t)
const { send, as, db, agencies, people, partnershipId } = app
const move = async (role: Parameters<typeof as>[0], path: string, to: string, said: object = {}) => await as(role)('POST', `${path}/transitions`, { to, ...said })
const reopening = { note: 'Practice has slipped', dueOn: '2026-09-30' }

t.test('an action is submitted with a piece of evidence, and not without', async (t) => {
  const { path } = await buildStarted(app)
  t.match(await move('contributor', path, 'awaiting_sign_off'), { status: 409, body: { type: '/problems/evidence-missing', missing: ['one piece of evidence'] } })
  const { id } = await buildEvidence(app, path)
  await as('contributor')('POST', `/v1/evidence/${id}/withdrawal`)

  t.equal((await move('contributor', path, 'awaiting_sign_off')).status, 409, 'what was withdrawn is not there')
  await buildEvidence(app, path)
  t.equal((await move('contributor', path, 'awaiting_sign_off')).status, 201)
})

t.test('completion takes one accepted piece of each side, and says which is missing', async (t) => {
  const { path } = await buildStarted(app)
  await buildEvidence(app, path, { kind: 'output' })
  await move('contributor', path, 'awaiting_sign_off')
  const [delivery, impact] = ['one accepted output or process item', 'one accepted outcome, voice or independent item']

  t.match(await move('reviewer', path, 'completed'), { status: 409, body: { type: '/problems/evidence-missing', missing: [delivery, impact] } })
  await buildAccepted(app, path, { kind: 'output' })
  await buildAccepted(app, path, { kind: 'process' })
  t.match((await move('reviewer', path, 'completed')).body, { missing: [impact] })
  await buildAccepted(app, path, { kind: 'independent' })
  t.equal((await move('reviewer', path, 'completed')).status, 201)
})

t.test('signing off is on record: who, for which agency, whose work it was', async (t) => {
  const { id, path } = await buildSubmitted(app)

  t.match(await move('reviewer', path, 'completed', { note: 'Shown in practice' }), { status: 201, body: { move: 'sign_off' } })

  t.match((await send('GET', path)).body, { status: 'completed', assurance: 'signed_off', completedOn: '2026-03-02', closureReason: 'delivered', rag: 'green' })
  const [signOff] = await db.rows(sql`select * from sign_offs where partnership_id = ${partnershipId} and action_id = ${id}`)
  t.match(signOff, { round: 0, note: 'Shown in practice', signed_off_by_id: people.reviewer, signed_off_by_agency_id: agencies.police, submitted_by_id: people.contributor, submitted_by_agency_id: agencies.csc, owner_agency_id: agencies.csc, owner_agency_id_when_submitted: agencies.csc })
  t.equal((await eventTypesOf(db, id)).at(-1), 'action.signed_off')
})

t.test('after a reopening everything is shown and signed anew', async (t) => {
  const { id, path } = await buildSubmitted(app)
  await move('reviewer', path, 'completed')
  t.equal((await move('scrutineer', path, 'in_progress', reopening)).status, 201)

  t.match((await send('GET', path)).body, { status: 'in_progress', assurance: null, completedOn: null })
  t.same((await send('GET', `${path}/evidence`)).body.data.map((piece: { countsTowardsCompletion: boolean }) => piece.countsTowardsCompletion), [false, false])
  t.equal((await move('contributor', path, 'awaiting_sign_off')).status, 409)
  await buildAccepted(app, path, { kind: 'output' })
  await buildAccepted(app, path, { kind: 'voice' })
  await move('contributor', path, 'awaiting_sign_off')
  t.equal((await move('reviewer', path, 'completed')).status, 201)
  t.same(await db.rows(sql`select round from sign_offs where action_id = ${id} order by round`), [{ round: 0 }, { round: 1 }])
})

t.test('what was handed in after completion belongs to that round, and not to the next', async (t) => {
  const { path } = await buildSubmitted(app)
  await move('reviewer', path, 'completed')
  const late = await buildEvidence(app, path, { kind: 'independent' })
  await move('coordinator', path, 'in_progress', reopening)
  await as('reviewer')('POST', `/v1/evidence/${late.id}/assessments`, { outcome: 'accepted', sha256: late.sha256 })

  t.match((await send('GET', `/v1/evidence/${late.id}`)).body, { state: 'accepted', round: 0, countsTowardsCompletion: false })
})

t.test('what the reviewer’s agency accepted counts no more when that agency becomes the owner', async (t) => {
  const { path } = await buildStarted(app)
  await buildAccepted(app, path, { kind: 'output' })
  await buildAccepted(app, path, { kind: 'voice' })
  await send('PATCH', path, { ownerAgencyId: agencies.police }, await etagOf(app, path))
  await move('coordinator', path, 'awaiting_sign_off')
  const { client } = await person(app, 'reviewer', agencies.independent)

  t.match(await client('POST', `${path}/transitions`, { to: 'completed' }), { status: 409, body: { type: '/problems/evidence-missing', missing: { length: 2 } } })
  const counts = (await send('GET', `${path}/evidence`)).body.data.map((piece: { countsTowardsCompletion: boolean }) => piece.countsTowardsCompletion)
  t.same(counts, [false, false])
})

t.test('a returned action keeps its evidence, and is submitted again', async (t) => {
  const { path } = await buildSubmitted(app)

  t.equal((await move('reviewer', path, 'in_progress', { note: 'One more month' })).status, 201)
  t.equal((await move('contributor', path, 'awaiting_sign_off')).status, 201)
})
