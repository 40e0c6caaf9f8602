import type { Payloads } from '../../platform/jobs/task-list.ts'
import { escaped } from '../../platform/mail/html.ts'
import type { Message } from '../../platform/mail/mailer.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { findPerson } from '../people/queries.ts'
import { findIfThere } from './queries.ts'
import type { EndpointRow } from './queries.ts'

/** Writes to a coordinator that an endpoint was switched off; what is in the way for now is met by trying the job again. */
export async function sendNotice ({ database, mailer, config }: Pick<Services, 'database' | 'mailer' | 'config'>, log: Logger, { partnershipId, endpointId, personId }: Payloads['webhooks.notify']): Promise<void> {
  const [endpoint, person] = await Promise.all([findIfThere(database, { partnershipId, endpointId }), findPerson(database, partnershipId, personId)])
  if (endpoint === undefined || endpoint.active || !person.active) return // somebody has seen to it
  const delivered = await mailer.send(noticeOf(endpoint, person, config.publicUrl))
  if (delivered.outcome === 'try_again') throw new Error(delivered.reason)
  if (delivered.outcome === 'refused') log.warn({ partnershipId, personId, reason: delivered.reason }, 'a coordinator could not be told that a webhook endpoint was switched off')
}

function noticeOf ({ id, version, url, deactivationReason, failingSince, deactivatedAt }: EndpointRow, person: { id: string, email: string }, publicUrl: string): Message {
  const { host } = new URL(url)
  const because = deactivationReason === 'gone' ? 'It answered 410: it is not wanted there any more.' : `Nothing got through to it since ${failingSince ?? deactivatedAt ?? ''}.`
  const text = [
    `Follow-through no longer tells ${host} of events.`, because,
    'Nothing is lost: when the receiver works again, switch the endpoint on with "active": true, and it goes on where it stopped.',
    `${publicUrl}/v1/webhook-endpoints/${id}`
  ]
  return { id: `webhook-${id}-${version}-${person.id}`, to: person.email, subject: `Follow-through has switched off a webhook to ${host}`, text: text.join('\n\n'), html: text.map((line) => `<p>${escaped(line)}</p>`).join('\n'), attempt: 1 }
}
