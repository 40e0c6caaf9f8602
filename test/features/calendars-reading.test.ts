import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { addDays } from '../../src/domain/local-date.ts'
import { testApp } from '../support/app.ts'
import type { TestApp } from '../support/app.ts'
import { buildAction, buildRecommendation, etagOf } from '../support/build.ts'
import { badLines, readCalendar } from '../support/calendar.ts'
import { buildSubmitted } from '../support/evidence.ts'

const app = await testApp(t)
const { send, as, db, clock, agencies, anotherPartnership } = app
const start = clock.now
t.beforeEach(() => { clock.now = start })

/** What a caller's calendar has of one action, earliest first. */
async function entriesOf (actionId: string, ask = send) {
  const { status, text } = await ask('GET', '/v1/calendar.ics')
  if (status !== 200) throw new Error(`The calendar was answered ${status}: ${text}`)
  return readCalendar(text).entries.filter(({ url }) => String(url).endsWith(actionId))
}

async function close (actionId: string): Promise<void> {
  await send('POST', `/v1/actions/${actionId}/transitions`, { to: 'closed_not_delivered', note: 'Merged', closureReason: 'merged' })
}

function letDaysPass (days: number): void {
  clock.now = `${addDays(start.slice(0, 10), days)}${start.slice(10)}`
}

t.test('an open action is an all-day entry on its due date, with a link, and without what it is about', async (t) => {
  const { id } = await buildAction(app, { title: 'Visit Child Q weekly', dueOn: '2026-03-29' })

  t.match(await entriesOf(id), [{
    uid: `action-${id}@follow-through`, title: 'An action is due: The csc agency, R1/A1', day: '2026-03-29', end: '2026-03-30', allDay: true, status: 'CONFIRMED', url: `http://127.0.0.1:3000/actions/${id}`
  }])
  const { text, headers } = await send('GET', '/v1/calendar.ics')
  t.notMatch(text, /Child Q|REVIEW/)
  t.match(headers.get('content-type'), 'text/calendar; charset=utf-8')
  t.match(headers.get('cache-control'), 'no-store')
  t.strictSame(badLines(text), [])
})

t.test('a coordinator has all, others what their agency owns or supports', async (t) => {
  const recommendationIds = [(await buildRecommendation(app)).id]
  const owned = await buildAction(app, { recommendationIds, ownerAgencyId: agencies.housing })
  const supported = await buildAction(app, { recommendationIds, ownerAgencyId: agencies.housing, supportingAgencyIds: [agencies.csc] })

  t.strictSame([(await entriesOf(owned.id)).length, (await entriesOf(supported.id)).length], [1, 1])
  t.strictSame([(await entriesOf(owned.id, as('contributor'))).length, (await entriesOf(supported.id, as('contributor'))).length], [0, 1])
  for (const role of ['reviewer', 'scrutineer', 'viewer'] as const) t.strictSame(await entriesOf(supported.id, as(role)), [], role)
})

t.test('what is restricted is in the calendars of those whose work it is, and of no other partnership', async (t) => {
  const recommendationIds = [(await buildRecommendation(app, { restricted: true })).id]
  const { id } = await buildAction(app, { recommendationIds })
  const other = await anotherPartnership()

  t.equal((await entriesOf(id, as('contributor'))).length, 1)
  t.strictSame(await entriesOf(id, other.as('coordinator')), [])
})

t.test('a date that is moved is the same entry, of a higher sequence', async (t) => {
  const { id } = await buildAction(app)
  const [before] = await entriesOf(id)

  await send('PATCH', `/v1/actions/${id}`, { dueOn: '2026-07-31' }, await etagOf(app, `/v1/actions/${id}`))
  const [after] = await entriesOf(id)

  t.match(after, { uid: before?.uid, day: '2026-07-31', status: 'CONFIRMED' })
  t.ok((after?.sequence ?? 0) > (before?.sequence ?? 0))
})

t.test('what has ended is cancelled for 30 days, and then gone', async (t) => {
  const { id } = await buildAction(app)
  await send('POST', `/v1/actions/${id}/milestones`, { title: 'A step', dueOn: '2026-05-01' })
  const before = await entriesOf(id)
  await close(id)
  const after = await entriesOf(id)

  t.match(after, [{ uid: before[0]?.uid, day: '2026-05-01', status: 'CANCELLED' }, { uid: before[1]?.uid, status: 'CANCELLED' }])
  for (const place of [0, 1]) t.ok((after[place]?.sequence ?? 0) > (before[place]?.sequence ?? 0))
  letDaysPass(30)
  t.equal((await entriesOf(id)).length, 2)
  letDaysPass(31)
  t.strictSame(await entriesOf(id), [])
})

t.test('what is reopened is back, of a higher sequence still', async (t) => {
  const { id } = await buildAction(app)
  await close(id)
  const [closed] = await entriesOf(id)
  await send('POST', `/v1/actions/${id}/transitions`, { to: 'in_progress', note: 'Needed after all', dueOn: '2026-09-30' })
  const [open] = await entriesOf(id)

  t.match(open, { uid: closed?.uid, day: '2026-09-30', status: 'CONFIRMED' })
  t.ok((open?.sequence ?? 0) > (closed?.sequence ?? 0))
})

