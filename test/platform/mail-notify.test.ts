import t from 'tap'
import { notifyMailer } from '../../src/platform/mail/notify.ts'
import { startNotifyServer } from '../support/notify-server.ts'

const message = { id: '01a205a5-9bdd-7531-8afa-d05ca7f360e8', to: 'lead@housing.example', subject: 'A subject', text: 'A text', html: '<p>A text</p>', attempt: 1 }

const answers = [
  [{ status: 429, message: 'Exceeded rate limit' }, { outcome: 'try_again', reason: 'server_busy' }],
  [{ status: 500, message: 'Internal server error' }, { outcome: 'try_again', reason: 'server_busy' }],
  [{ status: 403, message: 'Invalid token: API key not found' }, { outcome: 'try_again', reason: 'login_refused' }],
  [{ status: 400, message: 'Can’t send to this recipient using a team-only API key' }, { outcome: 'try_again', reason: 'server_refused' }],
  [{ status: 400, message: 'email_address Not a valid email address' }, { outcome: 'refused', reason: 'address_refused' }]
] as const

for (const [answer, outcome] of answers) {
  t.test(`Notify answers ${answer.status}: ${answer.message}`, async (t) => {
    const server = await startNotifyServer(t)
    server.answers.push(answer)

    t.strictSame(await notifyMailer(server).send(message), outcome)
  })
}

t.test('what Notify took without answering is not sent again', async (t) => {
  const server = await startNotifyServer(t)
  const mailer = notifyMailer({ ...server, requestTimeoutMs: 200 })
  server.answers.push('accept and be silent')

  t.strictSame(await mailer.send(message), { outcome: 'try_again', reason: 'timed_out' })
  t.strictSame(await mailer.send({ ...message, attempt: 2 }), { outcome: 'sent' })

  t.equal(server.notifications.length, 1)
})

const receipts = [
  ['created', 1, { outcome: 'sent' }],
  ['delivered', 1, { outcome: 'sent' }],
  ['temporary-failure', 1, { outcome: 'sent' }],
  ['permanent-failure', 1, { outcome: 'refused', reason: 'address_refused' }],
  ['technical-failure', 2, { outcome: 'sent' }]
] as const

for (const [status, copies, outcome] of receipts) {
  t.test(`another attempt, when the last copy’s status is ${status}, makes it ${copies}`, async (t) => {
    const server = await startNotifyServer(t)
    const mailer = notifyMailer(server)
    await mailer.send(message)
    for (const notification of server.notifications) notification.status = status

    t.strictSame(await mailer.send({ ...message, attempt: 2 }), outcome)

    t.equal(server.notifications.length, copies)
  })
}

t.test('what came back is told with its reason', async (t) => {
  const server = await startNotifyServer(t)
  const mailer = notifyMailer(server)
  for (const id of ['a', 'b', 'c']) await mailer.send({ ...message, id })
  for (const notification of server.notifications) notification.status = notification.reference === 'a' ? 'permanent-failure' : 'technical-failure'

  t.match(new Set(await mailer.returned()), new Set([
    { messageId: 'a', outcome: 'refused', reason: 'address_refused' }, { messageId: 'b', outcome: 'try_again' }, { messageId: 'c', outcome: 'try_again' }
  ]))
})
