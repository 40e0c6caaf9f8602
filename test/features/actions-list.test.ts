import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'

const app = await testApp(t)
const { send, as, agencies, people, clock } = app

const one = await buildRecommendation(app)
const other = await buildRecommendation(app)
const overdue = await buildAction(app, { recommendationIds: [one.id], title: 'Publish the escalation ladder', dueOn: '2026-02-01', priority: 'low', themes: ['housing'], leadPersonId: people.contributor })
const soon = await buildAction(app, { recommendationIds: [one.id, other.id], title: 'Train facilitators', dueOn: '2026-03-10', priority: 'high', ownerAgencyId: agencies.housing })
const late = await buildAction(app, { recommendationIds: [other.id], title: 'Evaluate', description: 'Escalations, a year on', dueOn: '2027-01-01', externalReference: 'X-9', supportingAgencyIds: [agencies.csc] })

async function references (query: string): Promise<string[]> {
  const { status, body } = await send('GET', `/v1/actions?${query}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.data.map(({ reference }: { reference: string }) => reference)
}

const cases: Array<[string, Array<typeof overdue>]> = [
  ['', [overdue, soon, late]],
  ['sort=-dueOn', [late, soon, overdue]],
  ['sort=priority', [overdue, late, soon]],
  ['sort=-priority', [soon, late, overdue]],
  ['sort=createdAt', [overdue, soon, late]],
  ['sort=reference', [overdue, soon, late].toSorted((a, b) => a.reference < b.reference ? -1 : 1)],
  ['overdue=true', [overdue]],
  ['overdue=false', [soon, late]],
  ['rag=red', [overdue]],
  ['rag=red,grey', [overdue, soon, late]],
  ['status=not_started', [overdue, soon, late]],
  ['status=in_progress,paused', []],
  ['impact=not_yet_assessed', [overdue, soon, late]],
  ['priority=high,low', [overdue, soon]],
  ['ownerAgencyId=housing', [soon]],
  [`ownerAgencyId=${agencies.csc}`, [overdue, late]],
  [`ownerAgencyId=housing,${agencies.csc}`, [overdue, soon, late]],
  ['ownerAgencyId=nobody', []],
  ['ownerAgencyId=Housing', [soon]],
  ['supportingAgencyId=CSC,police', [late]],
  ['supportingAgencyId=csc', [late]],
  [`leadPersonId=${people.contributor}`, [overdue]],
  [`recommendationId=${other.id}`, [soon, late]],
  [`reviewId=${one.reviewId}`, [overdue, soon]],
  ['theme=housing,health', [overdue]],
  ['externalReference=X-9', [late]],
  ['dueFrom=2026-03-10', [soon, late]],
  ['dueTo=2026-03-10', [overdue, soon]],
  ['dueFrom=2026-03-10&dueTo=2026-03-10', [soon]],
  ['updatedSince=2026-03-02T09:00:00Z', [overdue, soon, late]],
  ['updatedSince=2026-03-02T09:00:01Z', []],
  ['q=escalation', [overdue, late]],
  ['q=%22escalation+ladder%22', [overdue]],
  ['q=%25%27%3B--', []]
]

for (const [query, expected] of cases) {
  t.test(`"${query}" finds what it says`, async (t) => {
    t.same(await references(query), expected.map(({ reference }) => reference))
  })
}

t.test('pages follow one another without gap or repetition, in every order', async (t) => {
  for (const sort of ['dueOn', '-dueOn', 'priority', '-priority', 'createdAt', 'updatedAt', '-updatedAt', 'reference']) {
    const whole = await references(`sort=${sort}`)
    const found: string[] = []
    for (let cursor: string | null = '', turns = 0; cursor !== null && turns < 9; turns++) {
      const { body } = await send('GET', `/v1/actions?sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      found.push(...body.data.map(({ reference }: { reference: string }) => reference))
      cursor = body.nextCursor
    }
    t.same(found, whole, sort)
  }
})

