import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { stagesBetween, usualBeginning } from '../../domain/interval.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { bringUpToNow } from '../action-versions/as-of.ts'
import { exportItems, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { readPoints } from './kept-trend.ts'
import type { Trend } from './trend.ts'
import { Trend as TrendSchema, TrendPoint, TrendQuery } from './trend-schemas.ts'

/** How the plan went on, by week, month or quarter. */
export async function trendRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { reports } = services

  app.get('/reports/trend', {
    schema: { operationId: 'getTrendReport', tags: ['Reports'], summary: 'Count the actions as they stood at the end of each week, month or quarter', querystring: TrendQuery, response: { 200: ref(TrendSchema), ...problems('rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const { caller, query: { interval = 'month', from, to } } = request
    const today = todayOf(services, request)
    const stages = stagesBetween(from ?? usualBeginning(to ?? today, interval), to ?? today, interval, today)
    const read = async () => await reports.read(request, ['trend', interval, stages], async () => {
      await bringUpToNow(services, caller.partnershipId)
      return { interval, points: await readPoints(services, request, stages) }
    })
    if (isExport(request)) return await exportItems(services, request, reply, TrendPoint, [...(JSON.parse((await read()).body) as Trend).points]) // written as one
    return await reports.send(request, reply, read)
  })
}