t.test('a milestone is an entry until it is reached', async (t) => {
  const { id } = await buildAction(app)
  const { body } = await send('POST', `/v1/actions/${id}/milestones`, { title: 'Child Q was seen', dueOn: '2026-05-01' })
  const path = `/v1/milestones/${body.id}`

  t.match((await entriesOf(id))[0], { uid: `milestone-${body.id}@follow-through`, title: 'A milestone is due: The csc agency, R1/A1', day: '2026-05-01', status: 'CONFIRMED' })
  await send('PATCH', path, { completedOn: '2026-01-05' }, await etagOf(app, path))
  t.match(await entriesOf(id), [{ status: 'CANCELLED' }, { status: 'CONFIRMED' }])
  letDaysPass(31)
  t.match(await entriesOf(id), [{ uid: `action-${id}@follow-through` }])
})

t.test('a completed action gives way to its impact reviews, until they are made or it is reopened', async (t) => {
  const { id, path } = await buildSubmitted(app)
  await as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
  const title = 'An impact review is due: The csc agency, R1/A1'

  t.match(await entriesOf(id), [{ title: /^An action/, status: 'CANCELLED' }, { title, day: '2026-09-02', status: 'CONFIRMED' }, { title, day: '2027-03-02', status: 'CONFIRMED' }])
  clock.now = '2026-09-02T09:00:00.000Z'
  await as('reviewer')('POST', `${path}/impact-reviews`, { rating: 'early_signs', narrative: 'Debriefs are held in time.' })
  t.match(await entriesOf(id), [{ day: '2026-09-02', status: 'CANCELLED' }, { day: '2027-03-02', status: 'CONFIRMED' }])
  await send('POST', `${path}/transitions`, { to: 'in_progress', note: 'It has fallen back', dueOn: '2026-12-31' })
  t.match(await entriesOf(id), [{ status: 'CANCELLED' }, { title: /^An action/, day: '2026-12-31', status: 'CONFIRMED' }, { day: '2027-03-02', status: 'CANCELLED' }])
})

t.test('a program that has the calendar is told so, until something changes', async (t) => {
  const { id } = await buildAction(app)
  const etag = (await send('GET', '/v1/calendar.ics')).headers.get('etag') ?? ''

  t.match(await send('GET', '/v1/calendar.ics', undefined, { 'if-none-match': etag }), { status: 304, text: '' })
  await close(id)
  t.equal((await send('GET', '/v1/calendar.ics', undefined, { 'if-none-match': etag })).status, 200)
})

t.test('of more than 2,000 dates those nearest to today are shown, and the calendar says so', async (t) => {
  const its = await anotherPartnership()
  const { id } = await buildAction({ send: its.as('coordinator'), agencies: its.agencies })
  await db.rows(sql`insert into milestones (partnership_id, id, action_id, title, due_on, created_at, updated_at)
    select ${its.partnershipId}, gen_random_uuid(), ${id}, 'A step', date '2026-03-02' + step * (case when step % 2 = 0 then 1 else -1 end), ${start}, ${start} from generate_series(1, 2000) as step`)

  const { about, entries } = readCalendar((await its.as('coordinator')('GET', '/v1/calendar.ics')).text)

  t.match(about, /Only the 2000 dates nearest to today are here/)
  t.strictSame([entries.length, entries[0]?.day, entries.at(-1)?.day], [2000, addDays('2026-03-02', -1999), addDays('2026-03-02', 1998)])
})

t.test('a calendar as it is read', async (t) => {
  const its = await anotherPartnership()
  await fill({ send: its.as('coordinator'), agencies: its.agencies })

  const { text } = await its.as('coordinator')('GET', '/v1/calendar.ics')

  t.matchSnapshot(withoutIds(text.replaceAll('\r\n ', '').replaceAll('\r\n', '\n')))
})

async function fill (other: Pick<TestApp, 'send' | 'agencies'>): Promise<void> {
  const recommendationIds = [(await buildRecommendation(other)).id]
  const { id } = await buildAction(other, { recommendationIds })
  await other.send('POST', `/v1/actions/${id}/milestones`, { title: 'A step', dueOn: '2026-05-01' })
  const second = await buildAction(other, { recommendationIds, ownerAgencyId: other.agencies.housing, dueOn: '2026-03-31' })
  await other.send('POST', `/v1/actions/${second.id}/transitions`, { to: 'closed_not_delivered', note: 'Merged', closureReason: 'merged' })
}

/** Each id by its place of first appearance, the same whenever the test runs. */
function withoutIds (text: string): string {
  const seen: string[] = []
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    if (!seen.includes(id)) seen.push(id)
    return `<id ${seen.indexOf(id) + 1}>`
  })
}
