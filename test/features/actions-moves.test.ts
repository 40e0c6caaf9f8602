import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, etagOf } from '../support/build.ts'

const app = await testApp(t)
const { send, as, db, agencies } = app

t.test('work is started, paused and resumed by the agency that does it, and each move is on record', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}`
  const contributor = as('contributor')

  t.match(await contributor('POST', `${path}/transitions`, { to: 'in_progress' }), { status: 201, body: { move: 'start', from: 'not_started', to: 'in_progress', by: { kind: 'person' } } })
  t.match(await contributor('POST', `${path}/transitions`, { to: 'paused', note: 'Waiting for the protocol', resumeOn: '2026-04-01' }), { status: 201, body: { move: 'pause', resumeOn: '2026-04-01' } })
  t.match(await send('GET', path), { body: { status: 'paused', rag: 'amber', ragReason: 'Paused', resumeOn: '2026-04-01', startedOn: '2026-03-02', version: 3 } })
  t.equal((await contributor('POST', `${path}/transitions`, { to: 'in_progress' })).status, 201)
  t.same((await send('GET', `${path}/transitions`)).body.data.map(({ move }: { move: string }) => move), ['start', 'pause', 'resume'])
})

t.test('a pause says why and until when', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}/transitions`

  t.match(await send('POST', path, { to: 'paused' }), { status: 422, body: { type: '/problems/transition-incomplete' } })
  t.equal((await send('POST', path, { to: 'paused', note: 'x', resumeOn: '2026-03-02' })).status, 422)
})

t.test('a move that does not exist is told with those that do', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}/transitions`

  const { status, body } = await send('POST', path, { to: 'awaiting_sign_off' })

  t.equal(status, 409)
  t.match(body, { type: '/problems/move-not-allowed', allowedMoves: [{ name: 'start', to: 'in_progress' }, { name: 'pause' }, { name: 'close' }] })
})

t.test('an action without evidence is not submitted, and the answer says what is missing', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}/transitions`
  await send('POST', path, { to: 'in_progress' })

  t.match(await send('POST', path, { to: 'awaiting_sign_off' }), { status: 409, body: { type: '/problems/evidence-missing', missing: ['one piece of evidence'] } })
})

t.test('another agency makes no moves, whatever the state', async (t) => {
  const path = `/v1/actions/${(await buildAction(app, { ownerAgencyId: agencies.housing })).id}/transitions`

  for (const role of ['contributor', 'viewer'] as const) t.equal((await as(role)('POST', path, { to: 'in_progress' })).status, 403, role)
  for (const role of ['reviewer', 'scrutineer'] as const) t.match(await as(role)('POST', path, { to: 'paused', note: 'x', resumeOn: '2026-04-01' }), { status: 403, body: { type: '/problems/forbidden-move' } }, role)
})

t.test('a coordinator closes what will not be delivered, and reopens it with a new date', async (t) => {
  const { id } = await buildAction(app)
  const path = `/v1/actions/${id}`

  await send('POST', `${path}/transitions`, { to: 'closed_not_delivered', note: 'Merged with another', closureReason: 'merged' })
  t.match(await send('GET', path), { body: { status: 'closed_not_delivered', rag: 'grey', closedOn: '2026-03-02', closureReason: 'merged' } })
  t.equal((await send('POST', `${path}/transitions`, { to: 'in_progress', note: 'Needed after all', dueOn: '2026-09-30' })).status, 201)
  t.match(await send('GET', path), { body: { status: 'in_progress', dueOn: '2026-09-30', originalDueOn: '2026-06-30', closureReason: null } })
  t.same(await eventTypesOf(db, id), ['action.created', 'action.closed', 'action.reopened'])
})

t.test('a move of an old version is refused', async (t) => {
  const path = `/v1/actions/${(await buildAction(app)).id}`
  const old = await etagOf(app, path)
  await send('PATCH', path, { percentComplete: 5 }, old)

  t.equal((await send('POST', `${path}/transitions`, { to: 'in_progress' }, old)).status, 412)
})

t.test('a progress report becomes the action’s own confidence and percentage', async (t) => {
  const { id } = await buildAction(app)

  const { status, body } = await as('contributor')('POST', `/v1/actions/${id}/updates`, { narrative: 'Half done', confidence: 'off_track', percentComplete: 50 })

  t.equal(status, 201)
  t.match(await send('GET', `/v1/actions/${id}`), { body: { rag: 'red', ragReason: 'Its lead says that it is off track', percentComplete: 50, version: 2 } })
  t.same((await send('GET', `/v1/actions/${id}/updates`)).body.data, [body])
  t.same(await eventTypesOf(db, id), ['action.created', 'action.progress_reported'])
})

t.test('anyone who may read may comment, and a comment changes nothing', async (t) => {
  const { id } = await buildAction(app)

  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) t.equal((await as(role)('POST', `/v1/actions/${id}/comments`, { text: `From a ${role}` })).status, 201)
  t.match(await send('GET', `/v1/actions/${id}`), { body: { version: 1 } })
  t.equal((await send('GET', `/v1/actions/${id}/comments`)).body.data.length, 4)
})

t.test('milestones are counted on the action, and an overdue one turns it amber', async (t) => {
  const { id } = await buildAction(app)
  const late = await send('POST', `/v1/actions/${id}/milestones`, { title: 'Lead named', dueOn: '2026-03-01' })
  await send('POST', `/v1/actions/${id}/milestones`, { title: 'Published', dueOn: '2026-05-01' })

  t.match(await send('GET', `/v1/actions/${id}`), { body: { rag: 'amber', ragReason: 'A milestone is overdue', milestoneCounts: { total: 2, completed: 0, overdue: 1 }, version: 1 } })
  const done = await as('contributor')('PATCH', `/v1/milestones/${late.body.id}`, { completedOn: '2026-03-02' }, { 'if-match': late.headers.get('etag') ?? '' })
  t.match(done, { status: 200, body: { completedOn: '2026-03-02', overdue: false } })
  t.match(await send('GET', `/v1/actions/${id}`), { body: { rag: 'grey', milestoneCounts: { total: 2, completed: 1, overdue: 0 } } })
  t.same(await eventTypesOf(db, late.body.id), ['milestone.created', 'milestone.completed'])
})

t.test('a milestone is not reached in the future, and a contributor does not move its date', async (t) => {
  const { id } = await buildAction(app)
  const { body, headers } = await send('POST', `/v1/actions/${id}/milestones`, { title: 'Lead named', dueOn: '2026-03-10' })
  const ifMatch = { 'if-match': headers.get('etag') ?? '' }

  t.equal((await send('PATCH', `/v1/milestones/${body.id}`, { completedOn: '2026-03-03' }, ifMatch)).status, 422)
  t.equal((await as('contributor')('PATCH', `/v1/milestones/${body.id}`, { dueOn: '2026-03-30' }, ifMatch)).status, 403)
})
