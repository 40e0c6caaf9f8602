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
import { createRecommendation, updateRecommendation } from './commands.ts'
import { countRecommendations, listRecommendations, recommendationSorts } from './list-query.ts'
import { findRecommendation } from './queries.ts'
import { presentRecommendation, Recommendation, RecommendationInput, RecommendationList, RecommendationPatch, RecommendationQuery } from './schemas.ts'

const tags = ['Recommendations']

/** Recommendations: what is to be followed through, and whether the partnership accepts it. */
export async function recommendationRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/recommendations', {
    schema: { operationId: 'listRecommendations', tags, summary: 'List recommendations', querystring: RecommendationQuery, response: { 200: ref(RecommendationList), ...problems('malformed-cursor', 'rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const standing = standingAsked(services, request, request.query.asOf)
    const ready = await readyFor(services, request, standing)
    const filter = { ...request.query, asOf: standing.asOf, sort: sortRequested(request.query.sort, recommendationSorts, 'createdAt') }
    const read = async (page: PageRequest) => await listRecommendations(database, request.caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Recommendation, read, presentRecommendation)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      request.query.count === true ? countRecommendations(database, request.caller, filter) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged({ ...page, ...ready }), presentRecommendation, total)
  })

  app.post('/recommendations', {
    schema: { operationId: 'createRecommendation', tags, summary: 'Add a recommendation', body: RecommendationInput, response: { 201: ref(Recommendation), ...problemsOfChange('malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused', 'already-exists', 'unknown-reference', 'reason-required', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const recommendation = await createRecommendation(work, request.body)
    return created('/v1/recommendations', presentRecommendation(recommendation), recommendation.version)
  }))

  app.get('/recommendations/:id', {
    schema: { operationId: 'getRecommendation', tags, summary: 'Read a recommendation', params: params('id'), response: { 200: ref(Recommendation), ...problems('not-found') } }
  }, async (request, reply) => {
    const recommendation = await findRecommendation(database, request.caller, request.params.id)
    permit(request)
    reply.version = recommendation.version
    return presentRecommendation(recommendation)
  })

  app.patch('/recommendations/:id', {
    schema: { operationId: 'updateRecommendation', tags, summary: 'Change a recommendation or respond to it', params: params('id'), body: RecommendationPatch, response: { 200: ref(Recommendation), ...problemsOfChange('malformed-if-match', 'not-found', 'precondition-required', 'stale-version', 'already-exists', 'unknown-reference', 'reason-required', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const recommendation = await updateRecommendation(work, request.params.id, request.body)
    return changed(presentRecommendation(recommendation), recommendation.version)
  }))
}
