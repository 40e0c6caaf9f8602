import { retryAfterOf } from '../../domain/webhook.ts'
import type { Met } from '../../domain/webhook.ts'
import type { SecretBox } from '../../platform/secret-box.ts'
import type { Poster } from '../../platform/web/post.ts'
import type { Claimed } from './claim-queries.ts'
import type { DeliveryRow } from './delivery-queries.ts'
import { secretsAt } from './secrets.ts'
import { signedHeaders } from './signing.ts'

export interface Attempting {
  readonly secrets: SecretBox
  readonly poster: Poster
  readonly now: string
}

/** Sends one message once, under the id that it always has and the time that it is. */
export async function attempt ({ secrets: box, poster, now }: Attempting, delivery: Claimed): Promise<Met> {
  const secrets = secretsAt(box, delivery, now)
  if (secrets === undefined) return { status: null, reason: 'secret_unreadable' }
  const body = payloadOf(delivery)
  const signed = signedHeaders({ id: delivery.id, sentAt: now, body, secrets })
  const posted = await poster.post({ url: delivery.url, headers: { 'content-type': 'application/json', 'user-agent': 'Follow-through webhooks', ...signed }, body })
  if (posted.status === null) return posted
  const retryAfter = retryAfterOf(posted.retryAfter, now)
  return { status: posted.status, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

/** Ids, a type and a time: what happened is read by whoever may, with a key of their own. */
export function payloadOf ({ type, occurredAt, eventId, sequence, subjectType, subjectId }: DeliveryRow): string {
  return JSON.stringify({ type, timestamp: occurredAt, data: { eventId, sequence, subjectType, subjectId } })
}
