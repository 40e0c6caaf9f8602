import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { readyFor, standingAsked } from '../action-versions/as-of.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { freshness } from '../events/freshness.ts'
import { createReview, updateReview } from './commands.ts'
import { countReviews, findReview, listReviews, reviewSorts } from './queries.ts'
import { presentReview, Review, ReviewInput, ReviewList, ReviewPatch, ReviewQuery } from './schemas.ts'

const tags = ['Reviews']

/** Reviews: where recommendations come from. */
export async function reviewRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/reviews', {
    schema: { operationId: 'listReviews', tags, summary: 'List reviews', querystring: ReviewQuery, response: { 200: ref(ReviewList), ...problems('malformed-cursor', 'rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const standing = standingAsked(services, request, request.query.asOf)
    const ready = await readyFor(services, request, standing)
    const filter = { ...request.query, asOf: standing.asOf, sort: sortRequested(request.query.sort, reviewSorts, 'createdAt') }
    const read = async (page: PageRequest) => await listReviews(database, request.caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Review, read, presentReview)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      request.query.count === true ? countReviews(database, request.caller, filter) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged({ ...page, ...ready }), presentReview, total)
  })

  app.post('/reviews', {
    schema: { operationId: 'createReview', tags, summary: 'Add a review', body: ReviewInput, response: { 201: ref(Review), ...problemsOfChange('malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused', 'already-exists', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const review = await createReview(work, request.body)
    return created('/v1/reviews', presentReview(review), review.version)
  }))

  app.get('/reviews/:id', {
    schema: { operationId: 'getReview', tags, summary: 'Read a review', params: params('id'), response: { 200: ref(Review), ...problems('not-found') } }
  }, async (request, reply) => {
    const review = await findReview(database, request.caller, request.params.id)
    permit(request)
    reply.version = review.version
    return presentReview(review)
  })

  app.patch('/reviews/:id', {
    schema: { operationId: 'updateReview', tags, summary: 'Change a review', params: params('id'), body: ReviewPatch, response: { 200: ref(Review), ...problemsOfChange('malformed-if-match', 'not-found', 'precondition-required', 'stale-version', 'already-exists', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const review = await updateReview(work, request.params.id, request.body)
    return changed(presentReview(review), review.version)
  }))
}
