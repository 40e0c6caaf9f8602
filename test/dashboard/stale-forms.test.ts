import t from 'tap'
import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { inspect, testBrowser } from '../support/browser.ts'
import { buildAction, buildMeasure, buildRecommendation, etagOf } from '../support/build.ts'
import { buildRequested } from '../support/extensions.ts'
import { buildStarted, buildSubmitted } from '../support/evidence.ts'
import { plantMember } from '../support/members.ts'
import { dayFields, visitor } from '../support/pages.ts'
import type { Visitor } from '../support/pages.ts'

/*
 * Whoever sends a form after somebody else has changed the record is shown what
 * has changed, by whom and when, beside what they typed; and can go on.
 */

const app = await testApp(t)
const { send, as } = app
const visitors = { coordinator: await visitor(app, 'coordinator'), contributor: await visitor(app, 'contributor'), reviewer: await visitor(app, 'reviewer') }

interface Case {
  readonly who: Visitor
  readonly path: string
  readonly typed: Readonly<Record<string, string>>
  readonly meddle: () => Promise<unknown>
  readonly says: RegExp
}

let minutes = 0

/** Another minute: a change is known by when it was made. */
async function later<Done> (job: () => Promise<Done>): Promise<Done> {
  app.clock.now = new Date(Date.parse('2026-03-02T09:00:00.000Z') + ++minutes * 60_000).toISOString()
  return await job()
}

async function isToldAndGoesOn (t: Test, { who, path, typed, meddle, says }: Case): Promise<void> {
  const seen = await who.look(path)
  await later(meddle)
  const told = await who.send(path, typed, seen)
  t.match([told.status, told.text], [412, says])
  t.match(told.text, /Somebody else has changed this since you opened the page/)
  t.equal((await who.send(path, typed, told)).status, 303, 'and it can be sent again')
}

async function reports (id: string): Promise<void> {
  await as('contributor')('POST', `/v1/actions/${id}/updates`, { narrative: 'Half of it is done.', percentComplete: 50 })
}

