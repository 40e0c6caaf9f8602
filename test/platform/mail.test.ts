import t from 'tap'
import type { Test } from 'tap'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mailer, Message } from '../../src/platform/mail/mailer.ts'
import { notifyMailer } from '../../src/platform/mail/notify.ts'
import { outboxMailer } from '../../src/platform/mail/outbox.ts'
import { smtpMailer } from '../../src/platform/mail/smtp.ts'
import { plainPart, startMailServer } from '../support/mail-server.ts'
import { startNotifyServer } from '../support/notify-server.ts'

interface Arrived { readonly id: string, readonly to: string, readonly subject: string, readonly text: string }
interface Harness { readonly mailer: Mailer, arrived: () => Arrived[], breakDown: () => Promise<void> | void }

const from = 'Follow-through <reminders@partnership.example>'
const message: Message = {
  id: '01a205a5-9bdd-7531-8afa-d05ca7f360e8', to: 'lead@housing.example', subject: '1 action needs your update: 1 overdue',
  text: 'Action A2 (Housing) – overdue\n', html: '<p>Action A2 (Housing)</p>', attempt: 1
}

const harnesses: Readonly<Record<string, (t: Test) => Promise<Harness>>> = {
  smtp: async (t) => {
    const server = await startMailServer(t)
    const arrived = () => server.received.map(({ messageId, to, subject, text }) => ({ id: messageId.replace(/^<|@.*$/g, ''), to, subject, text }))
    return { mailer: smtpMailer({ url: server.url, from }), arrived, breakDown: server.stop }
  },
  notify: async (t) => {
    const server = await startNotifyServer(t)
    const arrived = () => server.notifications.map(({ reference, to, subject, body }) => ({ id: reference, to, subject, text: body })).reverse()
    return { mailer: notifyMailer(server), arrived, breakDown: server.stop }
  },
  outbox: async (t) => {
    const dataDir = t.testdir()
    const outbox = join(dataDir, 'outbox')
    const arrived = () => !existsSync(outbox) ? [] : readdirSync(outbox).map((name) => arrivedIn(readFileSync(join(outbox, name), 'utf8')))
    return { mailer: outboxMailer({ dataDir, from }), arrived, breakDown: () => { writeFileSync(outbox, 'in the way') } }
  }
}

function arrivedIn (raw: string): Arrived {
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(raw)?.[1] ?? ''
  return { id: header('Message-ID').replace(/^<|@.*$/g, ''), to: header('To'), subject: header('Subject'), text: plainPart(raw) }
}

for (const [channel, start] of Object.entries(harnesses)) {
  t.test(`${channel}: a message reaches its recipient as it was written, under its id`, async (t) => {
    const { mailer, arrived } = await start(t)

    t.strictSame(await mailer.send(message), { outcome: 'sent' })

    const [{ text = '', ...head } = {}, ...more] = arrived()
    t.strictSame([head, text.trim(), more], [{ id: message.id, to: message.to, subject: message.subject }, message.text.trim(), []])
  })

  t.test(`${channel}: another attempt adds nothing that bears another id`, async (t) => {
    const { mailer, arrived } = await start(t)

    t.strictSame([await mailer.send(message), await mailer.send({ ...message, attempt: 2 })], [{ outcome: 'sent' }, { outcome: 'sent' }])

    t.strictSame([...new Set(arrived().map(({ id }) => id))], [message.id])
  })

  t.test(`${channel}: while the other side is away, the message is to be tried again`, async (t) => {
    const { mailer, breakDown } = await start(t)
    await breakDown()

    t.match(await mailer.send(message), { outcome: 'try_again', reason: /^(server_unreachable|outbox_unwritable)$/ })
  })

  t.test(`${channel}: what is not one address is refused, and reaches nobody`, async (t) => {
    const { mailer, arrived } = await start(t)

    for (const to of ['lead@housing.example, other@elsewhere.example', 'lead@housing.example\r\nBcc: other@elsewhere.example', '<lead@housing.example>', 'lead']) {
      t.strictSame(await mailer.send({ ...message, to }), { outcome: 'refused', reason: 'address_refused' })
    }

    t.strictSame(arrived(), [])
  })
}
