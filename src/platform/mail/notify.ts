import type { NotifyClient } from 'notifications-node-client'
import { isOneAddress, notOneAddress } from './letter.ts'
import type { Delivered, Mailer, Message, PassingReason, Returned } from './mailer.ts'

export interface NotifySettings {
  readonly apiKey: string
  /** A template whose subject is `((subject))` and whose body is `((body))`. */
  readonly templateId: string
  /** Undefined: GOV.UK Notify itself. */
  readonly baseUrl?: string
  /** The longest that one request may take; two of them fit into the time that a message has. */
  readonly requestTimeoutMs?: number
}

/**
 * GOV.UK Notify, by its own client. The message's id is the notification's
 * reference; that does not keep Notify from taking a message twice, so before
 * another attempt it is asked whether it has it.
 */
export function notifyMailer (settings: NotifySettings): Mailer {
  let opened: Promise<NotifyClient> | undefined
  const client = async () => await (opened ??= open(settings))
  return {
    channel: 'notify',
    send: async (message) => !isOneAddress(message.to) ? notOneAddress : await sendOnce(await client(), settings.templateId, message).catch(outcomeOf),
    returned: async () => (await Promise.all(Object.keys(comingBack).map(async (status) => await cameBack(await client(), status)))).flat()
  }
}

async function open ({ apiKey, baseUrl, requestTimeoutMs = 10_000 }: NotifySettings): Promise<NotifyClient> {
  const { NotifyClient } = await import('notifications-node-client') // a tenth of a second that starting need not wait for
  const client = baseUrl === undefined ? new NotifyClient(apiKey) : new NotifyClient(baseUrl, apiKey)
  // The client waits for ever, unless it is given another way to ask; its own, with a limit, is one.
  const { restClient } = client.apiClient as unknown as { restClient: (options: object) => Promise<unknown> }
  client.setClient(((options: object) => restClient({ ...options, timeout: requestTimeoutMs, maxRedirects: 0 })) as Parameters<NotifyClient['setClient']>[0])
  return client
}

async function sendOnce (client: NotifyClient, templateId: string, message: Message): Promise<Delivered> {
  const known = message.attempt > 1 ? await lookUp(client, message.id) : undefined
  if (known !== undefined) return known
  const { id: reference, to, subject, text: body } = message
  await client.sendEmail(templateId, to, { personalisation: { subject, body }, reference })
  return { outcome: 'sent' }
}

/** What Notify says has become of the last copy; undefined when there is none, or Notify itself failed with it. */
async function lookUp (client: NotifyClient, reference: string): Promise<Delivered | undefined> {
  const { data } = await client.getNotifications('email', undefined, reference)
  const status = data.notifications[0]?.status
  if (status === undefined || status === 'technical-failure') return undefined
  return status === 'permanent-failure' ? { outcome: 'refused', reason: 'address_refused' } : { outcome: 'sent' }
}

/** What a status means that a message may come to after it was accepted. */
const comingBack: Readonly<Record<string, Exclude<Delivered, { outcome: 'sent' }>>> = {
  'permanent-failure': { outcome: 'refused', reason: 'address_refused' },
  'technical-failure': { outcome: 'try_again', reason: 'server_refused' }
}

/** The latest that came to this end: one page, some hundreds. */
async function cameBack (client: NotifyClient, status: string): Promise<Returned[]> {
  const { data } = await client.getNotifications('email', status)
  return data.notifications.flatMap(({ reference, created_at: acceptedAt }) => {
    const meaning = comingBack[status]
    return reference === undefined || meaning === undefined ? [] : [{ messageId: reference, acceptedAt, ...meaning }]
  })
}

interface NotifyError { readonly code?: string, readonly response?: { readonly status: number, readonly data?: { readonly errors?: ReadonlyArray<{ readonly message?: string }> } } }

/** What a failure means for the next attempt: only an address that Notify cannot read ends it. */
function outcomeOf ({ code, response }: NotifyError): Delivered {
  const isAboutTheAddress = response?.status === 400 && response.data?.errors?.some(({ message = '' }) => /^email_address/i.test(message)) === true
  return isAboutTheAddress ? { outcome: 'refused', reason: 'address_refused' } : { outcome: 'try_again', reason: reasonOf(code, response?.status) }
}

function reasonOf (code: string | undefined, status: number | undefined): PassingReason {
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'timed_out'
  if (status === undefined) return 'server_unreachable'
  if (status === 401 || status === 403) return 'login_refused'
  return status === 429 || status >= 500 ? 'server_busy' : 'server_refused'
}
