import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { spanOf } from '../../domain/deadline.ts'
import { bankHolidaysBetween } from '../../platform/bank-holidays.ts'
import { params, problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { permit, todayOf } from '../work.ts'
import { findDueDateSteps } from './queries.ts'
import { Deadline, presentDeadline } from './schemas.ts'

/** The deadline of an action, explained. */
export async function deadlineRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services

  app.get('/actions/:id/deadline', {
    schema: { operationId: 'getDeadline', tags: ['Actions'], summary: 'Explain the due date of an action', params: params('id'), response: { 200: ref(Deadline), ...problems('not-found') } }
  }, async (request, reply) => {
    const { caller: { partnershipId }, params: { id }, timeZone } = request
    const [action, steps] = await Promise.all([
      findAction(database, request.caller, id),
      findDueDateSteps(database, partnershipId, id)
    ])
    permit(request)
    const today = todayOf(services, request)
    const { from, to } = spanOf(action.dueOn, today)
    reply.version = action.version
    return presentDeadline(action, steps, bankHolidaysBetween(from, to), { today, timeZone })
  })
}
