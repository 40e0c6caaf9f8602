import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { moveFields, moveNames } from '../../domain/action-moves.ts'
import { deliveryStatuses } from '../../domain/action.ts'
import { impactRatings, impactReviewState, impactReviewStates, offersAfter } from '../../domain/impact-review.ts'
import type { ImpactRating } from '../../domain/impact-review.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import type { ImpactReviewRow } from './queries.ts'

const rating = oneOf(impactRatings, 'What was found. `evidenced` and `sustained` need an accepted outcome, voice or independent item.')
const evidenceIds = Type.Array(Id, { maxItems: 50, uniqueItems: true, description: 'The evidence of the action that the finding rests on.' })

export const ImpactReviewInput = Type.Object({
  rating,
  narrative: Words(4000, 'What was looked at and what it shows. No names and no case details.'),
  evidenceIds: Type.Optional(evidenceIds)
}, { additionalProperties: false })

const fields = {
  id: Id,
  actionId: Id,
  round: Type.Integer({ minimum: 0, description: 'How often the action had been reopened when it was completed.' }),
  dueOn: nullable(Day, 'The day on which it is to be made; null for one that was made besides.'),
  state: oneOf(impactReviewStates, 'Derived: rated, still to come, or not made by its day.'),
  rating: nullable(rating, 'What was found; null until then.'),
  narrative: nullable(Type.String(), 'What was looked at and what it shows; null until it is rated.'),
  evidenceIds,
  ratedById: nullable(Id, 'The reviewer; null until it is rated.'),
  ratedByAgencyId: nullable(Id, 'The reviewer’s agency, which has no part in the action.'),
  ratedAt: nullable(Instant, 'When it was rated.'),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}

const Offer = Type.Object({
  move: oneOf(moveNames, 'The move.'),
  to: oneOf(deliveryStatuses, 'Where it leads.'),
  by: Type.Array(Type.String(), { description: 'Who may make it.', examples: [['coordinator', 'scrutineer']] }),
  needs: Type.Array(oneOf(moveFields, 'A field.'), { description: 'What has to be said with it.' }),
  href: Type.String({ description: 'Where to POST it.', examples: ['/v1/actions/019c8f6e-0c00-7000-8000-000000000001/transitions'] })
}, { additionalProperties: false })

export const ImpactReview = Type.Object(fields, { $id: 'ImpactReview', additionalProperties: false })

export const RatedImpactReview = Type.Object({
  ...fields,
  offers: Type.Array(Offer, { description: 'What the finding suggests: after `no_improvement_found`, to reopen the action.' })
}, { $id: 'RatedImpactReview', additionalProperties: false })

export const ImpactReviewList = listOf(ImpactReview, 'ImpactReviewList')
export const impactReviewSorts = ['dueOn'] as const

export const ImpactReviewQuery = listQuery(impactReviewSorts, {
  state: Type.Optional(Type.Array(oneOf(impactReviewStates, 'A state.'), { minItems: 1, maxItems: 3, description: 'States to show; `due,overdue` is what waits.' })),
  actionId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Actions whose reviews to show.' })),
  ownerAgencyId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Agencies whose actions’ reviews to show.' })),
  dueTo: Type.Optional({ ...Day, description: 'Due on this day or earlier.' })
})

export const components = [ImpactReview, RatedImpactReview, ImpactReviewList]

export type ImpactReviewInput = Static<typeof ImpactReviewInput>

export function presentImpactReview (row: ImpactReviewRow, today: LocalDate): Static<typeof ImpactReview> {
  const { id, actionId, round, dueOn, narrative, evidenceIds, ratedById, ratedByAgencyId, ratedAt, version, createdAt, updatedAt } = row
  return { id, actionId, round, dueOn, state: impactReviewState(row, today), rating: found(row), narrative, evidenceIds, ratedById, ratedByAgencyId, ratedAt, version, createdAt, updatedAt }
}

/** What has just been found, and what may be done about it. */
export function presentRated (row: ImpactReviewRow, today: LocalDate): Static<typeof RatedImpactReview> {
  const finding = found(row)
  const offers = finding === null ? [] : offersAfter(finding)
  return { ...presentImpactReview(row, today), offers: offers.map(({ move, to, by, needs }) => ({ move, to, by: [...by], needs: [...needs], href: `/v1/actions/${row.actionId}/transitions` })) }
}

/** Nobody can find that nobody has looked. */
function found ({ rating }: ImpactReviewRow): ImpactRating | null {
  return rating === 'not_yet_assessed' ? null : rating
}
