import t from 'tap'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { testApp } from '../support/app.ts'
import { chance, RandomHistory } from '../support/history.ts'

const app = await testApp(t)
const { send, clock } = app
const luck = chance(20261126)
const history = await RandomHistory.begin(app, luck)
for (let steps = 0; steps < 80; steps++) {
  clock.now = new Date(Date.parse(clock.now) + luck.below(3 * 86_400_000)).toISOString()
  await history.step()
}
const trend = async (query = '') => await send('GET', `/v1/reports/trend${query}`)

t.test('each point has the figures that the summary has as of its end', async (t) => {
  const { body } = await trend('?from=2026-03-01')
  t.ok(body.points.length >= 3)
  for (const { period, from: _from, to, asOf, within: _within, ...figures } of body.points) {
    const { body: summary } = await send('GET', `/v1/reports/summary?asOf=${asOf}`)
    t.strictSame(figures, summary.totals, period)
    t.equal(to, summary.on)
  }
  const now = (await send('GET', '/v1/reports/summary')).body
  t.match(body.points.at(-1), { asOf: clock.now, to: now.on, ...now.totals })
})

t.test('what happened within the intervals adds up to the plan', async (t) => {
  const { points } = (await trend('?from=2026-03-01&interval=week')).body
  const all: Array<{ createdAt: string, status: string, completedOn: string, closureReason: string }> = (await send('GET', '/v1/actions?limit=200')).body.data
  const counted = all.filter(({ closureReason }) => closureReason !== 'entered_in_error')
  for (const { from, to, asOf, within } of points.slice(-1)) {
    t.equal(within.opened, counted.filter(({ createdAt }) => createdAt.slice(0, 10) >= from && createdAt <= asOf).length)
    t.equal(within.completed, counted.filter(({ status, completedOn }) => status === 'completed' && completedOn >= from && completedOn <= to).length)
  }
  t.ok(points.some(({ within }: { within: { opened: number } }) => within.opened > 0))
})

t.test('the same figures as a file', async (t) => {
  const { points } = (await trend('?interval=quarter')).body
  const rows: Array<Record<string, string>> = parse((await trend('?interval=quarter&format=csv')).text, { bom: true, columns: true })
  const told = rows.map((row) => [row['period'], row['actions'], row['byStatus.completed'], row['byRag.red'], row['overdue'], row['within.opened']])
  t.strictSame(told, points.map((point: typeof points[0]) => [point.period, point.actions, point.byStatus.completed, point.byRag.red, point.overdue, point.within.opened].map(String)))
  const file = await fetch(`${app.address}/v1/reports/trend?interval=quarter&format=xlsx`, { headers: { authorization: `Bearer ${app.tokens.coordinator}` } })
  const [sheet] = await readWorkbook(Buffer.from(await file.arrayBuffer()))
  const [names = [], ...lines] = sheet?.data ?? []
  t.strictSame(lines.map((line) => line[names.indexOf('actions')]), points.map(({ actions }: { actions: number }) => actions))
})

t.test('twelve months when nothing is said, and nothing before the plan began', async (t) => {
  const { points } = (await trend()).body

  t.equal(points.length, 12)
  t.match(points[0], { period: '2025-08', actions: 0, overdue: 0, averageDaysOverdue: null, within: { opened: 0 } })
})

t.test('days in the wrong order or to come are refused, and what is no interval', async (t) => {
  for (const query of ['?from=2026-05-01&to=2026-04-01', '?to=2030-01-01', '?from=1999-01-01']) t.match((await trend(query)).body, { status: 422, type: '/problems/rule-broken' }, query)
  for (const query of ['?interval=day', '?from=March', '?asOf=2026-03-02T09:00:00Z']) t.equal((await trend(query)).status, 400, query)
})

t.test('another partnership is in no figure, and a change is in the next answer', async (t) => {
  const other = await app.anotherPartnership()
  const points = async (client: typeof send) => (await client('GET', '/v1/reports/trend')).body.points
  t.equal((await points(other.as('coordinator'))).at(-1).actions, 0)
  const before = (await points(send)).at(-1).actions

  await history.create()

  t.equal((await points(send)).at(-1).actions, before + 1)
})
