import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { countFlatActions, listFlatActions } from './flat-queries.ts'
import type { FlatActionRow } from './flat-queries.ts'
import { FlatAction, FlatActionList, FlatActionQuery, presentFlatAction } from './flat-schemas.ts'

/** The plan as one flat table, made for Power BI and Excel. */
export async function flatReportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/reports/actions-flat', {
    schema: { operationId: 'getActionsFlatReport', tags: ['Reports'], summary: 'Read the plan as a table of one row an action', querystring: FlatActionQuery, response: { 200: ref(FlatActionList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { caller, query } = request
    const today = todayOf(services, request)
    const { direction } = sortRequested(query.sort, ['createdAt'], 'createdAt')
    const read = async (page: PageRequest) => await listFlatActions(database, caller, query, direction, page, today)
    const present = (row: FlatActionRow) => presentFlatAction(row, today)
    if (isExport(request)) return await exportList(services, request, reply, FlatAction, read, present)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      query.count === true ? countFlatActions(database, caller, query, today) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged(page), present, total)
  })
}
