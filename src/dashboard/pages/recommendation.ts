import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { may } from '../../domain/permission.ts'
import type { Caller } from '../../domain/permission.ts'
import { isTakenUp } from '../../domain/recommendation.ts'
import { groundOf } from '../../features/actions/json-queries.ts'
import { listActions } from '../../features/actions/list-query.ts'
import { presentActionInJson } from '../../features/actions/schemas.ts'
import type { PresentedAction } from '../../features/actions/schemas.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { listMeasures } from '../../features/measures/list-query.ts'
import { presentMeasure } from '../../features/measures/schemas.ts'
import { findApplication } from '../../features/playbooks/queries.ts'
import { findRecommendation } from '../../features/recommendations/queries.ts'
import { presentRecommendation } from '../../features/recommendations/schemas.ts'
import { nameRecommendations } from '../../features/reports/queries.ts'
import { permit, todayOf } from '../../features/work.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { pageSchema } from '../page.ts'

/** More than answer any recommendation; the list of actions has the rest. */
const mostActions = 100
const mostMeasures = 50

/** A recommendation as it was published, and what became of it: response, actions, measures. */
export async function recommendationPage (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services

  app.get('/recommendations/:id', { schema: pageSchema('getRecommendation', { params: params('id') }) }, async (request, reply) => {
    const { caller, params: { id } } = request
    const [found, actions, measures, agencies, names, applied] = await Promise.all([
      findRecommendation(database.shared, caller, id),
      actionsOf(services, caller, id, todayOf(services, request)),
      measuresOf(services, caller, id),
      listAllAgencies(database.shared, caller.partnershipId),
      nameRecommendations(database.shared, caller.partnershipId),
      may(caller, 'applyPlaybook') ? findApplication(database.shared, caller.partnershipId, id) : undefined
    ])
    permit(request)
    const recommendation = presentRecommendation(found)
    const repeats = names.filter((name) => recommendation.repeatsRecommendationIds.includes(name.id))
    return await reply.page('recommendation', {
      title: `Recommendation ${found.reference}`, section: 'reviews',
      recommendation, actions, measures, repeats, named: names.find((name) => name.id === found.id),
      leadAgency: agencies.find((agency) => agency.id === found.leadAgencyId),
      can: {
        respond: may(caller, 'updateRecommendation'),
        change: may(caller, 'updateRecommendation'),
        plan: may(caller, 'applyPlaybook') && applied === undefined && isTakenUp(found.response),
        addAction: may(caller, 'createAction') && found.response !== 'not_accepted',
        addMeasure: may(caller, 'createMeasure')
      }
    })
  })
}

async function actionsOf ({ database }: Services, caller: Caller, id: string, today: LocalDate): Promise<PresentedAction[]> {
  const { rows } = await listActions(database, caller, { recommendationId: [id] }, { field: 'dueOn', direction: 'asc' }, { limit: mostActions, after: undefined }, today)
  return rows.map((row) => JSON.parse(presentActionInJson(row.stored, groundOf(row), today)) as PresentedAction) // written as one
}

async function measuresOf ({ database }: Services, caller: Caller, id: string) {
  const { rows } = await listMeasures(database, caller, { recommendationId: [id], sort: { field: 'createdAt', direction: 'asc' } }, { limit: mostMeasures, after: undefined })
  return rows.map((row) => presentMeasure(row, caller.role))
}
