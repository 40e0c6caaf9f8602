import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { reviewKinds, reviewStatuses } from '../../domain/review.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, WebAddress, Words } from '../../platform/http/schemas.ts'
import { reviewSorts } from './queries.ts'
import type { ReviewRow } from './queries.ts'

/** References become part of those of actions, divided by slashes: `CHILD-O/R3/A2`. */
export const referencePattern = '^[A-Za-z0-9][A-Za-z0-9._()-]{0,39}$'

const fields = {
  reference: Type.String({ pattern: referencePattern, maxLength: 40, description: 'Unique in the partnership: letters, digits and . _ - ( ), beginning with a letter or digit. It no longer changes once actions are named after it.', examples: ['CHILD-O'] }),
  title: Words(300, 'What the review is called.', { examples: ['Child O: born and died to a homeless couple'] }),
  kind: oneOf(reviewKinds, 'What kind of review it is.'),
  summary: nullable(Type.String({ maxLength: 8000 }), 'What the review was about, without names or case details.'),
  sourceUrl: nullable(WebAddress, 'Where the review is published; http or https.'),
  commissionedOn: nullable(Day, 'When it was commissioned.'),
  publishedOn: nullable(Day, 'When it was published; not before it was commissioned.'),
  status: oneOf(reviewStatuses, 'Whether its recommendations are being drafted, followed through, or done with; `active` when not said.'),
  restricted: Type.Boolean({ description: 'true: only coordinators, reviewers, scrutineers and the agencies that lead, own or support something in it see it and its recommendations; of its actions, an agency sees those that it owns or supports, and those that answer a recommendation that it leads. `false` when not said.' }),
  legalHold: Type.Boolean({ description: 'true: nothing of it is disposed of, whatever its age, and nobody who has a part in it is erased. `false` when not said.' })
}

export const Review = Type.Object({ id: Id, ...fields, version: Version, createdAt: Instant, updatedAt: Instant }, { $id: 'Review', additionalProperties: false })
export const ReviewList = listOf(Review, 'ReviewList')

const { reference, title, kind, ...optional } = fields

export const ReviewInput = Type.Object({ reference, title, kind, ...Type.Partial(Type.Object(optional)).properties }, { additionalProperties: false })
export const ReviewPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 })

export const ReviewQuery = listQuery(reviewSorts, {
  kind: Type.Optional(Type.Array(oneOf(reviewKinds, 'A kind.'), { description: 'Kinds to show.' })),
  status: Type.Optional(Type.Array(oneOf(reviewStatuses, 'A status.'), { description: 'Statuses to show.' })),
  restricted: Type.Optional(Type.Boolean({ description: 'true: only restricted ones; false: only the others.' })),
  asOf: Type.Optional({ ...Instant, description: 'The reviews as they stood at this instant, which must have passed; their summaries are those of today, for no event tells them. What the caller may not see today, or might not have seen then, is not in it.' })
})

export const components = [Review, ReviewList]

export type ReviewInput = Static<typeof ReviewInput>
export type ReviewPatch = Static<typeof ReviewPatch>

export function presentReview ({ partnershipId: _partnership, ...review }: ReviewRow): Static<typeof Review> {
  return review
}
