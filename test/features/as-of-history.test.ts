import t from 'tap'
import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { chance, RandomHistory } from '../support/history.ts'

// At 200 instants of a random history the plan is read as it is; afterwards, as it stood. This seed once found a link of then that was hidden now; HISTORY_SEED gives another history.
const seed = Number(process.env['HISTORY_SEED'] ?? 995223)
const instants = 200
const app = await testApp(t)
const luck = chance(seed)
const history = await RandomHistory.begin(app, luck)
const { agencies, people } = app

/** What is asked at an instant: of each, another question every time. */
const questions = [
  () => `/v1/actions?limit=200&sort=${luck.oneOf(['dueOn', '-priority', 'reference', '-updatedAt', 'createdAt'])}&count=true`,
  () => `/v1/actions?limit=200&${luck.oneOf([
    'status=in_progress,paused', 'rag=red', 'rag=amber,grey', 'priority=high', 'impact=early_signs', `ownerAgencyId=${agencies.housing}`, 'ownerAgencyId=midwifery', `supportingAgencyId=${agencies.police}`,
    `leadPersonId=${people.contributor}`, 'theme=housing', 'overdue=true', 'overdue=false', 'dueFrom=2026-06-01', 'dueTo=2026-08-01&status=not_started', 'updatedSince=2026-05-01T00:00:00Z', 'q=title+3', 'q=described'
  ])}`,
  () => `/v1/reports/summary?groupBy=${luck.oneOf(['agency', 'review', 'theme', 'recommendation'])}`,
  () => '/v1/reports/actions-flat?limit=200'
]

interface Seen { readonly at: string, readonly path: string, readonly body: unknown }

const seen: Seen[] = []
const seenByViewer: Seen[] = []

t.test('the plan is read as it is at many instants of its history', async (t) => {
  for (let place = 0; place < instants; place++) {
    for (let steps = luck.below(3); steps >= 0; steps--) {
      pass()
      await history.step()
    }
    if (luck.below(3) === 0) pass() // also when nothing has just happened
    const path = luck.oneOf(questions)()
    const at = app.clock.now
    seen.push({ at, path, body: (await app.send('GET', path)).body })
    seenByViewer.push({ at, path: '/v1/actions?limit=200', body: (await app.as('contributor')('GET', '/v1/actions?limit=200')).body })
  }
  for (const kind of ['create', 'change', 'reassign', 'move', 'complete', 'rate', 'changeMilestone', 'judgeEvidence', 'decideExtension', 'restrict', 'renameAgency', 'changeReviewer']) t.ok(history.taken.has(kind), kind)
})

t.test(`asked for afterwards, it is what it was at each of ${instants} instants (seed ${seed})`, async (t) => {
  pass()
  for (const { at, path, body } of seen) same(t, (await asOf(app.send, path, at)).body, body, `${path} at ${at}`)
})

t.test('who may not see everything sees what it saw then, less what is hidden from it now', async (t) => {
  const contributor = app.as('contributor')
  const now = new Set((await contributor('GET', '/v1/actions?limit=200')).body.data.map(({ id }: { id: string }) => id))
  for (const { at, path, body } of seenByViewer) {
    const data = (body as { data: Array<{ id: string }> }).data.filter(({ id }) => now.has(id))
    same(t, (await asOf(contributor, path, at)).body.data, data, `at ${at}`)
  }
})

t.test('made anew from the events, the versions are the same', async (t) => {
  const versions = async () => await app.db.rows(sql`select * from action_versions order by id, valid_from`)
  const kept = await versions()
  await app.db.rows(sql`update action_version_marks set snapshot = '1:1:'`)
  await app.db.rows(sql`delete from action_versions`)

  await asOf(app.send, '/v1/actions', app.clock.now)

  t.strictSame(await versions(), kept)
})

async function asOf (who: typeof app.send, path: string, at: string) {
  return await who('GET', `${path}${path.includes('?') ? '&' : '?'}asOf=${encodeURIComponent(at)}`)
}

/** To compare the text is much faster; only a difference is looked for. */
function same (t: Test, body: unknown, expected: unknown, when: string): void {
  if (JSON.stringify(body) !== JSON.stringify(expected)) t.strictSame(body, expected, `${when}, seed ${seed}`)
}

/** From a millisecond to two days. */
function pass (): void {
  const passed = luck.oneOf([1, 1_000, 3_600_000, 86_400_000, 172_800_000])
  app.clock.now = new Date(Date.parse(app.clock.now) + 1 + luck.below(passed)).toISOString()
}
