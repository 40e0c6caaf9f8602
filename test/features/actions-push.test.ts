import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, as, db, agencies, people } = app
const recommendation = await buildRecommendation(app)
const pushed = { recommendationIds: [recommendation.id], title: 'Name a lead', priority: 'medium', dueOn: '2026-06-30' }
const addressOf = (reference: string, agencyId = agencies.csc) => `/v1/agencies/${agencyId}/actions/${encodeURIComponent(reference)}`

t.test('what is pushed by its owner’s own number is made once, then changed, and left alone when it is the same', async (t) => {
  const path = addressOf('LL/2026 №417')

  const made = await send('PUT', path, { ...pushed, themes: ['housing', 'pregnancy'] })
  const again = await send('PUT', path, { ...pushed, themes: ['housing', 'pregnancy'] })
  const changed = await send('PUT', path, { ...pushed, title: 'Name a senior lead' })

  t.match(made, { status: 201, body: { externalReference: 'LL/2026 №417', ownerAgencyId: agencies.csc, version: 1 } })
  t.equal(made.headers.get('location'), `/v1/actions/${made.body.id}`)
  t.match(again, { status: 200, body: made.body })
  t.equal(again.headers.get('etag'), made.headers.get('etag'))
  t.match(changed, { status: 200, body: { id: made.body.id, title: 'Name a senior lead', themes: ['housing', 'pregnancy'], version: 2 } }, 'what is not said stays')
  t.same(await eventTypesOf(db, made.body.id), ['action.created', 'action.updated'])
})

t.test('of fifty who push the same number at once one makes the action', async (t) => {
  const path = addressOf('raced')

  const answers = await Promise.all(Array.from({ length: 50 }, async () => await send('PUT', path, pushed)))

  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status }) => status === 200).length, 49)
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
})

t.test('a number of the greatest length, of letters that are escaped, is one number', async (t) => {
  const longest = '名'.repeat(200)

  t.match(await send('PUT', addressOf(longest), pushed), { status: 201, body: { externalReference: longest } })
  t.equal((await send('PUT', addressOf(`${longest}名`), pushed)).status, 400)
})

t.test('the same number is another action in another agency', async (t) => {
  const ours = await send('PUT', addressOf('17'), pushed)
  const theirs = await send('PUT', addressOf('17', agencies.housing), pushed)

  t.same([ours.status, theirs.status], [201, 201])
  t.not(ours.body.id, theirs.body.id)
})

t.test('a contributor pushes progress of its own agency’s actions, adds none and changes no plan', async (t) => {
  const path = addressOf('own')
  const contributor = as('contributor')
  await send('PUT', path, pushed)

  t.match(await contributor('PUT', path, { ...pushed, percentComplete: 40, confidence: 'at_risk', leadPersonId: people.contributor }), { status: 200, body: { percentComplete: 40, confidence: 'at_risk' } })
  t.match(await contributor('PUT', path, { ...pushed, title: 'Another' }), { status: 403, body: { errors: [{ pointer: '/title' }] } })
  t.match(await contributor('PUT', addressOf('new'), pushed), { status: 403, body: { detail: /only a coordinator may add one/ } })
  t.equal((await contributor('PUT', addressOf('17', agencies.housing), pushed)).status, 403)
  t.equal((await as('viewer')('PUT', path, pushed)).status, 403)
})

t.test('a contributor is told the same of a number that is hidden as of one that is free', async (t) => {
  const hidden = await buildRecommendation(app, { restricted: true })
  await send('PUT', addressOf('hidden', agencies.housing), { ...pushed, recommendationIds: [hidden.id] })
  const ask = async (reference: string) => await as('contributor')('PUT', addressOf(reference, agencies.housing), pushed)

  const [there, free] = [await ask('hidden'), await ask('free')]

  t.same({ ...there.body, instance: '' }, { ...free.body, instance: '' })
})

t.test('the due date of work that has begun is not pushed either', async (t) => {
  const path = addressOf('begun')
  const { body } = await send('PUT', path, pushed)
  await send('POST', `/v1/actions/${body.id}/transitions`, { to: 'in_progress' })

  t.match(await send('PUT', path, { ...pushed, dueOn: '2026-09-30' }), { status: 409, body: { type: '/problems/due-date-fixed' } })
  t.equal((await send('PUT', path, pushed)).status, 200, 'the same date is no change')
})

