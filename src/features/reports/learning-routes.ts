import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportItems, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { KeptReports } from './kept-report.ts'
import { learningLines, LearningQuery, LearningReport as LearningReportSchema, LearningRow } from './learning-schemas.ts'
import { reportLearning } from './learning.ts'
import type { LearningReport } from './learning.ts'

/** Learning across reviews: what is recommended again, and what became of it before. */
export async function learningReportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services
  const kept = new KeptReports(services)

  app.get('/reports/learning', {
    schema: { operationId: 'getLearningReport', tags: ['Reports'], summary: 'Read what reviews recommended again, and what became of it before', querystring: LearningQuery, response: { 200: ref(LearningReportSchema), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const { caller, query: { theme, agencyId } } = request
    const filter = { ...(theme === undefined ? {} : { theme }), ...(agencyId === undefined ? {} : { agencyId: agencyId.map((each) => each.toLowerCase()) }) }
    const today = todayOf(services, request)
    const read = async () => await kept.read(request, ['learning', filter, today], async () => await reportLearning(database, caller, filter, today))
    if (isExport(request)) return await exportItems(services, request, reply, LearningRow, learningLines(JSON.parse((await read()).body) as LearningReport)) // written as one
    return await kept.send(request, reply, read)
  })
}
