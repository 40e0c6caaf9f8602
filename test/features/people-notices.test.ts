import t from 'tap'
import { sendPersonNotice } from '../../src/features/people/notice.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { Payloads } from '../../src/platform/jobs/task-list.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import { startMailServer } from '../support/mail-server.ts'

const mail = await startMailServer(t)
const app = await testApp(t, { SMTP_URL: mail.url, MAIL_FROM: 'reminders@partnership.example' })
const { db, send, services, people, agencies } = app
for (const code of ['csc', 'police']) await db.rows(sql`update agencies set escalation_email = ${`director@${code}.example`} where code = ${code}`)

/** Carries out the jobs that were enqueued to tell of people; gives what was sent. */
async function told () {
  mail.received.length = 0
  const jobs = await db.rows<{ payload: Payloads['people.notify'] }>(sql`select job.payload from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id where task.identifier = 'people.notify' order by job.id`)
  for (const { payload } of jobs) await sendPersonNotice(services, makeLogger('silent'), payload)
  await db.rows(sql`select from graphile_worker.complete_jobs(array(select job.id from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id where task.identifier = 'people.notify'))`)
  return mail.received
}

t.test('another address is told to the old one and to the agency’s senior leader, never to the new one', async (t) => {
  await send('PATCH', `/v1/people/${people.contributor}`, { email: 'somebody@else.example' }, { 'if-match': '*' })

  const messages = await told()

  t.same(messages.map(({ to }) => to), ['contributor@test.example', 'director@csc.example'])
  t.match(messages[0]?.text, /changed your account in Follow-through on 2 March 2026: e-mail address/)
  t.match(messages[1]?.text, /changed the account of A contributor/)
  t.notMatch(messages.map(({ raw }) => raw).join(), 'somebody@else.example')
})

t.test('a move to another agency is told to the leaders of both', async (t) => {
  await send('PATCH', `/v1/people/${people.contributor}`, { agencyId: agencies.police }, { 'if-match': '*' })

  t.same((await told()).map(({ to }) => to), ['somebody@else.example', 'director@csc.example', 'director@police.example'])
})

t.test('whoever becomes a reviewer, by a change or from the beginning, is made known', async (t) => {
  await send('PATCH', `/v1/people/${people.contributor}`, { role: 'reviewer' }, { 'if-match': '*' })
  t.match((await told())[1], { to: 'director@police.example', text: /a reviewer’s account: it may judge evidence/ })

  await send('POST', '/v1/people', { agencyId: agencies.police, name: 'Another', email: 'another@police.example', role: 'reviewer' })

  t.match(await told(), [{ to: 'another@police.example', text: /made your account/ }, { to: 'director@police.example', text: /made the account of Another/ }])
})

t.test('what ends no keys is told nobody, and an agency without a leader’s address is left out', async (t) => {
  await send('PATCH', `/v1/people/${people.viewer}`, { jobTitle: 'Secretary' }, { 'if-match': '*' })
  t.same(await told(), [])
  await send('POST', '/v1/people', { agencyId: agencies.police, name: 'x', email: 'x@police.example', role: 'contributor' })
  t.same(await told(), [])

  await send('PATCH', `/v1/people/${people.viewer}`, { role: 'contributor' }, { 'if-match': '*' })

  t.same((await told()).map(({ to }) => to), ['viewer@test.example'])
})
