import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { Id, Instant, listOf, listQuery, nullable, Words } from '../../platform/http/schemas.ts'
import type { FeedRow, IssuedFeed } from './feed-queries.ts'

const Name = Words(200, 'Where it is used; it is not shown in the calendar.', { examples: ['My telephone'] })

const fields = {
  id: Id,
  personId: { ...Id, description: 'Whose calendar it is: as they are, so are its dates. It is dead while they are not active.' },
  name: Name,
  lastFour: Type.String({ maxLength: 4, description: 'The last four characters of the token in the address; no more of it can be read again.', examples: ['x7Qa'] }),
  createdAt: Instant,
  revokedAt: nullable(Instant, 'When it was ended; null: it was not.')
}

export const CalendarFeed = Type.Object(fields, { $id: 'CalendarFeed', additionalProperties: false })

export const NewCalendarFeed = Type.Object({
  ...fields,
  url: nullable(Type.String({ maxLength: 2000, examples: ['https://follow-through.example/calendar/….ics'] }), 'The address, shown this once; null in a replayed answer. Whoever has it sees the dates: keep it like a password.')
}, { $id: 'NewCalendarFeed', additionalProperties: false })

export const CalendarFeedList = listOf(CalendarFeed, 'CalendarFeedList')

export const CalendarFeedInput = Type.Object({ name: Name }, { additionalProperties: false })

export type CalendarFeedInput = Static<typeof CalendarFeedInput>

export const CalendarFeedQuery = listQuery(['createdAt'], {
  personId: Type.Optional(Type.Array(Id, { description: 'Those of these people. Coordinators see everybody’s, others their own.' }))
})

/** What both calendars are answered as. */
export const calendarAnswer = {
  description: 'The calendar: all-day entries with a stable `UID`; what changed has a higher `SEQUENCE`, what need not be done any more is `CANCELLED` for 30 days.',
  headers: { ETag: { type: 'string', description: 'Opaque; for `If-None-Match`.' } },
  content: { 'text/calendar': { schema: Type.String({ contentMediaType: 'text/calendar' }) } }
}

export const unchangedAnswer = Type.Null({ description: 'It has not changed: the caller has it already.', headers: calendarAnswer.headers })

export const ifNoneMatch = Type.Object({
  'If-None-Match': Type.Optional(Type.String({ maxLength: 2000, description: 'The `ETag` of the calendar that the caller has; unchanged, it is answered 304 without a body.' }))
})

export const components = [CalendarFeed, NewCalendarFeed, CalendarFeedList]

export function presentFeed ({ id, personId, name, lastFour, createdAt, revokedAt }: FeedRow): Static<typeof CalendarFeed> {
  return { id, personId, name, lastFour, createdAt, revokedAt }
}

export function presentIssuedFeed (feed: IssuedFeed, publicUrl: string): Static<typeof NewCalendarFeed> {
  return { ...presentFeed(feed), url: `${publicUrl}/calendar/${feed.token}.ics` }
}
