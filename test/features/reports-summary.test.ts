import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'
import { recordInTransaction } from '../support/recording.ts'
import { range } from '../support/scratch-database.ts'

interface Group { key: { id: string | null, reference: string | null, name: string | null }, actions: number }

const app = await testApp(t)
const { db, services, clock } = app

/** A partnership for one test, asked as its coordinator unless another role is named. */
async function partnership () {
  const cast = await app.anotherPartnership()
  return { ...cast, services, send: cast.as('coordinator') }
}

const summaryOf = (groups: Group[]) => groups.map(({ key, actions }) => [key.reference, actions])

t.test('the figures of a plan by agency', async (t) => {
  const { send, ...cast } = await partnership()
  const housing = { ownerAgencyId: cast.agencies.housing }
  await plantAction(db, cast, { dueOn: '2026-02-20' })
  await plantAction(db, cast, { dueOn: '2026-02-25', status: 'in_progress' })
  await plantAction(db, cast, { ...housing, status: 'paused' })
  await plantAction(db, cast, { ...housing, status: 'closed_not_delivered' })

  const { body } = await send('GET', '/v1/reports/summary')

  t.match(body, { groupBy: 'agency', on: '2026-03-02', totals: { actions: 4, open: 3, overdue: 2, averageDaysOverdue: 7.5 } })
  t.match(body.groups, [
    { key: { id: cast.agencies.csc, reference: 'csc', name: 'The csc agency' }, actions: 2, byStatus: { not_started: 1, in_progress: 1, paused: 0 }, byRag: { red: 2, amber: 0 } },
    { key: { reference: 'housing' }, byStatus: { paused: 1, closed_not_delivered: 1 }, byRag: { red: 0, amber: 1, grey: 1 }, overdue: 0, averageDaysOverdue: null }
  ])
})

t.test('an action is in time by the day on which it was handed in, against the first date and the agreed one', async (t) => {
  const { send, ...cast } = await partnership()
  const completed = { status: 'completed', originalDueOn: '2026-01-31', dueOn: '2026-02-15', completedOn: '2026-02-20' } as const
  for (const submittedOn of ['2026-01-31', '2026-02-01', '2026-02-15', '2026-02-16']) await plantAction(db, cast, { ...completed, submittedOn })
  await plantAction(db, cast, { ...completed, submittedOn: null, assurance: 'before_this_service' })

  const { body: { totals } } = await send('GET', '/v1/reports/summary')

  t.same(totals.completed, {
    signedOff: 4, beforeThisService: 1, onTimeAgainstOriginalDate: 1, lateAgainstOriginalDate: 3, onTimeAgainstAgreedDate: 3, lateAgainstAgreedDate: 1
  })
})

t.test('what was entered in error is in no figure', async (t) => {
  const { send, ...cast } = await partnership()
  await plantAction(db, cast, { status: 'closed_not_delivered', closureReason: 'entered_in_error' })

  t.match((await send('GET', '/v1/reports/summary')).body, { totals: { actions: 0 }, groups: [] })
})

t.test('an action is counted in each of its groups, and once in the totals', async (t) => {
  const { send, ...cast } = await partnership()
  const first = await plantRecommendation(db, cast, { reference: 'R1', text: 'First.' }, { reference: 'CHILD-O', title: 'Child O' })
  const second = await plantRecommendation(db, cast, { reference: 'R2', reviewId: first.reviewId })
  const third = await plantRecommendation(db, cast, { reference: 'R1' }, { reference: 'AUDIT' })
  await plantAction(db, cast, { recommendationIds: [first.id, second.id], themes: ['housing', 'midwifery'] })
  await plantAction(db, cast, { recommendationIds: [second.id, third.id] })
  const by = async (groupBy: string) => (await send('GET', `/v1/reports/summary?groupBy=${groupBy}`)).body

  t.same(summaryOf((await by('review')).groups), [['AUDIT', 1], ['CHILD-O', 2]])
  t.same(summaryOf((await by('recommendation')).groups), [['AUDIT/R1', 1], ['CHILD-O/R1', 1], ['CHILD-O/R2', 2]])
  t.same(summaryOf((await by('theme')).groups), [[null, 1], ['housing', 1], ['midwifery', 1]])
  for (const groupBy of ['review', 'recommendation', 'theme', 'agency']) t.equal((await by(groupBy)).totals.actions, 2)
  t.match((await by('recommendation')).groups[1].key, { id: first.id, name: 'First.' })
})

