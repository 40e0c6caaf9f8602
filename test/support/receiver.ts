import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A webhook as it arrived. */
export interface Arrived {
  readonly path: string
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Says what becomes of a request; without an answer of its own it is answered 204. */
export type Behaviour = (arrived: Arrived, answer: ServerResponse) => void

/** Other people's server: it keeps what it was sent, and behaves as a test wants. */
export interface Receiver {
  readonly url: string
  /** For WEBHOOK_ALLOW_HOSTS. */
  readonly host: string
  readonly arrived: Arrived[]
  behave: Behaviour
  /** What arrived at a path. */
  at: (path: string) => Arrived[]
}

/** Whoever closes what was opened: a test, or a run of its own. */
export interface Closing { teardown: (close: () => unknown) => void }

export interface Certificate { readonly key: string, readonly cert: string }

export async function startReceiver (t: Closing, certificate?: Certificate): Promise<Receiver> {
  const listener: RequestListener = (request, answer) => { void receive(receiver, request, answer) }
  const server = certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const host = certificate === undefined ? `127.0.0.1:${port}` : `localhost:${port}`
  const receiver: Receiver = {
    url: `${certificate === undefined ? 'http' : 'https'}://${host}`,
    host,
    arrived: [],
    behave: () => {},
    at: (path) => receiver.arrived.filter((each) => each.path === path)
  }
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return receiver
}

/** What the specification's own library reads from a webhook; throws when it is not what was signed. */
export function verified (secret: string, { body, id, timestamp, signature }: Arrived): unknown {
  return new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature })
}

async function receive (receiver: Receiver, request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // a request without an encoding gives buffers
  const header = (name: string) => String(request.headers[name] ?? '')
  const arrived = {
    path: request.url ?? '',
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8')
  }
  receiver.arrived.push(arrived)
  receiver.behave(arrived, answer)
  if (!answer.headersSent && !answer.writableEnded && !answer.destroyed && !held.has(answer)) answer.writeHead(204).end()
}

const held = new WeakSet<ServerResponse>()

/** Leaves a request without an answer. */
export function hold (answer: ServerResponse): ServerResponse {
  held.add(answer)
  return answer
}
