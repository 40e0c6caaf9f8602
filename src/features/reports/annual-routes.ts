import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { reportingPeriod } from '../../domain/reporting-period.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportItems, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { annualLines, AnnualQuery, AnnualReport as AnnualReportSchema, AnnualRow } from './annual-schemas.ts'
import { reportYear } from './annual.ts'
import type { AnnualReport } from './annual.ts'

/** The record of a year, for the report that safeguarding partners publish. */
export async function annualReportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, reports: kept } = services

  app.get('/reports/annual', {
    schema: { operationId: 'getAnnualReport', tags: ['Reports'], summary: 'Read what was decided and done in a year, and what came of it', querystring: AnnualQuery, response: { 200: ref(AnnualReportSchema), ...problems('rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const { caller, timeZone } = request
    const today = todayOf(services, request)
    const period = reportingPeriod(request.query, today)
    const read = async () => await kept.read(request, ['annual', period, today], async () => await reportYear(database, caller, period, { today, timeZone }))
    if (isExport(request)) return await exportItems(services, request, reply, AnnualRow, annualLines(JSON.parse((await read()).body) as AnnualReport)) // written as one
    return await kept.send(request, reply, read)
  })
}
