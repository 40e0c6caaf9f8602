import type { Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { openStatuses } from '../../domain/action.ts'
import { may } from '../../domain/permission.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { listRecommendations } from '../../features/recommendations/list-query.ts'
import { presentRecommendation } from '../../features/recommendations/schemas.ts'
import { readSummary } from '../../features/reports/kept-summaries.ts'
import type { Summary } from '../../features/reports/summary.ts'
import { findReview, listReviews, reviewSorts } from '../../features/reviews/queries.ts'
import { presentReview, ReviewQuery } from '../../features/reviews/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { choicesOf, filterChoices } from '../choices.ts'
import { addressOf } from '../filters.ts'
import { pageSchema } from '../page.ts'
import { words } from '../words.ts'

/** More than any review recommends; a longer list would be cut, and says so. */
const mostRecommendations = 200

/** Where recommendations come from: all reviews, and one with what it recommends. */
export async function reviewPages (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/reviews', { schema: pageSchema('listReviews', { querystring: ReviewQuery }) }, async (request, reply) => {
    permit(request)
    const { caller, query } = request
    const sort = sortRequested(query.sort, reviewSorts, 'createdAt')
    const [page, summary] = await Promise.all([
      listReviews(database, caller, { ...query, sort }, pageRequested(request, cursors)),
      readSummary(services, caller, 'review', todayOf(services, request))
    ])
    const { groups } = JSON.parse(summary.body) as Summary // written as one
    const { data: reviews, nextCursor } = listBody(request, reply, cursors, page, (row) => ({ ...presentReview(row), figures: figuresOf(row.id, groups) }))
    const next = nextCursor === null ? undefined : addressOf('/reviews', { ...query, cursor: nextCursor })
    const filtersSet = filters.some((name) => query[name] !== undefined)
    return await reply.page('reviews', { title: 'Reviews', section: 'reviews', mayAdd: may(caller, 'createReview'), reviews, next, query, choices: offered(query), filtersSet })
  })

  app.get('/reviews/:id', { schema: pageSchema('getReview', { params: params('id') }) }, async (request, reply) => {
    const { caller, params: { id } } = request
    const filter = { reviewId: [id], sort: { field: 'createdAt', direction: 'asc' } } as const
    const [review, recommended, agencies] = await Promise.all([
      findReview(database.shared, caller, id),
      listRecommendations(database, caller, filter, { limit: mostRecommendations, after: undefined }),
      listAllAgencies(database.shared, caller.partnershipId)
    ])
    permit(request)
    const agencyNames = Object.fromEntries(agencies.map(({ id, name }) => [id, name]))
    const recommendations = recommended.rows.map(presentRecommendation)
    return await reply.page('review', { title: review.title, section: 'reviews', review: presentReview(review), mayAdd: may(caller, 'createRecommendation'), mayChange: may(caller, 'updateReview'), recommendations, isCut: recommended.next !== null, agencyNames })
  })
}

/** Each with the actions that it counts. */
function figuresOf (reviewId: string, groups: Summary['groups']) {
  const { actions = 0, open = 0, overdue = 0 } = groups.find(({ key }) => key.id === reviewId) ?? {}
  const figure = (value: number, more: Readonly<Record<string, unknown>>) => ({ value, href: addressOf('/actions', { reviewId, ...more }) })
  return { actions: figure(actions, {}), open: figure(open, { status: openStatuses }), overdue: figure(overdue, { overdue: true }) }
}

const filters = ['kind', 'status', 'restricted'] as const
const sorts = [{ value: 'createdAt', text: 'First entered' }, { value: '-createdAt', text: 'Last entered' }, { value: 'reference', text: 'Reference' }, { value: 'title', text: 'Title' }]

/** What can be chosen in the filter, with what is chosen. */
function offered ({ kind, status, sort }: Static<typeof ReviewQuery>) {
  return {
    kind: filterChoices(choicesOf(words.reviewKind), 'Any kind', kind),
    status: filterChoices(choicesOf(words.reviewStatus), 'Any status', status),
    sort: sorts.map((each) => ({ ...each, selected: each.value === (sort ?? 'createdAt') }))
  }
}
