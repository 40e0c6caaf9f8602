import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { eventTypes } from '../../domain/event.ts'
import { format, Id, Instant, nullable, oneOf, ref } from '../../platform/http/schemas.ts'
import type { SealedEvent } from './queries.ts'

const facts = (description: string) => Type.Unsafe<Readonly<Record<string, unknown>> | null>({ type: ['object', 'null'], additionalProperties: true, description })

export const Event = Type.Object({
  sequence: Type.Integer({ minimum: 1, description: 'Its place in the partnership’s history: from 1, without gaps.' }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'SHA-256 over the hash before it, the sequence and the event: whoever alters history breaks the chain.' }),
  id: Type.Optional(Id),
  type: Type.Optional(oneOf(eventTypes, 'What happened.', { examples: ['action.started'] })),
  subjectType: Type.Optional(Type.String({ maxLength: 40, description: 'What it happened to.', examples: ['action'] })),
  subjectId: Type.Optional(Id),
  actorKind: Type.Optional(oneOf(['person', 'service'], 'Who did it: a person, or a service by its key.')),
  actorId: Type.Optional(nullable(Id, 'The person, or the key.')),
  agencyId: Type.Optional(nullable(Id, 'The agency that the actor belonged to then.')),
  occurredAt: Type.Optional(Instant),
  requestId: Type.Optional(Type.String({ maxLength: 128, description: 'The request by which it was done; it is in the log too.' })),
  before: Type.Optional(facts('What the fields that changed held before; null for what is new.')),
  after: Type.Optional(facts('What they hold since.')),
  digest: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'With `proof` only: SHA-256 over the event itself. `hash` is SHA-256 over the hash before it, the sequence as 8 bytes and this.' }))
}, { $id: 'Event', additionalProperties: false, description: 'An event of something that the caller may not see has its `sequence` and `hash` only.' })

export const EventList = Type.Object({
  data: Type.Array(ref(Event), { description: 'One page, in order.' }),
  nextCursor: Type.String({ description: 'Where to resume; never null: after an empty page ask again with it later.' })
}, { $id: 'EventList', additionalProperties: false })

const after = Type.Optional(Type.String({ maxLength: 1000, description: '`nextCursor` of the page before; without it the history is read from its beginning.' }))
const filters = {
  type: Type.Optional(Type.Array(oneOf(eventTypes, 'A type.'), { description: 'Types to show.' })),
  subjectId: Type.Optional(Type.Array(Id, { maxItems: 50, description: 'What of these happened.' }))
}

export const EventQuery = Type.Object({
  after,
  ...filters,
  proof: Type.Optional(Type.Boolean({ default: false, description: 'true: what the filter or the caller’s role leaves out comes as a stub with its `digest`, so that the chain can be reckoned from the answers alone (`docs/auditing.md`).' })),
  format,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many at most.' }))
}, { additionalProperties: false })

export const StreamQuery = Type.Object({ after, ...filters }, { additionalProperties: false })

export const StreamHeaders = Type.Object({
  'last-event-id': Type.Optional(Type.String({ maxLength: 1000, description: 'The `id` of the last message that was received: the stream goes on behind it, without a gap and without repeating. It wins over `after`; either may be a cursor of the feed.' }))
})

export const EventStream = {
  description: 'The events from that place on, then each as it is sealed, until one of both sides hangs up. A message has an event as its `data`, as the feed gives it, and its place as its `id`; a message without data notes how far a filter has passed over, and comments show every 15 seconds that the connection lives.',
  content: { 'text/event-stream': { schema: Type.String({ contentMediaType: 'text/event-stream', description: 'Server-sent events: `id`, `data`, comments and `retry`.' }) } }
}

export const components = [Event, EventList]

export function presentEvent (row: SealedEvent): Static<typeof Event> {
  const { sequence, hash, isVisible, id, type, subjectType, subjectId, actorKind, actorId, agencyId, occurredAt, requestId, before, after, digest } = row
  const proof = digest === undefined ? {} : { digest }
  if (!isVisible) return { sequence, hash, ...proof }
  return { sequence, hash, id, type, subjectType, subjectId, actorKind, actorId, agencyId, occurredAt, requestId, before, after, ...proof }
}
