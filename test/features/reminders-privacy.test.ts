import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { htmlPart } from '../support/mail-server.ts'
import { mailingApp, stageDelivery } from '../support/deliveries.ts'

const app = await mailingApp(t)
const { db } = app

// What a person may have written anywhere near an action, though they should not.
const canary = 'CANARYjane'

t.test('no message names a review, a child or anything that was written about the work', async (t) => {
  const stage = await stageDelivery(app)
  const { send, people, agencies } = stage
  const post = async (path: string, body: object) => (await send('POST', path, body)).body
  const review = await post('/v1/reviews', { reference: `${canary}-1`, title: `${canary} title`, kind: 'rapid_review', summary: `${canary} summary` })
  const recommendation = await post('/v1/recommendations', { reviewId: review.id, reference: `${canary}R`, text: `${canary} text` })
  const action = await post('/v1/actions', { recommendationIds: [recommendation.id], title: `${canary} title`, description: `${canary} description`, themes: [canary], ownerAgencyId: agencies.csc, leadPersonId: people.contributor, priority: 'high', dueOn: '2026-01-05', externalReference: canary })
  await post(`/v1/actions/${action.id}/milestones`, { title: `${canary} milestone`, dueOn: '2026-02-27' })
  await post(`/v1/actions/${action.id}/updates`, { narrative: `${canary} narrative` })
  await post(`/v1/actions/${action.id}/comments`, { text: `${canary} comment` })
  await stage.run()
  await stage.deliver()

  t.equal(stage.mail.received.length, 4, 'the lead, the agency, its senior leader and the coordinator')
  for (const { raw, text, subject } of stage.mail.received) t.notMatch(`${raw}${text}${subject}${htmlPart(raw)}`, new RegExp(canary, 'i'))
})

t.test('a token stands in its message and nowhere else: not in the database, not in the log', async (t) => {
  const stage = await stageDelivery(app)
  await stage.leads(1)
  await stage.run()
  await stage.deliver()
  const [, token = ''] = /reminder-links\/(\S+)/.exec(stage.mail.received[0]?.text ?? '') ?? []
  await fetch(`${app.address}/reminder-links/${token}`)

  t.match(token, /^[A-Za-z0-9_-]{43}$/)
  t.notMatch(JSON.stringify(await db.rows(sql`select * from reminder_links`)), new RegExp(token))
  t.notMatch(app.logLines.join(), new RegExp(token))
})
