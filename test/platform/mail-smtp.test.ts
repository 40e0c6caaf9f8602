import t from 'tap'
import { smtpMailer } from '../../src/platform/mail/smtp.ts'
import { startMailServer } from '../support/mail-server.ts'
import type { Behaviour } from '../support/mail-server.ts'

const message = { id: '01a205a5-9bdd-7531-8afa-d05ca7f360e8', to: 'lead@housing.example', subject: 'A subject', text: 'A text', html: '<p>A text</p>', attempt: 1 }
const from = 'reminders@partnership.example'

const recipients: ReadonlyArray<readonly [said: string, Behaviour, unknown]> = [
  ['no such user', { code: 550, says: '5.1.1 No such user here' }, { outcome: 'refused', reason: 'address_refused' }],
  ['no such user, without an enhanced code', { code: 550, says: 'No such user here' }, { outcome: 'refused', reason: 'address_refused' }],
  ['the mailbox is disabled', { code: 550, says: '5.2.1 Mailbox disabled' }, { outcome: 'refused', reason: 'address_refused' }],
  ['the mailbox is full', { code: 552, says: '5.2.2 Mailbox full' }, { outcome: 'try_again', reason: 'server_refused' }],
  ['it does not relay for us', { code: 554, says: '5.7.1 Relay access denied' }, { outcome: 'try_again', reason: 'server_refused' }],
  ['greylisted', { code: 450, says: '4.2.0 Greylisted' }, { outcome: 'try_again', reason: 'server_busy' }]
]

for (const [said, behaviour, outcome] of recipients) {
  t.test(`the server says of the recipient: ${said}`, async (t) => {
    const server = await startMailServer(t)
    server.recipients.set(message.to, behaviour)

    t.strictSame(await smtpMailer({ url: server.url, from }).send(message), outcome)
  })
}

const afterData: ReadonlyArray<readonly [said: string, Behaviour, unknown]> = [
  ['421, come back later', { code: 421, says: '4.3.2 Shutting down' }, { outcome: 'try_again', reason: 'server_busy' }],
  ['nothing, and the connection is cut', 'cut', { outcome: 'try_again', reason: 'server_unreachable' }],
  ['554, the content is refused', { code: 554, says: '5.6.0 Content refused' }, { outcome: 'refused', reason: 'message_refused' }]
]

for (const [said, behaviour, outcome] of afterData) {
  t.test(`the server has the message and says: ${said}; whatever follows bears the same Message-ID`, async (t) => {
    const server = await startMailServer(t)
    server.afterData.push(behaviour)
    const mailer = smtpMailer({ url: server.url, from })

    t.strictSame(await mailer.send(message), outcome)
    await mailer.send({ ...message, attempt: 2 })

    t.strictSame(server.received.map(({ messageId }) => messageId), Array(2).fill(`<${message.id}@partnership.example>`))
  })
}

t.test('a server that does not speak is given up in time', async (t) => {
  const server = await startMailServer(t)
  server.isSilent = true

  t.strictSame(await smtpMailer({ url: server.url, from, deadlineMs: 100 }).send(message), { outcome: 'try_again', reason: 'timed_out' })
})

t.test('absent people’s robots are asked not to answer', async (t) => {
  const server = await startMailServer(t)

  await smtpMailer({ url: server.url, from }).send(message)

  t.match(server.received[0]?.raw, /^Auto-Submitted: auto-generated$/m)
})