t.test('a restricted action counts for those who may see it', async (t) => {
  const { send, as, ...cast } = await partnership()
  const led = await plantRecommendation(db, cast, { leadAgencyId: cast.agencies.csc })
  const restricted = { restricted: true, ownerAgencyId: cast.agencies.police }
  await plantAction(db, cast, restricted)
  await plantAction(db, cast, { ...restricted, supportingAgencyIds: [cast.agencies.csc] })
  await plantAction(db, cast, { ...restricted, recommendationIds: [led.id] })
  await plantAction(db, cast, { ...restricted, ownerAgencyId: cast.agencies.unit })
  const counted = async (client = send) => (await client('GET', '/v1/reports/summary')).body.totals.actions

  t.same(await Promise.all([counted(), counted(as('reviewer')), counted(as('scrutineer'))]), [4, 4, 4])
  t.equal(await counted(as('contributor')), 2, 'the contributor is of Children’s Social Care: supported, and led')
  t.equal(await counted(as('viewer')), 1, 'the viewer is of the business unit: owned')
})

t.test('another partnership is in no figure', async (t) => {
  await plantAction(db, await partnership())
  const { send } = await partnership()

  t.match((await send('GET', '/v1/reports/summary')).body, { totals: { actions: 0 }, groups: [] })
})

t.test('a poll that finds nothing new is not sent the figures again; the next day it is', async (t) => {
  const { send, ...cast } = await partnership()
  const { id } = await plantAction(db, cast)
  t.teardown(() => { clock.now = '2026-03-02T09:00:00.000Z' })
  const first = await send('GET', '/v1/reports/summary')
  const poll = async () => await send('GET', '/v1/reports/summary', undefined, { 'if-none-match': first.headers.get('etag') ?? '' })

  t.match(await poll(), { status: 304, text: '' })
  await recordInTransaction(cast, { type: 'action', id }, async ({ tx }) => { await tx.write(sql`update actions set status = 'in_progress' where id = ${id}`) })
  t.match(await poll(), { status: 200, body: { totals: { byStatus: { in_progress: 1 } } } })
  clock.now = '2026-07-01T09:00:00.000Z'
  t.match(await poll(), { status: 200, body: { on: '2026-07-01', totals: { overdue: 1 } } })
})

t.test('who has just written finds it in the figures, whoever else writes and asks', async (t) => {
  const { send, ...cast } = await partnership()
  const numbers = range(8)
  const planted = await Promise.all(numbers.map(async () => await plantAction(db, cast)))
  const progress = async (id: string, percent: number) => await recordInTransaction(cast, { type: 'action', id }, async ({ tx }) => {
    await tx.write(sql`update actions set themes = array[${`${id} ${percent}`}] where id = ${id}`)
  })
  const themes = async (): Promise<string[]> => (await send('GET', '/v1/reports/summary?groupBy=theme')).body.groups.map(({ key }: Group) => key.reference)

  await Promise.all(planted.map(async ({ id }) => {
    for (const turn of range(10)) {
      await progress(id, turn)
      if (!(await themes()).includes(`${id} ${turn}`)) t.fail(`turn ${turn} of ${id} is missing`)
    }
  }))
  t.equal((await themes()).length, numbers.length)
})

t.test('an unknown grouping or parameter is refused', async (t) => {
  const { send } = await partnership()

  for (const query of ['groupBy=colour', 'asof=2026-01-01']) t.equal((await send('GET', `/v1/reports/summary?${query}`)).status, 400)
})
