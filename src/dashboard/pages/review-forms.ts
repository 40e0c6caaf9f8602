import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { createRecommendation } from '../../features/recommendations/commands.ts'
import { RecommendationInput } from '../../features/recommendations/schemas.ts'
import { createReview } from '../../features/reviews/commands.ts'
import { findReview } from '../../features/reviews/queries.ts'
import { ReviewInput } from '../../features/reviews/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { namedChoices, choicesOf, currentAgencies, withNone } from '../choices.ts'
import { severalIn } from '../fields.ts'
import { done, formPage, idOf } from '../form.ts'
import { words } from '../words.ts'

export const reviewLabels = {
  title: 'Title', reference: 'Reference', kind: 'Kind of review', summary: 'What it was about', sourceUrl: 'Where it is published',
  commissionedOn: 'When it was commissioned', publishedOn: 'When it was published', restricted: 'Who sees it'
}
/** The reference is refused in words of its own. */
export const saysOfReview = { 'rule-broken': { publishedOn: 'When it was published must not be before it was commissioned' } }

export const recommendationLabels = { reference: 'Reference', text: 'The recommendation, in the review’s own words', leadAgencyId: 'Lead agency', scope: 'Whom it is meant for', themes: 'Themes' }

/** A coordinator enters a review, and what it recommends. */
export async function reviewForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  formPage(app, services, '/reviews/new', {
    operation: 'createReview',
    view: 'review-new',
    fields: Type.Omit(ReviewInput, ['status', 'legalHold'], { additionalProperties: false }),
    labels: reviewLabels,
    says: saysOfReview,
    load: async (request) => {
      permit(request)
      return { page: { title: 'Add a review', section: 'reviews', kinds: withNone(choicesOf(words.reviewKind), 'Choose a kind') } }
    },
    submit: async (work, input) => {
      const { id } = await createReview(work, input)
      return done(`/reviews/${id}`, 'review_added')
    }
  })

  formPage(app, services, '/reviews/:id/recommendations/new', {
    operation: 'createRecommendation',
    params: params('id'),
    view: 'recommendation-new',
    fields: Type.Pick(RecommendationInput, ['reference', 'text', 'themes', 'scope', 'leadAgencyId'], { additionalProperties: false }),
    labels: recommendationLabels,
    prepare: ({ themes, ...typed }) => ({ ...typed, themes: severalIn(themes) }),
    load: async (request) => {
      const [review, agencies] = await Promise.all([
        findReview(database.shared, request.caller, idOf(request)),
        currentAgencies(database.shared, request.caller.partnershipId, todayOf(services, request))
      ])
      permit(request)
      return {
        page: { title: 'Add a recommendation', section: 'reviews', review, scopes: choicesOf(words.scope), leads: withNone(namedChoices(agencies), 'None yet') },
        values: { scope: 'local' }
      }
    },
    submit: async (work, input, request) => {
      const { id } = await createRecommendation(work, { ...input, reviewId: idOf(request) })
      return done(`/recommendations/${id}`, 'recommendation_added')
    }
  })
}
