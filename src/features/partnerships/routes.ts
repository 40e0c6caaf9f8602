import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { changed } from '../../platform/http/answer.ts'
import { problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { change, permit } from '../work.ts'
import { updatePartnership } from './commands.ts'
import { findPartnership } from './queries.ts'
import { Partnership, PartnershipPatch, presentPartnership } from './schemas.ts'

const tags = ['Partnership']

/** The caller's partnership; there is no other for them. */
export async function partnershipRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/partnership', {
    schema: { operationId: 'getPartnership', tags, summary: 'Read the partnership and its settings', response: { 200: ref(Partnership), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const partnership = await findPartnership(services.database, request.caller.partnershipId)
    reply.version = partnership.version
    return presentPartnership(partnership)
  })

  app.patch('/partnership', {
    schema: { operationId: 'updatePartnership', tags, summary: "Change the partnership's settings", body: PartnershipPatch, response: { 200: ref(Partnership), ...problemsOfChange('precondition-required', 'stale-version', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const partnership = await updatePartnership(work, request.body)
    return changed(presentPartnership(partnership), partnership.version)
  }))
}
