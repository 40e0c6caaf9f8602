import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { readyFor, standingAsked } from '../action-versions/as-of.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { permit } from '../work.ts'
import { countFlatActions, listFlatActions } from './flat-queries.ts'
import type { FlatActionRow } from './flat-queries.ts'
import { FlatAction, FlatActionList, FlatActionQuery, presentFlatAction } from './flat-schemas.ts'

/** The plan as one flat table, made for Power BI and Excel. */
export async function flatReportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/reports/actions-flat', {
    schema: { operationId: 'getActionsFlatReport', tags: ['Reports'], summary: 'Read the plan as a table of one row an action', querystring: FlatActionQuery, response: { 200: ref(FlatActionList), ...problems('malformed-cursor', 'rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const { caller } = request
    const standing = standingAsked(services, request, request.query.asOf)
    const ready = await readyFor(services, request, standing)
    const { asOf, on: today } = standing
    const query = { ...request.query, asOf }
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
    return listBody(request, reply, cursors, fresh.tagged({ ...page, ...ready }), present, total)
  })
}
