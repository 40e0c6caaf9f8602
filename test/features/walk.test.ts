import t from 'tap'
import type { Test } from 'tap'
import { testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'
import type { Client, Reply } from '../support/client.ts'
import { form, statement } from '../support/evidence.ts'
import { plantMember } from '../support/members.ts'
import { walks } from '../support/walks.ts'
import type { Walk } from '../support/walks.ts'

/*
 * Each of the five recommendations, from the partnership's response to the
 * difference that it made, over HTTP and by those whose part each step is.
 */

const app = await testApp(t)
const { send, as, clock, agencies } = app
const midwifery = (await send('POST', '/v1/agencies', { code: 'midwifery', name: 'Midwifery', kind: 'midwifery' })).body.id
const agencyIds: Record<string, string> = { ...agencies, midwifery }
const review = (await send('POST', '/v1/reviews', { reference: 'CHILD-O', title: 'Child O', kind: 'other' })).body
const files = ['output', 'process'] as const

/** How far a walk has come. */
interface Story extends Walk {
  readonly path: string
  /** A contributor and a reviewer of the agency that leads; the second has no say in its work. */
  readonly worker: Client
  readonly colleague: Client
  action: number
  actionPath: string
  measurePath: string
  /** What was handed in, by its kind; the latest word. */
  readonly evidence: Map<string, { readonly id: string, readonly sha256: string }>
}

async function begin (walk: Walk): Promise<Story> {
  clock.now = '2026-03-02T09:00:00.000Z'
  const { reference, text, lead } = walk
  const leadAgencyId = agencyIds[lead.code] ?? ''
  const { body } = await send('POST', '/v1/recommendations', { reviewId: review.id, reference, text, leadAgencyId })
  const [worker, colleague] = await Promise.all([plantMember(app, 'contributor', leadAgencyId), plantMember(app, 'reviewer', leadAgencyId)])
  return { ...walk, path: `/v1/recommendations/${body.id}`, worker: worker.send, colleague: colleague.send, actionPath: '', measurePath: '', evidence: new Map() }
}

async function respond (t: Test, { path, response, reason }: Story): Promise<void> {
  const answer = { response, responseReason: reason ?? null }
  t.match((await send('GET', path)).body, { response: 'awaiting_response', smartWarnings: [{}], delivery: { total: 0 }, impact: null })

  refused(t, await send('PATCH', path, answer), 428, 'precondition-required')
  if (reason !== undefined) refused(t, await send('PATCH', path, { response }, await etagOf(app, path)), 422, 'reason-required', { errors: [{ pointer: '/responseReason' }] })
  t.match(await send('PATCH', path, answer, await etagOf(app, path)), { status: 200, body: { ...answer, respondedOn: '2026-03-02' } })
}

async function plan (t: Test, story: Story): Promise<void> {
  const input = { key: story.playbook, startOn: '2026-03-02' }
  const { body: playbook } = await send('GET', `/v1/playbooks/${story.playbook}`)

  refused(t, await story.worker('POST', `${story.path}/playbook`, input), 403, 'forbidden')
  const { status, body } = await send('POST', `${story.path}/playbook`, input)
  refused(t, await send('POST', `${story.path}/playbook`, input), 409, 'playbook-applied')

  t.same([status, body.actions.length, body.measures.length], [201, playbook.actions.length, playbook.measures.length])
  story.actionPath = `/v1/actions/${body.actions[story.action].id}`
  story.measurePath = `/v1/measures/${body.measures[playbook.measures.findIndex(({ name }: { name: string }) => name === story.measure)]}`
  t.match((await send('GET', story.actionPath)).body, { title: playbook.actions[story.action].title, status: 'not_started', ownerAgencyCode: story.lead.code, milestoneCounts: { completed: 0 } })
}

async function progress (t: Test, { actionPath, worker }: Story): Promise<void> {
  const outsider = (await plantMember(app, 'contributor', agencies.independent)).send
  refused(t, await outsider('POST', `${actionPath}/transitions`, { to: 'in_progress' }), 403, 'forbidden')
  t.equal((await worker('POST', `${actionPath}/transitions`, { to: 'in_progress' })).status, 201)
  t.equal((await worker('POST', `${actionPath}/updates`, { narrative: 'The first half is done.', confidence: 'on_track', percentComplete: 50 })).status, 201)
  const [milestone] = (await worker('GET', `${actionPath}/milestones`)).body.data
  const path = `/v1/milestones/${milestone.id}`
  refused(t, await worker('PATCH', path, { completedOn: '2026-03-03' }, await etagOf(app, path)), 422, 'rule-broken')
  t.equal((await worker('PATCH', path, { completedOn: '2026-03-02' }, await etagOf(app, path))).status, 200)

  refused(t, await submit(worker, actionPath), 409, 'evidence-missing', { missing: ['one piece of evidence'] })
  t.match((await send('GET', actionPath)).body, { status: 'in_progress', percentComplete: 50, milestoneCounts: { completed: 1 } })
}

async function handIn (t: Test, { actionPath, worker, evidence }: Story): Promise<void> {
  const path = `${actionPath}/evidence`
  refused(t, await worker('POST', path, statement({ kind: 'independent' })), 403, 'forbidden-evidence')
  refused(t, await worker('POST', path, statement({ effectiveOn: '2026-03-03' })), 422, 'rule-broken', { errors: [{ pointer: '/effectiveOn' }] })
  refused(t, await worker('POST', path, statement({ url: 'https://documents.example/1' })), 422, 'rule-broken')

  const link = { ...statement({ kind: 'output', url: 'https://documents.example/1' }), statement: undefined }
  const table = form({ content: Buffer.from('month,share\n2026-01,60\n2026-02,64\n'), name: 'sample.csv', type: 'text/csv' }, { kind: 'process' })
  for (const given of [link, table]) {
    const { status, body } = await worker('POST', path, given)
    t.match([status, body], [201, { state: 'submitted', scan: 'skipped', countsTowardsCompletion: false }])
    evidence.set(body.kind, body)
  }
}

async function comeBack (t: Test, { actionPath, worker, colleague, evidence }: Story): Promise<void> {
  t.equal((await submit(worker, actionPath)).status, 201)
  clock.now = '2026-03-09T09:00:00.000Z'
  const judge = as('reviewer')

  refused(t, await judge('POST', `${actionPath}/transitions`, { to: 'completed' }), 409, 'evidence-missing', { missing: ['one accepted output or process item', 'one accepted outcome, voice or independent item'] })
  refused(t, await assess(judge, evidence.get('output'), { outcome: 'returned' }), 422, 'reason-required', { errors: [{ pointer: '/comment' }] })
  t.equal((await assess(judge, evidence.get('output'), { outcome: 'returned', comment: 'The date of approval is missing.' })).status, 201)
  refused(t, await colleague('POST', `${actionPath}/transitions`, { to: 'in_progress', note: 'No.' }), 403, 'separation-of-duties')
  refused(t, await judge('POST', `${actionPath}/transitions`, { to: 'in_progress' }), 422, 'transition-incomplete')
  t.match(await judge('POST', `${actionPath}/transitions`, { to: 'in_progress', note: 'Show that practice has changed.' }), { status: 201, body: { move: 'return' } })
  t.match((await send('GET', actionPath)).body, { status: 'in_progress', evidenceCounts: { returned: 1, submitted: 1 } })
}

async function handInAgain (t: Test, { actionPath, worker, evidence, shown }: Story): Promise<void> {
  clock.now = '2026-03-16T09:00:00.000Z'
  const path = `${actionPath}/evidence`
  const by = shown.kind === 'independent' ? as('scrutineer') : worker

  const corrected = await worker('POST', path, statement({ statement: 'Approved on 5 March.', replacesId: evidence.get('output')?.id }))
  const difference = await by('POST', path, statement(shown))
  t.match([corrected, difference], [{ status: 201, body: { replacesId: evidence.get('output')?.id } }, { status: 201, body: { kind: shown.kind } }])
  for (const { body } of [corrected, difference]) evidence.set(body.kind, body)
  t.equal((await submit(worker, actionPath)).status, 201)
  t.match((await send('GET', `${path}?kind=output&state=returned`)).body.data, [{ assessment: { comment: 'The date of approval is missing.' } }], 'what was returned stays on record')
}

async function accept (t: Test, { actionPath, colleague, worker, evidence, shown }: Story): Promise<void> {
  const judge = as('reviewer')
  refused(t, await assess(worker, evidence.get('output'), { outcome: 'accepted' }), 403, 'forbidden')
  refused(t, await assess(colleague, evidence.get('output'), { outcome: 'accepted' }), 403, 'separation-of-duties')
  refused(t, await assess(judge, evidence.get('output'), { outcome: 'accepted', sha256: evidence.get('process')?.sha256 }), 412, 'stale-content')

  for (const kind of files) t.equal((await assess(judge, evidence.get(kind), { outcome: 'accepted' })).status, 201)
  refused(t, await judge('POST', `${actionPath}/transitions`, { to: 'completed' }), 409, 'evidence-missing', { missing: ['one accepted outcome, voice or independent item'], detail: /one accepted outcome, voice or independent item/ })
  t.match(await assess(judge, evidence.get(shown.kind), { outcome: 'accepted' }), { status: 201, body: { outcome: 'accepted' } })
}

async function signOff (t: Test, { actionPath, worker, colleague }: Story): Promise<void> {
  clock.now = '2026-03-18T09:00:00.000Z'
  refused(t, await worker('POST', `${actionPath}/transitions`, { to: 'completed' }), 403, 'forbidden-move')
  refused(t, await send('POST', `${actionPath}/transitions`, { to: 'completed' }), 403, 'forbidden-move')
  refused(t, await colleague('POST', `${actionPath}/transitions`, { to: 'completed' }), 403, 'separation-of-duties')
  t.match(await as('reviewer')('POST', `${actionPath}/transitions`, { to: 'completed' }), { status: 201, body: { move: 'sign_off' } })

  t.match((await send('GET', actionPath)).body, { status: 'completed', assurance: 'signed_off', completedOn: '2026-03-18', closureReason: 'delivered', impact: 'not_yet_assessed', rag: 'green' })
  t.match((await send('GET', `${actionPath}/impact-reviews`)).body.data, [{ dueOn: '2026-09-18', state: 'due' }, { dueOn: '2027-03-18', state: 'due' }])
}

async function observe (t: Test, { measurePath, worker, observed, wrongPeriod, says }: Story): Promise<void> {
  clock.now = '2026-10-05T09:00:00.000Z'
  refused(t, await worker('PUT', `${measurePath}/observations/${wrongPeriod}`, { value: 5 }), 422, 'rule-broken', { detail: /not a period of this measure/ })
  refused(t, await as('reviewer')('PUT', `${measurePath}/observations/${wrongPeriod}`, { value: 5 }), 403, 'forbidden')
  for (const [period, reading] of Object.entries(observed)) t.equal((await worker('PUT', `${measurePath}/observations/${period}`, reading)).status, 201, period)

  const { body: { data } } = await send('GET', `${measurePath}/observations`)
  t.equal(data.length, Object.keys(observed).length)
  t.match(data.at(-1), says.last)
  t.match((await send('GET', measurePath)).body, { attainment: says.attainment, observationCount: data.length })
}

async function judgeImpact (t: Test, { actionPath, colleague, evidence, shown, rating }: Story): Promise<void> {
  const finding = { rating, narrative: 'The figures of half a year, and what those say whom it is for.', evidenceIds: [evidence.get(shown.kind)?.id] }
  const path = `${actionPath}/impact-reviews`
  refused(t, await send('POST', path, finding), 403, 'forbidden')
  refused(t, await colleague('POST', path, finding), 403, 'separation-of-duties')
  refused(t, await as('reviewer')('POST', path, { ...finding, rating: 'evidenced', evidenceIds: [evidence.get('output')?.id] }), 422, 'rule-broken', { detail: /needs one accepted outcome, voice or independent item/ })

  t.match((await send('GET', path)).body.data, [{ state: 'overdue' }, { state: 'due' }])
  t.match(await as('reviewer')('POST', path, finding), { status: 201, body: { state: 'rated', rating, dueOn: '2026-09-18' } })
  t.match((await send('GET', actionPath)).body, { impact: rating, rag: rating === 'early_signs' ? 'green' : 'blue' })
}

async function lookBack (t: Test, { path, response, rating, actionPath }: Story): Promise<void> {
  const { body } = await as('viewer')('GET', path)
  t.match(body, { response, respondedOn: '2026-03-02', delivery: { completed: 1, not_started: body.delivery.total - 1 }, impact: rating })

  const moves = (await send('GET', `${actionPath}/transitions`)).body.data.map(({ move }: { move: string }) => move)
  t.same(moves, ['start', 'submit', 'return', 'submit', 'sign_off'])
}

const steps: ReadonlyArray<readonly [rule: string, step: (t: Test, story: Story) => Promise<void>]> = [
  ['the partnership responds, with its reason where it accepts less than all', respond],
  ['a plan is made from the playbook, once', plan],
  ['the owner reports progress, and cannot submit without evidence', progress],
  ['the owner hands in a link and a file, of its own kinds', handIn],
  ['the reviewer returns what does not suffice, and says why', comeBack],
  ['the owner answers with a new revision and a proof of difference, and submits again', handInAgain],
  ['a reviewer without a part in it accepts the evidence, bound to what was read', accept],
  ['nobody signs off their own work; the reviewer does', signOff],
  ['the measure is observed', observe],
  ['after half a year the impact is judged, on accepted evidence', judgeImpact],
  ['the recommendation shows its response, its delivery and its impact', lookBack]
]

for (const walk of walks) {
  t.test(`${walk.reference}: ${walk.playbook}`, async (t) => {
    const story = await begin(walk)
    for (const [rule, step] of steps) await t.test(rule, async (t) => { await step(t, story) })
  })
}

async function submit (who: Client, actionPath: string): Promise<Reply> {
  return await who('POST', `${actionPath}/transitions`, { to: 'awaiting_sign_off' })
}

/** Judges a piece by the content that was handed in, unless another is given. */
async function assess (who: Client, evidence: { id: string, sha256: string } | undefined, assessment: object): Promise<Reply> {
  return await who('POST', `/v1/evidence/${evidence?.id}/assessments`, { sha256: evidence?.sha256, ...assessment })
}

function refused (t: Test, reply: Reply, status: number, problem: string, facts: object = {}): void {
  t.match({ status: reply.status, ...reply.body }, { status, type: `/problems/${problem}`, ...facts }, `refused as ${problem}`)
}
