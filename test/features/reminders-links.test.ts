import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { mailingApp, stageDelivery } from '../support/deliveries.ts'
import type { DeliveryStage } from '../support/deliveries.ts'
import { plantAction } from '../support/plan.ts'

const app = await mailingApp(t)
const { db, address } = app

interface Page { readonly status: number, readonly text: string, readonly headers: Headers }

async function page (path: string, init: RequestInit = {}): Promise<Page> {
  const response = await fetch(`${address}${path}`, { redirect: 'manual', ...init })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

async function say (path: string, choice: string): Promise<Page> {
  return await page(path, { method: 'POST', body: new URLSearchParams({ choice }) })
}

/** The path of the link to an action of the contributor's, as it stands in the message. */
async function sentLink (stage: DeliveryStage, facts: object = {}): Promise<{ path: string, actionId: string }> {
  const { id: actionId } = await plantAction(db, stage, { dueOn: '2026-03-09', leadPersonId: stage.people.contributor, reference: 'CHILD-O/R2/A2', title: 'A title', ...facts })
  await stage.run()
  await stage.deliver()
  const [, path = ''] = /https?:\/\/[^/]+(\/reminder-links\/\S+)/.exec(stage.mail.received.at(-1)?.text ?? '') ?? []
  return { path, actionId }
}

async function acknowledgements (actionId: string): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`select count(acknowledged_at) from reminders where action_id = ${actionId}`)
  return row?.count ?? 0
}

t.test('looking at a link does nothing, however often: a mail scanner looks too', async (t) => {
  const { path, actionId } = await sentLink(await stageDelivery(app))

  for (const method of ['GET', 'GET', 'HEAD']) t.equal((await page(path, { method })).status, 200)

  t.equal(await acknowledgements(actionId), 0)
})

t.test('the page says what it is about without naming it, runs nothing and fetches nothing', async (t) => {
  const { path } = await sentLink(await stageDelivery(app))

  const { text, headers } = await page(path)

  t.match(text, /Action R2\/A2 \(The csc agency\).*Due on 9 March 2026, in 7 days/)
  t.notMatch(text, /CHILD-O|A title|<script|src=/)
  t.match(headers.get('content-security-policy'), /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
  t.match([headers.get('cache-control'), headers.get('referrer-policy')], ['no-store', 'no-referrer'])
  t.matchSnapshot(text)
})

t.test('its form acknowledges the step, once, and it is recorded by whom', async (t) => {
  const stage = await stageDelivery(app)
  const { path, actionId } = await sentLink(stage)

  t.match(await say(path, 'seen'), { status: 200, text: /Thank you/ })
  t.match(await say(path, 'seen'), { status: 410, text: /This link has been used/ })
  t.match(await page(path), { status: 410, text: /This link has been used/ })

  t.equal(await acknowledgements(actionId), 1)
  t.match(await db.rows(sql`select subject_id, actor_id, after from events where type = 'reminder.acknowledged' and partnership_id = ${stage.partnershipId}`),
    [{ subject_id: actionId, actor_id: stage.people.contributor, after: { chasedFor: 'action', step: -7, choice: 'seen' } }])
})

t.test('who posts without choosing has seen it', async (t) => {
  const { path, actionId } = await sentLink(await stageDelivery(app))

  t.match(await page(path, { method: 'POST' }), { status: 200, text: /you have seen the reminder/ })
  t.equal(await acknowledgements(actionId), 1)
})

t.test('of several uses at once, one counts', async (t) => {
  const { path, actionId } = await sentLink(await stageDelivery(app))

  const statuses = (await Promise.all(Array.from({ length: 5 }, async () => await say(path, 'evidence_follows')))).map(({ status }) => status)

  t.strictSame(statuses.sort(), [200, 410, 410, 410, 410])
  t.match(await db.rows(sql`select count(*) as count from action_updates where action_id = ${actionId}`), [{ count: 1 }])
})

t.test('“done, the evidence follows” is noted under the person’s name, and changes neither status nor date', async (t) => {
  const stage = await stageDelivery(app)
  const { path, actionId } = await sentLink(stage, { status: 'in_progress', startedOn: '2026-02-02' })

  t.match(await say(path, 'evidence_follows'), { status: 200, text: /The action stays open until the evidence is there/ })

  t.match((await stage.send('GET', `/v1/actions/${actionId}/updates`)).body.data, [{ narrative: /the evidence follows/, by: { kind: 'person', id: stage.people.contributor } }])
  t.match((await stage.send('GET', `/v1/actions/${actionId}`)).body, { status: 'in_progress', dueOn: '2026-03-09', percentComplete: 0 })
})

t.test('an agency’s mailbox is not asked whether it is done: nobody would have said so', async (t) => {
  const stage = await stageDelivery(app)
  const { actionId } = await sentLink(stage, { dueOn: '2026-02-20' })
  const { text } = stage.mail.received.find(({ to }) => to === 'duty@csc.example') ?? { text: '' }
  const [, path = ''] = /https?:\/\/[^/]+(\/reminder-links\/\S+)/.exec(text) ?? []

  t.notMatch((await page(path)).text, /evidence follows/)
  t.match(await say(path, 'evidence_follows'), { status: 200, text: /you have seen the reminder/ })
  t.match(await db.rows(sql`select count(*) as count from action_updates where action_id = ${actionId}`), [{ count: 0 }])
})

t.test('who may no longer report on an action can still say that the reminder was seen', async (t) => {
  const stage = await stageDelivery(app)
  const { path, actionId } = await sentLink(stage)
  await db.rows(sql`update actions set owner_agency_id = ${stage.agencies.housing} where id = ${actionId}`)

  t.notMatch((await page(path)).text, /evidence follows/)
  t.match(await say(path, 'evidence_follows'), { status: 200, text: /you have seen the reminder/ })
})

t.test('a link works to the end of its fourteenth day, and says so afterwards', async (t) => {
  const stage = await stageDelivery(app)
  const { path, actionId } = await sentLink(stage)

  stage.clock.now = '2026-03-16T08:59:59.999Z'
  t.equal((await page(path)).status, 200)
  stage.clock.now = '2026-03-16T09:00:00.000Z'
  t.match(await page(path), { status: 410, text: /This link has expired/ })
  t.match(await say(path, 'seen'), { status: 410, text: /This link has expired/ })
  t.equal(await acknowledgements(actionId), 0)
})

t.test('a link that was never sent is not known', async (t) => {
  for (const token of ['x', 'A'.repeat(43), '..%2f..', '%27%20or%201=1']) {
    t.match([await page(`/reminder-links/${token}`), await say(`/reminder-links/${token}`, 'seen')], [{ status: 404, text: /not known/ }, { status: 404, text: /not known/ }])
  }
})

t.test('a form that says anything else is refused', async (t) => {
  const { path, actionId } = await sentLink(await stageDelivery(app))

  t.match([(await say(path, 'completed')).status, (await page(path, { method: 'POST', body: new URLSearchParams({ choice: 'seen', status: 'completed' }) })).status], [400, 400])
  t.equal(await acknowledgements(actionId), 0)
})

t.test('the ladder goes on: what was acknowledged is that step, not the next', async (t) => {
  const stage = await stageDelivery(app)
  const { path } = await sentLink(stage)
  await say(path, 'seen')
  stage.clock.now = '2026-03-09T09:00:00.000Z'
  await stage.run()

  t.match(await stage.deliver(), { sent: 1 })
  t.match(stage.mail.received.map(({ to }) => to.split('@', 1)[0]), ['contributor', 'contributor'])
})