t.test('a report on an action', async (t) => {
  const { id } = await buildStarted(app)
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/actions/${id}/updates/new`, typed: { narrative: 'It goes well.', percentComplete: '20' }, meddle: async () => { await reports(id) }, says: /How far the work is was 0% , is now 50% You typed 20% Changed by A contributor, The csc agency, 2 March 2026 at 9:\d\dam/ })
})

t.test('a move of an action', async (t) => {
  const { id } = await buildStarted(app)
  await isToldAndGoesOn(t, { who: visitors.contributor, path: `/actions/${id}/moves/pause`, typed: { note: 'The post is vacant.', ...dayFields('resumeOn', '2026-04-01') }, meddle: async () => await send('PATCH', `/v1/actions/${id}`, { priority: 'high' }, await etagOf(app, `/v1/actions/${id}`)), says: /Priority was Medium , is now High Changed by A coordinator/ })
})

t.test('a request for more time', async (t) => {
  const { id } = await buildStarted(app)
  await isToldAndGoesOn(t, { who: visitors.contributor, path: `/actions/${id}/extensions/new`, typed: { reason: 'A post is vacant.', interimRiskControl: 'The manager reads each list.', ...dayFields('proposedDueOn', '2026-08-01') }, meddle: async () => { await reports(id) }, says: /is now 50%/ })
})

t.test('a finding of impact', async (t) => {
  const { id, path } = await buildSubmitted(app)
  await as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
  await isToldAndGoesOn(t, { who: visitors.reviewer, path: `/actions/${id}/impact/new`, typed: { rating: 'early_signs', narrative: 'It begins to show.' }, meddle: async () => await send('PATCH', path, { title: 'Name two leads' }, await etagOf(app, path)), says: /Title was Name a lead , is now Name two leads/ })
})

t.test('what an action says', async (t) => {
  const { id } = await buildAction(app)
  const path = `/v1/actions/${id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/actions/${id}/change`, typed: { title: 'Name three leads', priority: 'low', ownerAgencyId: app.agencies.csc }, meddle: async () => await send('PATCH', path, { title: 'Name two leads', ownerAgencyId: app.agencies.housing }, await etagOf(app, path)), says: /Title was Name a lead , is now Name two leads You typed Name three leads Changed by A coordinator.*Owner was The csc agency , is now The housing agency Yours You had left/ })
})

t.test('who leads an action', async (t) => {
  const { id } = await buildAction(app)
  const path = `/v1/actions/${id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/actions/${id}/lead`, typed: { leadPersonId: '' }, meddle: async () => await as('contributor')('PATCH', path, { leadPersonId: app.people.contributor }, await etagOf(app, path)), says: /Who leads it was empty , is now A contributor Yours You had left it as it was: the form below has what it is now\. Changed by A contributor/ })
})

t.test('a milestone', async (t) => {
  const { id } = await buildStarted(app)
  const { body } = await send('POST', `/v1/actions/${id}/milestones`, { title: 'A draft', dueOn: '2026-04-01' })
  const path = `/v1/milestones/${body.id}`
  await isToldAndGoesOn(t, { who: visitors.contributor, path: `/milestones/${body.id}/reached`, typed: dayFields('completedOn', '2026-03-02'), meddle: async () => await send('PATCH', path, { dueOn: '2026-05-01' }, await etagOf(app, path)), says: /Due date was 1 April 2026 , is now 1 May 2026/ })
})

t.test('the response to a recommendation', async (t) => {
  const { id } = await buildRecommendation(app)
  const path = `/v1/recommendations/${id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/recommendations/${id}/response`, typed: { response: 'accepted', ...dayFields('respondedOn', '2026-03-01') }, meddle: async () => await send('PATCH', path, { response: 'not_accepted', responseReason: 'It is done already.' }, await etagOf(app, path)), says: /Response was Waiting for a response , is now Not accepted You typed Accepted.*Reasons was empty , is now It is done already\..*Day of the response was empty , is now 2 March 2026 You typed 1 March 2026/ })
})

t.test('a figure that somebody has reported meanwhile', async (t) => {
  const { id } = await buildMeasure(app)
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/measures/${id}/observations/new`, typed: { period: '2026-02', value: '12' }, meddle: async () => await send('PUT', `/v1/measures/${id}/observations/2026-02`, { value: 14 }), says: /Value was empty , is now 14 You typed 12 Changed by A coordinator/ })
})

t.test('an agency', async (t) => {
  const path = `/v1/agencies/${app.agencies.housing}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/agencies/${app.agencies.housing}`, typed: { name: 'Homes', code: 'housing', kind: 'housing', successorId: '' }, meddle: async () => await send('PATCH', path, { name: 'Housing and homes', successorId: app.agencies.csc }, await etagOf(app, path)), says: /Name was The housing agency , is now Housing and homes You typed Homes Changed by A coordinator.*Agency that takes over was empty , is now The csc agency Yours You had left/ })
})

t.test('a person', async (t) => {
  const { id } = await plantMember(app, 'contributor', app.agencies.csc)
  const path = `/v1/people/${id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/people/${id}`, typed: { name: 'Amina Yusuf', email: `${id}@example.org`, agencyId: app.agencies.csc, role: 'contributor', jobTitle: '', deputyId: '', active: 'true' }, meddle: async () => await send('PATCH', path, { name: 'Amina Y.', deputyId: app.people.contributor }, await etagOf(app, path)), says: /Full name was Another contributor , is now Amina Y\. You typed Amina Yusuf Changed by A coordinator.*Deputy was empty , is now A contributor Yours You had left/ })
})

t.test('the work of somebody who leaves', async (t) => {
  const { id } = await plantMember(app, 'contributor', app.agencies.csc)
  const path = `/v1/people/${id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/people/${id}/handover`, typed: { toPersonId: app.people.contributor }, meddle: async () => await send('PATCH', path, { active: false }, await etagOf(app, path)), says: /Works here was Yes , is now No Changed by A coordinator/ })
})

t.test('the settings of the partnership', async (t) => {
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: '/partnership', typed: { name: 'The new partnership', timeZone: 'Europe/London', impactReviewMonths: '6, 12', years: '10', legalHold: 'false' }, meddle: async () => await send('PATCH', '/v1/partnership', { signOff: { impactReviewMonths: [3, 6] } }, await etagOf(app, '/v1/partnership')), says: /When impact is looked at was 6, 12 , is now 3, 6 Yours You had left it as it was: the form below has what it is now\. Changed by A coordinator/ })
})

