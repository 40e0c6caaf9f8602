import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'

const app = await testApp(t)
const { send, as, withToken, db, agencies, tokens, logLines } = app
const somebody = { agencyId: agencies.csc, name: 'Zuleika Thistlewood', email: 'zuleika@thistlewood.example', jobTitle: 'Thistlewood officer', role: 'contributor' }
const { body: person } = await send('POST', '/v1/people', somebody)
const { body: endpoint } = await send('POST', '/v1/webhook-endpoints', { url: 'https://receiver.example/thistlewood-path', types: ['*'] })
const { body: key } = await send('POST', '/v1/api-keys', { name: 'Thistlewood', role: 'viewer', agencyId: agencies.csc, expiresOn: '2026-06-30' })
const action = await buildAction(app, { leadPersonId: person.id, dueOn: '2026-02-20', description: 'What Thistlewood does.' })
const planted = ['thistlewood', endpoint.secret, key.token, ...Object.values(tokens)].map((secret: string) => secret.toLowerCase())
const found = (text: string) => planted.filter((canary) => text.toLowerCase().includes(canary))

t.test('an answer that tells of an error holds nothing that was planted', async (t) => {
  const answers = await Promise.all([
    send('POST', '/v1/people', somebody), send('POST', '/v1/people', { ...somebody, email: 'thistlewood' }), send('POST', '/v1/people', { ...somebody, name: ['Thistlewood'] }),
    send('PATCH', `/v1/people/${person.id}`, { name: 'Thistlewood\0' }, { 'if-match': '*' }), send('PATCH', `/v1/people/${person.id}`, { name: 'Thistlewood' }),
    send('POST', `/v1/actions/${action.id}/comments`, { text: 'Thistlewood, born 3 May 2001' }), send('POST', `/v1/actions/${action.id}/transitions`, { to: 'completed', note: 'Thistlewood' }),
    send('GET', '/v1/actions?cursor=thistlewood'), send('GET', '/v1/nothing/thistlewood'), as('viewer')('GET', `/v1/people/${person.id}`),
    withToken(`${key.token}x`)('GET', '/v1/me'), withToken(key.token)('GET', `/v1/people/${person.id}`)
  ])

  for (const { status, text } of answers) t.ok(status >= 400 && found(text).length === 0, `${status}: ${text}`)
})

t.test('no job holds anything that was planted: their payloads are ids', async (t) => {
  await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })
  const jobs = await db.rows<{ job: string }>(sql`select job::text as job from graphile_worker._private_jobs as job`)

  t.ok(jobs.length > 0)
  t.same(found(jobs.map(({ job }) => job).join('\n')), [])
})

t.test('no event holds anything that was planted of a person, nor a secret', async (t) => {
  const events = await db.rows<{ told: string }>(sql`select events::text as told from events where subject_type <> 'action'`)

  t.ok(events.length > 3)
  t.same(found(events.map(({ told }) => told).join('\n')), [])
})

t.test('no line of the log holds anything that was planted', async (t) => {
  await send('GET', '/v1/actions?q=thistlewood')

  t.ok(logLines.length > 10)
  t.same(found(logLines.join('\n')), [])
})