t.test('who names a version means that one', async (t) => {
  const path = addressOf('versioned')
  const first = await send('PUT', path, pushed)
  const etag = first.headers.get('etag') ?? ''
  await send('PUT', path, { ...pushed, percentComplete: 10 })

  t.equal((await send('PUT', path, { ...pushed, percentComplete: 20 }, { 'if-match': etag })).status, 412)
  t.equal((await send('PUT', addressOf('not there'), pushed, { 'if-match': etag })).status, 412)
  t.equal((await send('PUT', addressOf('not there'), { ...pushed, ownerAgencyId: agencies.csc })).status, 400, 'the address says whose it is')
  t.match(await send('PUT', addressOf('not there'), { ...pushed, recommendationIds: [agencies.csc] }), { status: 422, body: { type: '/problems/unknown-reference' } })
})

t.test('each progress report of many is taken or refused by itself', async (t) => {
  const own = await buildAction(app, { externalReference: 'bulk-1' })
  const others = await buildAction(app, { ownerAgencyId: agencies.housing })
  const updates = [
    { actionId: own.id, narrative: 'First.', percentComplete: 10, version: 1 },
    { ownerAgencyId: agencies.csc, externalReference: 'bulk-1', narrative: 'Then.', confidence: 'at_risk', version: 2 },
    { actionId: own.id, narrative: 'Late.', version: 1 },
    { actionId: others.id, narrative: 'Not ours.' },
    { actionId: people.viewer, narrative: 'Nothing.' },
    { ownerAgencyId: agencies.csc, externalReference: 'nowhere', narrative: 'Nothing.' }
  ]

  const { status, body } = await as('contributor')('POST', '/v1/actions/bulk-updates', { updates })

  t.match({ status, ...body }, { status: 200, accepted: 2, refused: 4 })
  t.same(body.data.map((verdict: { status: string, version: number | null, problem: { type: string } | null }) => verdict.problem?.type ?? verdict.version),
    [2, 3, '/problems/stale-version', '/problems/forbidden', '/problems/not-found', '/problems/not-found'])
  t.match((await send('GET', `/v1/actions/${own.id}`)).body, { percentComplete: 10, confidence: 'at_risk', version: 3 })
  t.same((await send('GET', `/v1/actions/${own.id}/updates`)).body.data.map(({ id }: { id: string }) => id), body.data.slice(0, 2).map(({ updateId }: { updateId: string }) => updateId))
  t.same(await eventTypesOf(db, own.id), ['action.created', 'action.progress_reported', 'action.progress_reported'])
  t.equal((await send('GET', `/v1/actions/${others.id}`)).body.version, 1)
})

t.test('two hundred reports are taken once, however often they are sent with one key', async (t) => {
  const actions = await Promise.all(Array.from({ length: 20 }, async () => await buildAction(app)))
  const updates = Array.from({ length: 200 }, (_, n) => ({ actionId: actions[n % 20].id, narrative: `Report ${n}.`, percentComplete: n % 100 }))
  const key = { 'idempotency-key': 'two-hundred' }

  const [first, again] = [await send('POST', '/v1/actions/bulk-updates', { updates }, key), await send('POST', '/v1/actions/bulk-updates', { updates }, key)]

  t.match(first, { status: 200, body: { accepted: 200, refused: 0 } })
  t.same(again.body, first.body)
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal((await send('GET', `/v1/actions/${actions[0].id}`)).body.version, 11)
})

t.test('reports that name no action, two names or too many reports are refused whole', async (t) => {
  const named = { actionId: people.viewer }
  const bulk = async (updates: object[]) => (await send('POST', '/v1/actions/bulk-updates', { updates })).status

  t.equal(await bulk([{ narrative: 'x' }]), 400)
  t.equal(await bulk([{ ownerAgencyId: agencies.csc, narrative: 'x' }]), 400)
  t.equal(await bulk([{ ...named, ownerAgencyId: agencies.csc, externalReference: 'x', narrative: 'x' }]), 400)
  t.equal(await bulk([{ ...named, narrative: 'x', status: 'completed' }]), 400)
  t.equal(await bulk([]), 400)
  t.equal(await bulk(Array.from({ length: 201 }, () => ({ ...named, narrative: 'x' }))), 400)
})
