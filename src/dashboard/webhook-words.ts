import { eventTypes } from '../domain/event.ts'
import type { DeactivationReason, DeliveryState, Refused, Unanswered } from '../domain/webhook.ts'
import { testType } from '../features/webhooks/delivery-commands.ts'
import { eventWords, subjectWords } from './event-words.ts'

export const deliveryStateWords = { waiting: 'Waiting', sending: 'Being sent', delivered: 'Delivered', failed: 'Given up' } as const satisfies Record<DeliveryState, string>

export const deactivationWords = {
  switched_off: 'Switched off by a coordinator', gone: 'Switched off: it answered that it is gone', failing: 'Switched off: nothing got through for three days'
} as const satisfies Record<DeactivationReason, string>

export const deliveryReasonWords = {
  address_refused: 'the address is not one that may be written to', name_not_found: 'its name was not found', unreachable: 'it could not be reached', certificate_refused: 'its certificate is not valid',
  timed_out: 'it did not answer in time', answer_malformed: 'its answer was not HTTP', secret_unreadable: 'its secret cannot be read here: replace it',
  redirected: 'it sent elsewhere, which is not followed', refused: 'it refused the message', gone: 'it said that it is gone', too_many: 'it asked for fewer messages', server_error: 'it reported a fault of its own'
} as const satisfies Record<Unanswered | Refused, string>

/** What can be chosen: everything, or all that happens to a kind of thing. */
export const subscriptions: ReadonlyArray<{ readonly value: string, readonly text: string }> = [
  { value: '*', text: 'Everything that happens' },
  ...[...new Set(eventTypes.map((type) => type.split('.', 1)[0] ?? ''))].map((noun) => ({ value: `${noun}.*`, text: (subjectWords as Readonly<Record<string, string>>)[noun] ?? `${noun.charAt(0).toUpperCase()}${noun.slice(1)}` }))
]

/** What an endpoint is told of, in words. */
export function subscriptionInWords (type: string): string {
  return subscriptions.find(({ value }) => value === type)?.text ?? eventInWords(type)
}

/** What was sent; an event that this version does not know is told by its own name. */
export function eventInWords (type: string): string {
  return type === testType ? 'Test' : (eventWords as Readonly<Record<string, string>>)[type] ?? type
}