t.test('words are those that the action has now, and are counted and paged like any filter', async (t) => {
  const { id, reference } = await buildAction(app, { recommendationIds: [one.id], title: 'Recruit a dentist', dueOn: '2027-02-01' })
  t.same(await references('q=dentists'), [reference])
  await send('PATCH', `/v1/actions/${id}`, { title: 'Recruit an optician', description: 'Escalated twice' }, { 'if-match': '*' })

  t.same(await references('q=dentists'), [])
  t.same(await references('q=optician+escalation'), [reference], 'of title and description together')
  t.same(await references('q=escalation+-ladder&sort=-dueOn'), [reference, late.reference])
  const first = await send('GET', '/v1/actions?q=escalation&count=true&limit=2')
  t.same([first.body.total, first.body.data.length], [3, 2])
  t.match((await send('GET', `/v1/actions?q=escalation&limit=2&cursor=${first.body.nextCursor}`)).body, { data: [{ reference }], nextCursor: null })
})

t.test('an action is found by the themes that it has now, and by those of then as of then', async (t) => {
  const { id, reference } = await buildAction(app, { recommendationIds: [one.id], title: 'Ask the mothers', dueOn: '2027-03-01', themes: ['outreach', 'consent'] })
  const before = clock.now
  clock.now = '2026-03-02T10:00:00.000Z'
  await send('PATCH', `/v1/actions/${id}`, { themes: ['consent', 'Überleitung'] }, { 'if-match': '*' })

  t.same(await references('theme=outreach'), [])
  t.same(await references('theme=%C3%9Cberleitung,consent'), [reference], 'once, though both fit')
  t.same(await references(`theme=outreach&asOf=${before}`), [reference])
  await send('PATCH', `/v1/actions/${id}`, { themes: [] }, { 'if-match': '*' })
  t.same(await references('theme=consent'), [])
})

t.test('what is not documented is refused', async (t) => {
  for (const query of ['colour=red', 'sort=title', 'status=done', 'limit=0', 'limit=201', 'overdue=maybe', 'dueFrom=2026-02-30', 'ownerAgencyId=', 'cursor=abc', 'sort=dueOn;drop', 'leadPersonId=x']) {
    t.equal((await send('GET', `/v1/actions?${query}`)).status, 400, query)
  }
})

t.test('a cursor of one partnership is not one of another', async (t) => {
  const { body: { nextCursor } } = await send('GET', '/v1/actions?limit=1')
  const { as: asOther } = await app.anotherPartnership()

  t.match(await asOther('coordinator')('GET', `/v1/actions?limit=1&cursor=${nextCursor}`), { status: 400, body: { type: '/problems/malformed-cursor' } })
  t.same((await asOther('coordinator')('GET', '/v1/actions')).body.data, [])
})

t.test('an action of a restricted review is absent for those who have no part in it', async (t) => {
  const { id } = await buildRecommendation(app, { restricted: true })
  const hidden = await buildAction(app, { recommendationIds: [id], ownerAgencyId: agencies.housing })

  for (const role of ['contributor', 'viewer'] as const) {
    t.equal((await as(role)('GET', `/v1/actions/${hidden.id}`)).status, 404, role)
    t.notOk((await as(role)('GET', '/v1/actions')).body.data.some(({ id }: { id: string }) => id === hidden.id), role)
  }
  for (const role of ['coordinator', 'reviewer', 'scrutineer'] as const) t.equal((await as(role)('GET', `/v1/actions/${hidden.id}`)).status, 200, role)
})

t.test('overdue begins at midnight where the partnership is, also in summer time', async (t) => {
  const due = await buildAction(app, { dueOn: '2026-07-01' })

  clock.now = '2026-07-01T22:59:59.000Z'
  t.match(await send('GET', `/v1/actions/${due.id}`), { body: { overdue: false } })
  clock.now = '2026-07-01T23:00:00.000Z'
  t.match(await send('GET', `/v1/actions/${due.id}`), { body: { overdue: true, daysOverdue: 1 } })
})
