import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { longestDownloadMs, sendContent } from '../../features/evidence/giving-out.ts'
import { findEvidence } from '../../features/evidence/queries.ts'
import { permit } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { pageSchema } from '../page.ts'

/** The file or statement of a piece of evidence, for whoever is signed in and may see it. */
export async function evidenceContent (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/evidence/:id/content', { handlerTimeout: longestDownloadMs, schema: pageSchema('getEvidenceContent', { params: params('id') }) }, async (request, reply) => {
    const evidence = await findEvidence(services.database, request.caller, request.params.id)
    permit(request)
    return await sendContent(services, request, reply, evidence)
  })
}
