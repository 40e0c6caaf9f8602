import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { deliveryStates } from '../../domain/webhook.ts'
import { Id, Instant, listOf, listQuery, nullable, oneOf } from '../../platform/http/schemas.ts'
import type { DeliveryRow } from './delivery-queries.ts'

export const WebhookDelivery = Type.Object({
  id: { ...Id, description: 'UUIDv7; the `webhook-id` of the message, in every attempt.' },
  endpointId: { ...Id, description: 'Where it goes.' },
  type: Type.String({ maxLength: 80, description: 'What happened; `webhook_endpoint.tested` for a test.', examples: ['action.started'] }),
  eventId: nullable(Id, 'The event in the feed; null: a test, of no event.'),
  sequence: nullable(Type.Integer({ minimum: 1 }), 'Its place in the feed; null: a test, of no event.'),
  subjectType: Type.String({ maxLength: 40, description: 'What it happened to.', examples: ['action'] }),
  subjectId: { ...Id, description: 'Which.' },
  state: oneOf(deliveryStates, '`waiting`: for its first or next attempt. `failed`: given up after ten attempts, or at 410.'),
  attempts: Type.Integer({ minimum: 0, description: 'How often it was sent, since it was last begun.' }),
  lastAttemptAt: nullable(Instant, 'When it was last sent; null: not yet.'),
  responseStatus: nullable(Type.Integer({ minimum: 100, maximum: 999 }), 'The HTTP status that the last attempt was answered with; null: it was not answered, or there was none.'),
  reason: nullable(Type.String({ maxLength: 40, examples: ['timed_out'] }), 'Why the last attempt failed, in a word; null: it did not.'),
  nextAttemptAt: nullable(Instant, 'Not before then; null: nothing is left to do.'),
  createdAt: Instant
}, { $id: 'WebhookDelivery', additionalProperties: false })

export const WebhookDeliveryList = listOf(WebhookDelivery, 'WebhookDeliveryList')

export const deliverySorts = ['createdAt'] as const
export const WebhookDeliveryQuery = listQuery(deliverySorts, {
  state: Type.Optional(Type.Array(oneOf(deliveryStates, 'A state.'), { description: 'States to show.' }))
})

export const deliveryComponents = [WebhookDelivery, WebhookDeliveryList]

export function presentDelivery (row: DeliveryRow): Static<typeof WebhookDelivery> {
  const { id, endpointId, type, eventId, sequence, subjectType, subjectId, state, attempts, lastAttemptAt, lastStatus, reason, nextAttemptAt, createdAt } = row
  const isDone = state === 'delivered' || state === 'failed'
  return { id, endpointId, type, eventId, sequence, subjectType, subjectId, state, attempts, lastAttemptAt, responseStatus: lastStatus, reason, nextAttemptAt: isDone ? null : nextAttemptAt, createdAt }
}
