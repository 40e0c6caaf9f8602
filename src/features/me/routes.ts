import type { FastifyInstance } from 'fastify'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { permit } from '../work.ts'
import { findBelonging } from './queries.ts'
import { Me, presentMe } from './schemas.ts'

/** Who is asking, as the service sees it. */
export async function meRoutes (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.get('/me', {
    schema: { operationId: 'getMe', tags: ['Me'], summary: 'Who am I here?', response: { 200: ref(Me), ...problems() } }
  }, async (request) => {
    permit(request)
    return presentMe(request.caller, await findBelonging(services.database, request.caller))
  })
}
