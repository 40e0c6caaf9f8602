import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { updateReview } from '../../features/reviews/commands.ts'
import { findReview } from '../../features/reviews/queries.ts'
import { presentReview, ReviewPatch } from '../../features/reviews/schemas.ts'
import { permit } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { choicesOf } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfReview } from '../standings.ts'
import { words } from '../words.ts'
import { reviewLabels, saysOfReview } from './review-forms.ts'

const { title, reference, kind, ...otherLabels } = reviewLabels

/** What a review says, as a coordinator puts it right. */
export async function reviewChangeForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  formPage(app, services, '/reviews/:id/change', {
    operation: 'updateReview',
    params: params('id'),
    view: 'review-change',
    fields: Type.Required(ReviewPatch, { additionalProperties: false }),
    labels: { title, reference, kind, status: 'How far it is', ...otherLabels, legalHold: 'Legal hold' },
    says: saysOfReview,
    load: async (request) => {
      const review = await findReview(database, request.caller, idOf(request))
      permit(request)
      const { restricted, legalHold, ...said } = presentReview(review)
      return {
        page: { title: 'Change the review', section: 'reviews', review, kinds: choicesOf(words.reviewKind), statuses: choicesOf(words.reviewStatus) },
        values: { ...said, restricted: String(restricted), legalHold: String(legalHold) },
        version: review.version,
        standing: standingOfReview(review)
      }
    },
    submit: async (work, input, request) => {
      await updateReview(work, idOf(request), input)
      return done(`/reviews/${idOf(request)}`, 'review_changed')
    }
  })
}
