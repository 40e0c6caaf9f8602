import type { Test } from 'tap'
import { createSignInLink } from '../../src/features/sessions/commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { testApp } from './app.ts'
import type { TestApp } from './app.ts'
import { inspect, testBrowser } from './browser.ts'
import type { TestBrowser } from './browser.ts'
import { fillDay, mouse } from './hands.ts'
import type { Hands } from './hands.ts'
import { plantMember } from './members.ts'
import type { Walk } from './walks.ts'

/** People at the pages of a service, from their sign-in on. */
export interface AtPages { readonly app: TestApp, readonly browser: TestBrowser }

export async function atPages (t: Test): Promise<AtPages> {
  const app = await testApp(t)
  return { app, browser: await testBrowser(app) }
}

export async function comeIn (t: Test, { app: { services, partnershipId }, browser }: AtPages, personId: string, { script, by = mouse }: { script: boolean, by?: (page: Hands['page']) => Hands }): Promise<Hands> {
  const token = await actAs(services, { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'a-test' }, async (work) => createSignInLink(work, personId))
  const hands = by(await browser.open(t, { javaScriptEnabled: script }))
  await hands.page.goto(`/sign-in/${token}`)
  if (script) await hands.page.waitForURL('**/')
  else await hands.send('Sign in')
  return hands
}

async function respondAndPlan (t: Test, hands: Hands, { reference, text, response, reason, playbook }: Walk, leadAgencyId: string): Promise<string> {
  await hands.follow('Reviews')
  await hands.follow('Child O')
  await hands.follow('Add a recommendation')
  await hands.fill('reference', reference)
  await hands.fill('text', text)
  await hands.choose('leadAgencyId', leadAgencyId)
  t.match(await hands.send('Add the recommendation'), /The recommendation is added/)
  await hands.follow('Respond')
  await hands.choose('response', response)
  if (reason !== undefined) await hands.fill('responseReason', reason)
  t.match(await hands.send('Record the response'), /The response is recorded/)
  await hands.follow('Plan from a playbook')
  await hands.choose('key', playbook)
  await fillDay(hands, 'startOn', '2026-03-02')
  t.match(await hands.send('Make the plan'), /The plan is made/)
  return new URL(hands.page.url()).pathname
}

export async function deliver (t: Test, hands: Hands): Promise<void> {
  await hands.follow('Start work')
  t.match(await hands.send('Start work'), /Work on the action has started/)
  await hands.follow('Report progress')
  await hands.fill('narrative', 'The first half is done.')
  await hands.choose('confidence', 'on_track')
  await hands.fill('percentComplete', '50')
  t.match(await hands.send('Send the report'), /Your report is added[^]*50% done/)
}

export async function handIn (t: Test, hands: Hands, kind: string, title: string, given: (hands: Hands) => Promise<void>): Promise<void> {
  await hands.follow('Add evidence')
  await hands.choose('kind', kind)
  await hands.fill('title', title)
  await fillDay(hands, 'effectiveOn', '2026-02-27')
  await given(hands)
  t.match(await hands.send('Add the evidence'), /The evidence is added/)
}

const table = { name: 'sample.csv', mimeType: 'text/csv', buffer: Buffer.from('month,share\n2026-01,60\n2026-02,64\n') }

export async function judge (t: Test, hands: Hands, action: string, pieces: number): Promise<void> {
  for (let judged = 0; judged < pieces; judged++) {
    await hands.page.goto(action)
    await hands.follow('Judge this')
    await hands.choose('outcome', 'accepted')
    t.match(await hands.send('Record the judgement'), /The judgement is recorded/)
  }
  await hands.follow('Sign it off')
  t.match(await hands.send('Sign it off'), /The action is signed off[^]*Completed/)
}

/** The last figures at the page, those before them through the API. */
async function observe (t: Test, { send }: TestApp, hands: Hands, recommendation: string, { measure, observed }: Walk): Promise<void> {
  await hands.page.goto(recommendation)
  await hands.follow(measure)
  const home = new URL(hands.page.url()).pathname
  const readings = Object.entries(observed)
  for (const [period, reading] of readings.slice(0, -1)) t.equal((await send('PUT', `/v1${home}/observations/${period}`, reading)).status, 201)
  const [period = '', reading = {}] = readings.at(-1) ?? []
  await hands.follow('Report a figure')
  await hands.choose('period', period)
  for (const [field, value] of Object.entries(reading)) await hands.fill(field, String(value))
  t.match(await hands.send('Record the figure'), /The figure is recorded/)
}

