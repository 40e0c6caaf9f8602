import t from 'tap'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { stagesBetween } from '../../src/domain/interval.ts'
import { localDateAt } from '../../src/domain/local-date.ts'
import { tracePart } from '../../src/features/reports/trend.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import type { Queryable } from '../../src/platform/database/database.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { render } from '../../src/platform/database/render.ts'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { superseded } from '../support/disposal.ts'
import { chance, RandomHistory } from '../support/history.ts'

const app = await testApp(t)
const { send, clock } = app
const luck = chance(20261126)
const history = await RandomHistory.begin(app, luck)
for (let steps = 0; steps < 80; steps++) {
  clock.now = new Date(Date.parse(clock.now) + luck.below(3 * 86_400_000)).toISOString()
  await history.step()
}
await send('POST', `/v1/actions/${(await buildAction(app)).id}/transitions`, superseded) // chance dropped none
interface Shown { createdAt: string, status: string, completedOn: string, closedOn: string, closureReason: string | null }
const planAsOf = async (who: typeof send, asOf: string): Promise<Shown[]> => (await who('GET', `/v1/actions?limit=200&asOf=${asOf}`)).body.data.filter(({ closureReason }: Shown) => closureReason !== 'entered_in_error')
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

t.test('week by week, and for those who may not see all, each point is the plan as it stood', async (t) => {
  for (const who of [send, app.as('contributor')]) {
    const { body } = await who('GET', '/v1/reports/trend?from=2026-02-16&interval=week')
    t.ok(body.points.length >= 12)
    for (const { period, from, to, asOf, within, ...figures } of body.points) {
      t.match((await who('GET', `/v1/reports/summary?asOf=${asOf}`)).body, { on: to, totals: figures }, period)
      const stood = await planAsOf(who, asOf)
      t.strictSame(within, {
        opened: stood.filter(({ createdAt }) => localDateAt(createdAt, 'Europe/London') >= from).length,
        completed: stood.filter(({ status, completedOn }) => status === 'completed' && completedOn >= from).length,
        closedNotDelivered: stood.filter(({ status, closedOn }) => status === 'closed_not_delivered' && closedOn >= from).length
      }, period)
    }
  }
})

t.test('intervals that are told together are what each is by itself', async (t) => {
  const { points } = (await trend('?from=2025-12-01&interval=week')).body
  for (const point of points) {
    t.strictSame((await trend(`?from=${point.from}&to=${point.to}&interval=week`)).body.points, [point], point.period)
  }
  for (const kind of ['opened', 'completed', 'closedNotDelivered']) t.ok(points.some(({ within }: { within: Record<string, number> }) => within[kind]! > 0), kind)
})

t.test('what is too much for one statement is told from its halves', async (t) => {
  const stages = stagesBetween('2025-12-01', clock.now.slice(0, 10), 'week', clock.now.slice(0, 10))
  const caller = systemCaller(app.partnershipId)
  const trace = async (db: Queryable) => await tracePart(db, caller, stages, 'Europe/London', clock.now)
  let cutOff = 0
  const slow: Queryable = {
    rows: async <Row>(query: Parameters<Queryable['rows']>[0]) => {
      if (render(query).values.every((value) => !Array.isArray(value) || value.length <= 5)) return await app.db.rows<Row>(query)
      cutOff++
      return await app.db.rows<Row>(sql`select pg_cancel_backend(pg_backend_pid())`) // as after the longest that a statement may take
    }
  }

  t.strictSame(await trace(slow), await trace(app.db))
  t.ok(cutOff > 1)
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
