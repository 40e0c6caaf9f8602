import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { prepareFirstUse } from '../../src/first-use.ts'
import { listen, newService } from '../support/new-service.ts'

const example = await newService(t)
await prepareFirstUse(example.services)
const send = await listen(t, example)

async function action (reference: string) {
  const { body } = await send('GET', '/v1/actions?limit=200')
  return body.data.find((each: { reference: string }) => each.reference === `CHILD-O/${reference}`)
}

async function list (path: string) {
  return (await send('GET', path)).body.data
}

t.test('there is evidence of every kind, in every state and every form', async (t) => {
  const evidence = await list('/v1/evidence?limit=200')
  const values = (field: string) => [...new Set(evidence.map((each: Record<string, string>) => each[field]))].sort()

  t.same(values('state'), ['accepted', 'returned', 'submitted', 'withdrawn'])
  t.same(values('kind'), ['independent', 'outcome', 'output', 'process', 'voice'])
  t.same(values('form'), ['file', 'link', 'statement'])
  t.ok(evidence.filter(({ state, assessment }: { state: string, assessment: { comment: string } | null }) => state === 'returned' && (assessment?.comment ?? '') !== '').length > 0)
})

t.test('the file of evidence can be downloaded, whole', async (t) => {
  const { id } = await action('R3/A2')
  const [file] = (await list(`/v1/actions/${id}/evidence`)).filter(({ form }: { form: string }) => form === 'file')
  const { status, headers, text } = await send('GET', `/v1/evidence/${file.id}/content`)

  t.equal(status, 200)
  t.match(headers.get('content-disposition'), 'baseline-24-months.csv')
  t.equal(Buffer.byteLength(text), file.size)
})

t.test('what is completed was signed off by an agency that has no part in it, with evidence of both sorts', async (t) => {
  for (const { id, assurance, ownerAgencyId, reference } of await list('/v1/actions?status=completed')) {
    t.equal(assurance, 'signed_off', reference)
    const accepted = (await list(`/v1/actions/${id}/evidence?state=accepted`))
    t.ok(accepted.some(({ kind }: { kind: string }) => /output|process/.test(kind)) && accepted.some(({ kind }: { kind: string }) => /outcome|voice|independent/.test(kind)), reference)
    t.notOk(accepted.some(({ assessment }: { assessment: { assessedByAgencyId: string } }) => assessment.assessedByAgencyId === ownerAgencyId), reference)
  }
})

t.test('one action came back from the reviewer with a note, and was completed at the second attempt', async (t) => {
  const { id, status } = await action('R1/A4')
  const moves = (await list(`/v1/actions/${id}/transitions`)).map(({ move }: { move: string }) => move)

  t.same([status, moves], ['completed', ['start', 'submit', 'return', 'submit', 'sign_off']])
})

t.test('the action that was completed first has been looked at after half a year, and made a difference', async (t) => {
  const first = await action('R2/A2')
  t.match(first, { status: 'completed', impact: 'evidenced', rag: 'blue' })
  t.match(await list(`/v1/actions/${first.id}/impact-reviews`), [{ state: 'rated', rating: 'evidenced', dueOn: /^2026-/ }, { state: 'due', rating: null }])
})

t.test('extensions were agreed, declined and asked for, and no original date has moved', async (t) => {
  const extensions = await list('/v1/extensions?limit=200')
  const count = (wanted: string) => extensions.filter(({ state }: { state: string }) => state === wanted).length
  t.same([count('agreed'), count('declined'), count('requested')], [6, 1, 1])

  const actions = await list('/v1/actions?limit=200')
  t.ok(actions.every(({ dueOn, originalDueOn, extensionCount }: { dueOn: string, originalDueOn: string, extensionCount: number }) => (extensionCount > 0) === (dueOn > originalDueOn)))
})

t.test('a Housing action is overdue by more than a fortnight, and its senior leader can be reached', async (t) => {
  const late = await list('/v1/actions?overdue=true&ownerAgencyId=housing')
  const [housing] = (await list('/v1/agencies')).filter(({ code }: { code: string }) => code === 'housing')

  t.ok(late.some(({ daysOverdue }: { daysOverdue: number }) => daysOverdue > 14))
  t.equal(housing.escalationEmail, 'director@housing.example')
})

t.test('R3 and R4 have two years of figures, and their late months show a change', async (t) => {
  const measures = (await list('/v1/measures?limit=200')).filter(({ observationCount }: { observationCount: number }) => observationCount > 0)
  t.equal(measures.length, 4)
  for (const { id, name } of measures) {
    const { body } = await send('GET', `/v1/measures/${id}/observations`)
    t.same([body.data.length, body.data[0].period, body.data.at(-1).period, body.limits.basedOn], [24, '2024-02', '2026-01', 12], name)
    t.match(body.data.at(-1).signals, [{ rule: 'outside_limits', meaning: 'improvement' }], name)
    t.same(body.data.slice(0, 19).flatMap(({ signals }: { signals: unknown[] }) => signals), [], name)
    t.notOk(body.data.some(({ numerator, denominator }: { numerator: number, denominator: number }) => numerator < 5 || Math.abs(denominator - numerator) < 5), name)
  }
})

t.test('each plan came from its playbook, which is applied once', async (t) => {
  for (const { id, reference } of await list('/v1/recommendations')) {
    t.match(await send('POST', `/v1/recommendations/${id}/playbook`, { key: 'maternity-outreach', startOn: '2026-03-02' }), { status: 409, body: { type: '/problems/playbook-applied' } }, reference)
  }
})

t.test('nobody judged their own work, by the database\'s own account', async (t) => {
  const rows = await example.services.database.rows(sql`select from sign_offs where signed_off_by_agency_id in (owner_agency_id, submitted_by_agency_id) or signed_off_by_id = submitted_by_id
    union all select from evidence_assessments where assessed_by_agency_id in (owner_agency_id, submitted_by_agency_id) or assessed_by_id = submitted_by_id`)
  t.equal(rows.length, 0)
})
