import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { deliveryStatuses, impacts } from '../../domain/action.ts'
import { responses, scopes } from '../../domain/recommendation.ts'
import { smartWarningCodes, smartWarnings } from '../../domain/smart-check.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import { referencePattern } from '../reviews/schemas.ts'
import { deliveryOf, impactOf } from './delivery.ts'
import { recommendationSorts } from './list-query.ts'
import type { ShownRecommendation } from './queries.ts'

const Count = Type.Integer({ minimum: 0, description: 'How many actions.' })
const Theme = Words(80, 'A theme.', { examples: ['pre-birth planning'] })

const fields = {
  reference: Type.String({ pattern: referencePattern, maxLength: 40, description: 'Unique in the review: letters, digits and . _ - ( ), beginning with a letter or digit. It no longer changes once actions are named after it.', examples: ['R1'] }),
  text: Words(8000, 'What the review recommends, in its own words.', { examples: ['Housing ensures that senior leaders are engaged in complex cases where child safety is an issue.'] }),
  themes: Type.Array(Theme, { maxItems: 20, uniqueItems: true, description: 'Themes by which recommendations of several reviews are found together.' }),
  scope: oneOf(scopes, 'Whom it is meant for; `local` when not said.'),
  leadAgencyId: nullable(Id, 'The one agency that leads it.'),
  response: oneOf(responses, 'Whether the partnership accepts it; `awaiting_response` when not said.'),
  responseReason: nullable(Type.String({ maxLength: 4000 }), 'Why; required unless it is accepted or still awaits a response. A new response does not keep the reason of the one before.'),
  respondedOn: nullable(Day, 'When the partnership responded, today at the latest; today when not said.'),
  repeatsRecommendationIds: Type.Array(Id, { maxItems: 50, uniqueItems: true, description: 'Earlier recommendations of the partnership that this one repeats.' })
}

const counts = Object.fromEntries(deliveryStatuses.map((status) => [status, Count])) as Record<typeof deliveryStatuses[number], typeof Count>

export const Recommendation = Type.Object({
  id: Id,
  reviewId: { ...Id, description: 'The review that recommends it.' },
  ...fields,
  delivery: Type.Object({ ...counts, total: Count }, { additionalProperties: false, description: 'Derived: its actions by status, less those entered in error.' }),
  impact: nullable(oneOf(impacts, ''), 'Derived: the worst rating of its completed actions; null while none is completed.'),
  smartWarnings: Type.Array(Type.Object({
    code: oneOf(smartWarningCodes, 'Which warning it is.'),
    message: Type.String({ description: 'What is missing, and what would be better.' })
  }, { additionalProperties: false }), { description: 'Derived: what it lacks to be specific, measurable, assigned and dated.' }),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Recommendation', additionalProperties: false })

export const RecommendationList = listOf(Recommendation, 'RecommendationList')

const { reference, text, ...optional } = fields

export const RecommendationInput = Type.Object({
  reviewId: { ...Id, description: 'The review that recommends it; it stays with it.' }, reference, text, ...Type.Partial(Type.Object(optional)).properties
}, { additionalProperties: false })

export const RecommendationPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 })

export const RecommendationQuery = listQuery(recommendationSorts, {
  reviewId: Type.Optional(Type.Array(Id, { maxItems: 50, description: 'Reviews whose recommendations to show.' })),
  response: Type.Optional(Type.Array(oneOf(responses, 'A response.'), { description: 'Responses to show.' })),
  leadAgencyId: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 50, description: 'Agencies that lead it, by id or code.', examples: [['csc']] })),
  theme: Type.Optional(Type.Array(Theme, { maxItems: 50, description: 'Themes; one that matches is enough.' })),
  asOf: Type.Optional({ ...Instant, description: 'The recommendations, with their delivery and impact, as they stood at this instant, which must have passed. Their texts are those of today, and the reason of a response that has changed since is null: no event tells them. What the caller may not see today, or might not have seen then, is not in it.' })
})

export const components = [Recommendation, RecommendationList]

export type RecommendationInput = Static<typeof RecommendationInput>
export type RecommendationPatch = Static<typeof RecommendationPatch>

export function presentRecommendation (row: ShownRecommendation): Static<typeof Recommendation> {
  const { partnershipId: _partnership, actionsMinted: _minted, actionCounts, repeatsRecommendationIds, ...facts } = row
  const delivery = deliveryOf(actionCounts)
  // Every action has a due date.
  const smart = smartWarnings({ ...row, datedActions: delivery.total })
  return { ...facts, repeatsRecommendationIds: [...repeatsRecommendationIds], delivery, impact: impactOf(actionCounts), smartWarnings: [...smart] }
}
