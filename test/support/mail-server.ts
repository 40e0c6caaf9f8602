import type { Test } from 'tap'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerSession } from 'smtp-server'

export interface Received { readonly messageId: string, readonly to: string, readonly subject: string, readonly text: string, readonly raw: string }

export type Behaviour = 'accept' | 'cut' | { readonly code: number, readonly says: string }

/** A real SMTP server on this machine, which does as it is told. */
export interface MailServer {
  readonly url: string
  /** Everything that reached it whole, also what it then did not acknowledge. */
  readonly received: Received[]
  /** What it says to a recipient, in place of accepting it. */
  readonly recipients: Map<string, Behaviour>
  /** What it says to the next messages, one after another, once it has them. */
  readonly afterData: Behaviour[]
  /** While set, it greets nobody. */
  isSilent: boolean
  /** How long it takes over each message. */
  delayMs: number
  stop: () => Promise<void>
}

export async function startMailServer (t: Pick<Test, 'teardown'>): Promise<MailServer> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => { if (!mail.isSilent) done() },
    onRcptTo: ({ address }, _session, done) => { done(refusal(mail.recipients.get(address) ?? 'accept')) },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => { chunks.push(chunk) }).on('end', () => {
        mail.received.push(readMessage(Buffer.concat(chunks).toString('utf8'), session))
        const behaviour = mail.afterData.shift() ?? 'accept'
        if (behaviour === 'cut') cut(server, session)
        else setTimeout(() => { done(refusal(behaviour)) }, mail.delayMs)
      })
    }
  })
  server.on('error', () => {}) // a client that goes in the middle is not ours to mind
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo // it listens on TCP
  const stop = async () => { await new Promise<void>((resolve) => { server.close(resolve) }) }
  const mail: MailServer = { url: `smtp://127.0.0.1:${port}`, received: [], recipients: new Map(), afterData: [], isSilent: false, delayMs: 0, stop }
  t.teardown(stop)
  return mail
}

function refusal (behaviour: Behaviour): Error | null {
  return typeof behaviour === 'string' ? null : Object.assign(new Error(behaviour.says), { responseCode: behaviour.code })
}

function cut (server: SMTPServer, session: SMTPServerSession): void {
  const connections = (server as unknown as { connections: Set<{ session: SMTPServerSession, _socket: Socket }> }).connections // not in the published types
  for (const connection of connections) if (connection.session.id === session.id) connection._socket.destroy()
}

function readMessage (raw: string, session: SMTPServerSession): Received {
  const [head = ''] = raw.split(/\r?\n\r?\n/, 1)
  const headers = head.replace(/\r?\n[ \t]+/g, ' ')
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? ''
  return { messageId: header('Message-ID'), to: session.envelope.rcptTo[0]?.address ?? '', subject: header('Subject'), text: plainPart(raw), raw }
}

/** The plain text of a message, decoded. */
export function plainPart (raw: string): string {
  return partOf(raw, 'text/plain')
}

/** The page of a message, decoded. */
export function htmlPart (raw: string): string {
  return partOf(raw, 'text/html')
}

function partOf (raw: string, type: string): string {
  const part = raw.split(/\r?\n--/).find((each) => each.includes(`Content-Type: ${type}`)) ?? ''
  const [head = ''] = part.split(/\r?\n\r?\n/, 1)
  const body = part.slice(head.length).replace(/^(\r?\n){2}/, '').replaceAll('\r\n', '\n')
  return /quoted-printable/i.test(head) ? fromQuotedPrintable(body) : body
}

function fromQuotedPrintable (body: string): string {
  const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
