import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { standingAsked } from '../action-versions/as-of.ts'
import { exportItems, isExport } from '../exporting.ts'
import { permit } from '../work.ts'
import { readSummary } from './kept-summaries.ts'
import { Summary as SummarySchema, SummaryQuery, SummaryRow } from './schemas.ts'
import { linesOf } from './summary.ts'
import type { Summary } from './summary.ts'

/** Reports: figures over the whole plan. */
export async function reportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { reports } = services

  app.get('/reports/summary', {
    schema: { operationId: 'getSummaryReport', tags: ['Reports'], summary: 'Count the actions by status, rating and timeliness', querystring: SummaryQuery, response: { 200: ref(SummarySchema), ...problems('rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const { groupBy = 'agency' } = request.query
    const standing = standingAsked(services, request, request.query.asOf)
    const read = async () => await readSummary(services, request.caller, groupBy, standing.on, standing.asOf)
    if (isExport(request)) return await exportItems(services, request, reply, SummaryRow, linesOf(JSON.parse((await read()).body) as Summary)) // written as one
    return await reports.send(request, reply, read)
  })
}
