import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { importPlan, planOf } from '../support/imports.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { send } = app

t.test('lists in one fixed order are counted too, whatever the page holds', async (t) => {
  const { id } = await buildAction(app)
  await send('POST', `/v1/actions/${id}/transitions`, { to: 'in_progress' })
  for (const text of ['one', 'two']) await send('POST', `/v1/actions/${id}/comments`, { text })
  for (const narrative of ['one', 'two', 'three']) await send('POST', `/v1/actions/${id}/updates`, { narrative })
  for (const dueOn of ['2026-05-01', '2026-05-02']) await send('POST', `/v1/actions/${id}/milestones`, { title: 'x', dueOn })
  await send('POST', `/v1/actions/${id}/extensions`, { proposedDueOn: '2026-08-01', reason: 'Staff are short', interimRiskControl: 'Weekly calls' })

  for (const [list, total] of Object.entries({ transitions: 1, comments: 2, updates: 3, milestones: 2, extensions: 1, 'impact-reviews': 0 })) {
    const { body } = await send('GET', `/v1/actions/${id}/${list}?count=true&limit=1`)
    t.match(body, { total, data: total === 0 ? [] : [{}] }, list)
    t.notOk('total' in (await send('GET', `/v1/actions/${id}/${list}`)).body, list)
  }
  t.equal((await send('GET', '/v1/playbooks?count=true&limit=1')).body.total, 5)
})

t.test('so are the rows of an import, by their verdict', async (t) => {
  const { body } = await importPlan(app, planOf({}, {}, { priority: 'Soon' }), '?dryRun=true')
  const totalOf = async (query: string) => (await send('GET', `/v1/imports/${body.id}/rows?count=true&limit=1${query}`)).body.total

  t.strictSame([await totalOf(''), await totalOf('&verdict=refused')], [3, 1])
})

t.test('the feed takes several subjects', async (t) => {
  const [one, other] = [await buildAction(app), await buildAction(app)]
  await sealed(app, app)
  const { body } = await send('GET', `/v1/events?subjectId=${one.id},${other.id}`)

  t.strictSame(body.data.map(({ subjectId }: { subjectId: string }) => subjectId), [one.id, other.id])
})
