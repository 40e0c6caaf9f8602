import t from 'tap'
import { testApp } from '../support/app.ts'
import type { Reply } from '../support/client.ts'
import { buildAction } from '../support/build.ts'
import { buildEvidence, buildStarted } from '../support/evidence.ts'
import { until } from '../support/scratch-database.ts'

const app = await testApp(t)
const { send, as, services, people, agencies } = app

async function eventsOf (type: string, atLeast = 1): Promise<Array<Record<string, unknown>>> {
  let found: Reply['body']['data'] = []
  await until(async () => {
    found = (await send('GET', `/v1/events?type=${type}&limit=200`)).body.data
    return found.length >= atLeast
  })
  return found
}

t.test('a refusal of permission is an event: who, which operation, and no word of theirs', async (t) => {
  await as('viewer')('GET', '/v1/people', undefined, { 'x-request-id': 'knock' })

  const [event] = await eventsOf('permission.refused')

  t.match(event, { subjectType: 'permission', subjectId: people.viewer, actorId: people.viewer, agencyId: agencies.unit, requestId: 'knock', before: null })
  t.same(event?.['after'], { operation: 'listPeople', role: 'viewer', times: 1 })
})

t.test('who is refused a hundred times makes one event, and one that says how often when the minute is over', async (t) => {
  for (let times = 0; times < 100; times++) await as('viewer')('GET', '/v1/evidence')
  await eventsOf('permission.refused', 2)
  t.equal((await eventsOf('permission.refused')).length, 2, 'the one before, and this')

  await services.accesses.writeCounted('all')

  t.match((await eventsOf('permission.refused', 3)).at(-1), { after: { operation: 'listEvidence', times: 99 } })
})

t.test('so is one of a report among many, though the others are taken', async (t) => {
  const { id } = await buildAction(app, { ownerAgencyId: agencies.housing })

  const { status } = await as('contributor')('POST', '/v1/actions/bulk-updates', { updates: [{ actionId: id, narrative: 'Not ours.' }] })

  t.equal(status, 200)
  t.match((await eventsOf('permission.refused', 4)).at(-1), { subjectId: people.contributor, after: { operation: 'bulkUpdateActions', role: 'contributor', times: 1 } })
})

t.test('an export is an event before anything is given out: which list, as what, filtered by what', async (t) => {
  await send('GET', `/v1/actions?format=csv&status=in_progress,paused&ownerAgencyId=${agencies.csc}&q=her%20name`)
  await send('GET', '/v1/reports/summary?format=xlsx')

  const [list, report] = await eventsOf('export.made', 2)

  t.match(list, { subjectType: 'export', subjectId: people.coordinator, after: { operation: 'listActions', format: 'csv', times: 1 } })
  t.same((list?.['after'] as { filters: object }).filters, { status: 'in_progress,paused', ownerAgencyId: agencies.csc, q: true })
  t.match(report, { after: { operation: 'getSummaryReport', format: 'xlsx' } })
})

t.test('a download of evidence is an event; its record, its headers and what the caller has already are none', async (t) => {
  const { id, sha256 } = await buildEvidence(app, (await buildStarted(app)).path)
  await send('GET', `/v1/evidence/${id}`)
  await send('HEAD', `/v1/evidence/${id}/content`)
  await send('GET', `/v1/evidence/${id}/content`, undefined, { 'if-none-match': `"${sha256}"` })

  await as('reviewer')('GET', `/v1/evidence/${id}/content`)

  t.match(await eventsOf('evidence.downloaded'), [{ subjectType: 'evidence', subjectId: id, actorId: people.reviewer, after: { sha256, times: 1 } }])
})

t.test('accesses are told to those who see everything only, and make no list look changed', async (t) => {
  const { headers } = await send('GET', '/v1/agencies')
  await as('viewer')('GET', '/v1/api-keys')
  await eventsOf('permission.refused', 5)

  t.equal((await send('GET', '/v1/agencies', undefined, { 'if-none-match': headers.get('etag') ?? '' })).status, 304)
  t.same((await as('contributor')('GET', '/v1/events?type=permission.refused')).body.data, [])
})
