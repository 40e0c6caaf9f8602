import t from 'tap'
import type { Test } from 'tap'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'
import { testBrowser } from '../support/browser.ts'
import { buildAction, buildMeasure, buildRecommendation } from '../support/build.ts'
import { visitor } from '../support/pages.ts'
import { plantAction } from '../support/plan.ts'
import { countStatements } from '../support/statements.ts'

/*
 * What a page may cost, whatever the size of the plan: statements, bytes, requests,
 * and nothing that moves under the eyes of its reader.
 */

const sizes = { few: 5, many: 200 }
const mostBytesOfHtml = 100_000

interface Plan { readonly app: TestApp, readonly paths: readonly string[] }

async function plan (t: Test, actions: number): Promise<Plan> {
  const app = await testApp(t)
  const recommendation = await buildRecommendation(app, { response: 'accepted' })
  const { id } = await buildAction(app, { recommendationIds: [recommendation.id], dueOn: '2026-02-01' })
  const { id: measureId } = await buildMeasure(app, { recommendationId: recommendation.id })
  const { body: { id: milestoneId } } = await app.send('POST', `/v1/actions/${id}/milestones`, { title: 'Lead and deputy named', dueOn: '2026-04-01' })
  for (let period = 1; period <= 2; period++) await app.send('PUT', `/v1/measures/${measureId}/observations/2026-0${period}`, { value: 10 + period })
  for (let made = 1; made < actions; made++) await plantAction(app.db, app, { recommendationIds: [recommendation.id], title: `Action ${made}: name senior officers and publish an escalation ladder`, dueOn: made % 3 === 0 ? '2026-02-01' : '2026-06-30', status: made % 5 === 0 ? 'completed' : 'in_progress' })
  return {
    app,
    paths: ['/', '/my-work', '/actions', '/actions?overdue=true', '/reviews', '/my-keys', `/reviews/${recommendation.reviewId}`, `/recommendations/${recommendation.id}`, `/measures/${measureId}`, `/actions/${id}`,
      `/recommendations/${recommendation.id}/plan`, `/recommendations/${recommendation.id}/response`, `/actions/${id}/change`, `/actions/${id}/updates/new`, `/measures/${measureId}/observations/new`,
      `/reviews/${recommendation.reviewId}/change`, `/recommendations/${recommendation.id}/change`, `/recommendations/${recommendation.id}/measures/new`, `/measures/${measureId}/change`, `/actions/${id}/milestones/new`,
      `/milestones/${milestoneId}/change`, `/milestones/${milestoneId}/reached`, '/people', `/people/${app.people.contributor}`, `/people/${app.people.contributor}/handover`, `/people/${app.people.contributor}/erasure`]
  }
}

const few = await plan(t, sizes.few)
const many = await plan(t, sizes.many)

t.test('a page asks the database as often for 200 actions as for 5', async (t) => {
  for (const role of ['coordinator', 'reviewer'] as const) {
    const statements = async ({ app, paths }: Plan) => {
      const asked = countStatements(app.services.database.pool, (text) => !/set_config|\bsessions\b/.test(text)) // who is signed in is remembered for most of a second
      const who = await visitor(app, role)
      const counts: Array<readonly [string, number]> = []
      for (const path of paths) {
        if ((await who.look(path)).status !== 200) continue // not for this role
        await buildAction(app) // what was kept is spoilt
        asked.sent = 0
        await who.look(path)
        counts.push([path.replace(/[0-9a-f-]{36}/, '…'), asked.sent])
      }
      return counts
    }
    const counts = await statements(few)
    t.same(await statements(many), counts, `${role}: ${JSON.stringify(counts)}`)
    t.ok(Math.min(...counts.map(([, count]) => count)) > 0, 'each asks something, or nothing was counted')
    t.ok(Math.max(...counts.map(([, count]) => count)) <= 30, 'and not very often')
  }
})

t.test('a page of 200 actions stays under 100 kB', async (t) => {
  const who = await visitor(many.app, 'coordinator')
  for (const path of many.paths) {
    const { html } = await who.look(path)
    t.ok(Buffer.byteLength(html) < mostBytesOfHtml, `${path}: ${Buffer.byteLength(html)} bytes`)
  }
})

/** Run in the page, before anything else of it. */
const watchShifts = `
  window.shifts = []
  new PerformanceObserver((list) => { for (const { value, sources } of list.getEntries()) window.shifts.push([value, sources.map(({ node }) => node?.className)]) }).observe({ type: 'layout-shift', buffered: true })
`
const weigh = `(() => {
  const [page] = performance.getEntriesByType('navigation')
  const rest = performance.getEntriesByType('resource').filter(({ name }) => !name.includes('/live?'))
  return { requests: 1 + rest.length, bytes: [page, ...rest].reduce((sum, { transferSize }) => sum + transferSize, 0) }
})()`

t.test('a first visit is light, and nothing moves', async (t) => {
  const browser = await testBrowser(many.app)
  for (const path of many.paths) {
    const page = await browser.signIn(t, 'coordinator') // a browser that knows nothing yet
    await page.addInitScript(watchShifts)
    await page.goto(path)
    await page.waitForFunction('document.body.classList.contains("js-enabled") && document.readyState === "complete"')
    const { requests, bytes } = await page.evaluate(weigh) as { requests: number, bytes: number } // made above
    t.ok(requests <= 6, `${path}: ${requests} requests`)
    t.ok(bytes < 160_000, `${path}: ${bytes} bytes`)
    t.same(await page.evaluate('window.shifts'), [], `${path}: nothing moves`)
  }
})
