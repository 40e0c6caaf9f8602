import type { Test } from 'tap'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Notification { readonly id: string, readonly reference: string, readonly to: string, readonly subject: string, readonly body: string, status: string, readonly created_at: string }

/** What it does with the next messages: takes it, takes it and never answers, or refuses it. */
export type NotifyAnswer = 'accept' | 'accept and be silent' | { readonly status: number, readonly message: string }

/** Answers as GOV.UK Notify documents (https://docs.notifications.service.gov.uk/rest-api.html), as far as a sender of e-mails asks. */
export interface NotifyServer {
  readonly baseUrl: string
  readonly apiKey: string
  readonly templateId: string
  readonly notifications: Notification[]
  readonly answers: NotifyAnswer[]
  stop: () => Promise<void>
}

export async function startNotifyServer (t: Test): Promise<NotifyServer> {
  const server = createServer((request, response) => { void answer(notify, request, response) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const stop = async () => {
    server.closeAllConnections()
    server.close()
  }
  const notify: NotifyServer = {
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: 'test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0', // the documentation's own
    templateId: 'f33517ff-2a88-4f6e-b855-c550268ce08a',
    notifications: [],
    answers: [],
    stop
  }
  t.teardown(stop)
  return notify
}

async function answer (notify: NotifyServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', notify.baseUrl)
  if (!/^Bearer \S+\.\S+\.\S+$/.test(request.headers.authorization ?? '')) { send(response, 403, { errors: [{ error: 'AuthError', message: 'Invalid token' }] }); return }
  if (request.method === 'GET') { send(response, 200, { notifications: found(notify, url.searchParams), links: {} }); return }
  const { email_address: to, reference, template_id: templateId, personalisation: { subject, body } } = JSON.parse(await textOf(request))
  const next = notify.answers.shift() ?? 'accept'
  if (typeof next !== 'string') { send(response, next.status, { status_code: next.status, errors: [{ error: 'BadRequestError', message: next.message }] }); return }
  const id = crypto.randomUUID()
  notify.notifications.unshift({ id, reference, to, subject, body, status: 'created', created_at: new Date().toISOString() })
  if (next === 'accept') send(response, 201, { id, reference, template: { id: templateId } })
}

function found ({ notifications }: NotifyServer, asked: URLSearchParams): Notification[] {
  return notifications.filter(({ reference, status }) => (asked.get('reference') ?? reference) === reference && (asked.get('status') ?? status) === status)
}

function send (response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf (request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