/**
 * Each of these recommendations, from the partnership's response to the difference that it
 * made, by those whose part each step is, at the pages that they see.
 */
export async function walkAtPages (t: Test, walks: readonly Walk[], how: { script: boolean }): Promise<void> {
  const there = await atPages(t)
  const { send, agencies } = there.app
  const midwifery = (await send('POST', '/v1/agencies', { code: 'midwifery', name: 'Midwifery', kind: 'midwifery' })).body.id
  const agencyIds: Record<string, string> = { ...agencies, midwifery }
  await send('POST', '/v1/reviews', { reference: 'CHILD-O', title: 'Child O', kind: 'other' })
  for (const walk of walks) {
    await t.test(`${walk.reference}: ${walk.playbook}`, async (t) => { await walkThrough(t, there, walk, agencyIds[walk.lead.code] ?? '', how) })
  }
}

async function walkThrough (t: Test, there: AtPages, walk: Walk, leadAgencyId: string, { script }: { script: boolean }): Promise<void> {
  const { app } = there
  const { send, clock, people } = app
  clock.now = '2026-03-02T09:00:00.000Z'
  const worker = (await plantMember(app, 'contributor', leadAgencyId)).id
  const recommendation = await respondAndPlan(t, await comeIn(t, there, people.coordinator, { script }), walk, leadAgencyId)
  const actions = (await send('GET', `/v1/actions?recommendationId=${recommendation.split('/')[2]}&sort=reference`)).body.data
  const { title } = (await send('GET', `/v1/playbooks/${walk.playbook}`)).body.actions[walk.action]
  const action = `/actions/${actions.find((each: { title: string }) => each.title === title).id}`

  const owner = await comeIn(t, there, worker, { script })
  await owner.follow('My work')
  await owner.follow(title)
  await deliver(t, owner)
  await owner.follow('Mark as reached')
  t.match(await owner.send('Mark as reached'), /The milestone is reached/)
  await handIn(t, owner, 'process', 'Dip sample', async ({ page }) => { await page.setInputFiles('[name=file]', table) })
  const proof = async (hands: Hands) => { await hands.fill('statement', walk.shown.statement) }
  if (walk.shown.kind === 'independent') {
    const scrutineer = await comeIn(t, there, people.scrutineer, { script })
    await scrutineer.page.goto(action)
    await handIn(t, scrutineer, 'independent', 'What was found', proof)
    await owner.page.goto(action)
  } else await handIn(t, owner, walk.shown.kind, 'What it changed', proof)
  await owner.follow('Hand it in')
  t.match(await owner.send('Hand it in'), /Waiting for sign-off/)

  const reviewer = await comeIn(t, there, people.reviewer, { script })
  await reviewer.follow('My work')
  t.match(await reviewer.page.textContent('main'), /What waits for you[^]*Judge the evidence “Dip sample”/)
  await judge(t, reviewer, action, 2)

  clock.now = '2026-10-05T09:00:00.000Z'
  await observe(t, app, await comeIn(t, there, worker, { script }), recommendation, walk)
  const later = await comeIn(t, there, people.reviewer, { script })
  await later.follow('My work')
  await later.page.goto(action)
  await later.follow('Judge its impact')
  await later.choose('rating', walk.rating)
  const { body: { data: [shown] } } = await send('GET', `/v1${action}/evidence?kind=${walk.shown.kind}`)
  await later.choose('evidenceIds', shown.id)
  await later.fill('narrative', 'The figures of half a year, and what those say whom it is for.')
  t.match(await later.send('Record the finding'), /The finding is recorded/)

  const { body } = await send('GET', `/v1${recommendation}`)
  t.match(body, { response: walk.response, delivery: { completed: 1 }, impact: walk.rating })
  const board = await comeIn(t, there, people.viewer, { script })
  await board.page.goto(recommendation)
  t.match(await board.page.textContent('main'), /1 of \d actions completed/)
  if (script) await inspect(t, board.page, `walk-${walk.reference}`)
}