t.test('a webhook', async (t) => {
  const { body } = await send('POST', '/v1/webhook-endpoints', { url: 'https://records.example/hook', types: ['action.*'] })
  const path = `/v1/webhook-endpoints/${body.id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/webhooks/${body.id}/change`, typed: { url: 'https://records.example/other', types: 'action.*', active: 'true' }, meddle: async () => await send('PATCH', path, { types: ['action.*', 'extension.*'] }, await etagOf(app, path)), says: /What it is told of was Action , is now Action, Extension Yours You had left/ })
})

t.test('the reminders', async (t) => {
  const path = '/v1/reminder-policy'
  const { body: { steps } } = await send('GET', path)
  const typed = { sendAt: '09:00', days1: '7', side1: 'before', to1: 'lead', days2: '7', side2: 'after', every2: '7', to2: 'lead' }
  const meddle = async () => await send('PATCH', path, { sendAt: '08:00', steps: steps.slice(1) }, await etagOf(app, path))
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: '/reminders/policy', typed, meddle, says: /Time of day was 09:00 , is now 08:00 .*Steps was 14 days before the due date: the lead 7 days before.*is now 7 days before the due date: the lead.* Changed by A coordinator/ })
})

t.test('a webhook that is about to be deleted', async (t) => {
  const { body } = await send('POST', '/v1/webhook-endpoints', { url: 'https://records.example/gone', types: ['action.*'] })
  const path = `/v1/webhook-endpoints/${body.id}`
  await isToldAndGoesOn(t, { who: visitors.coordinator, path: `/webhooks/${body.id}/delete`, typed: {}, meddle: async () => await send('PATCH', path, { types: ['extension.*'] }, await etagOf(app, path)), says: /What it is told of was Action , is now Extension Changed by A coordinator/ })
})

t.test('an extension that somebody has decided cannot be decided again, and the page says how it stands', async (t) => {
  const { id, decision } = await buildRequested(app)
  const path = `/extensions/${id}/decision`
  const seen = await visitors.reviewer.look(path)
  await later(async () => await as('reviewer')('POST', decision, { outcome: 'declined', reason: 'The risk is too high.' }))
  t.match((await visitors.reviewer.send(path, { outcome: 'agreed', reason: 'Good reasons.' }, seen)).text, /State was Waiting for a decision , is now Declined Changed by A reviewer/)
})

t.test('what was typed before the session had run out is held against what had been read then', async (t) => {
  const { id } = await buildAction(app)
  const path = `/actions/${id}/change`
  const who = await visitor(app, 'coordinator')
  const seen = await who.look(path)
  const typed = { title: 'Name three leads', priority: 'low', ownerAgencyId: app.agencies.csc }
  await later(async () => await send('PATCH', `/v1/actions/${id}`, { title: 'Name two leads' }, await etagOf(app, `/v1/actions/${id}`)))
  minutes += 40
  await later(async () => { t.equal((await who.send(path, typed, seen)).location, '/sign-in') })
  const back = await visitor(app, 'coordinator')
  const [{ id: draft } = { id: '' }] = await app.db.rows<{ id: string }>(sql`select id from form_drafts`)
  const restored = await back.look(`${path}?draft=${draft}`)
  t.match(restored.html, /value="Name three leads"/)
  t.match((await back.send(path, typed, restored)).text, /Title was Name a lead , is now Name two leads You typed Name three leads/)
})

t.test('it reads well', async (t) => {
  const { id } = await buildAction(app, { title: 'Hold a debrief after each case' })
  const path = `/v1/actions/${id}`
  const browser = await testBrowser(app)
  const page = await browser.signIn(t, 'coordinator')
  await page.goto(`/actions/${id}/change`)
  await page.fill('[name=title]', 'Hold a debrief within three days of each case')
  await later(async () => await send('PATCH', path, { title: 'Hold a debrief within five days of each case', priority: 'high' }, await etagOf(app, path)))
  await Promise.all([page.waitForNavigation(), page.click('main form button.govuk-button')])
  t.equal(await page.inputValue('[name=title]'), 'Hold a debrief within three days of each case')
  t.equal(await page.isChecked('[name=priority][value=high]'), true, 'what was left alone is not taken back')
  t.match(await page.textContent('#changed'), /Priority[^]*You had left it as it was/)
  t.equal(await page.evaluate('document.activeElement.className'), 'govuk-error-summary')
  await inspect(t, page, 'action-change-stale')
})
