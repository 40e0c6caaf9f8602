import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { pageQuery, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import { rateImpact } from './commands.ts'
import { countImpactReviews, listImpactReviews } from './queries.ts'
import type { ImpactReviewRow } from './queries.ts'
import { ImpactReview, ImpactReviewInput, ImpactReviewList, ImpactReviewQuery, impactReviewSorts, presentImpactReview, presentRated, RatedImpactReview } from './schemas.ts'

const tags = ['Impact reviews']

/** Impact reviews: months after completion, another agency asks whether it made a difference. */
export async function impactReviewRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/impact-reviews', {
    schema: { operationId: 'listImpactReviews', tags, summary: 'List impact reviews of all actions', querystring: ImpactReviewQuery, response: { 200: ref(ImpactReviewList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const today = todayOf(services, request)
    const filter = { ...request.query, direction: sortRequested(request.query.sort, impactReviewSorts, 'dueOn').direction }
    const read = async (page: PageRequest) => await listImpactReviews(database, request.caller, filter, page, today)
    const present = (row: ImpactReviewRow) => presentImpactReview(row, today)
    if (isExport(request)) return await exportList(services, request, reply, ImpactReview, read, present)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      request.query.count === true ? countImpactReviews(database, request.caller, filter, today) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged(page), present, total)
  })

  app.get('/actions/:id/impact-reviews', {
    schema: { operationId: 'listActionImpactReviews', tags, summary: 'List the impact reviews of an action', params: params('id'), querystring: pageQuery, response: { 200: ref(ImpactReviewList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => {
    const { id } = request.params
    await findAction(database, request.caller, id)
    permit(request)
    const today = todayOf(services, request)
    const filter = { actionId: [id], direction: 'asc' } as const
    const read = async (page: PageRequest) => await listImpactReviews(database, request.caller, filter, page, today)
    const present = (row: ImpactReviewRow) => presentImpactReview(row, today)
    if (isExport(request)) return await exportList(services, request, reply, ImpactReview, read, present)
    const page = await read(pageRequested(request, cursors))
    return listBody(request, reply, cursors, page, present, request.query.count === true ? await countImpactReviews(database, request.caller, filter, today) : undefined)
  })

  app.post('/actions/:id/impact-reviews', {
    schema: {
      operationId: 'rateImpact', tags, summary: 'Judge whether an action made a difference', params: params('id'), body: ImpactReviewInput,
      response: { 201: ref(RatedImpactReview), ...problemsOfChange('not-found', 'separation-of-duties', 'malformed-if-match', 'stale-version', 'action-not-completed', 'unknown-reference', 'rule-broken') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id } = request.params
    return recorded(`/v1/actions/${id}/impact-reviews`, presentRated(await rateImpact(work, id, request.body), work.today))
  }))
}
