import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { createMeasure, updateMeasure } from './commands.ts'
import { countMeasures, listMeasures, measureSorts } from './list-query.ts'
import { findMeasure } from './queries.ts'
import type { ShownMeasure } from './queries.ts'
import { Measure, MeasureInput, MeasureList, MeasurePatch, MeasureQuery, presentMeasure } from './schemas.ts'

const tags = ['Measures']

/** Measures: what shows whether a recommendation makes a difference. */
export async function measureRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/measures', {
    schema: { operationId: 'listMeasures', tags, summary: 'List measures', querystring: MeasureQuery, response: { 200: ref(MeasureList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const filter = { ...request.query, sort: sortRequested(request.query.sort, measureSorts, 'createdAt') }
    const read = async (page: PageRequest) => await listMeasures(database, request.caller, filter, page)
    const present = (row: ShownMeasure) => presentMeasure(row, isExport(request) ? 'whoever_has_the_file' : request.caller.role)
    if (isExport(request)) return await exportList(services, request, reply, Measure, read, present)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      request.query.count === true ? countMeasures(database, request.caller, filter) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged(page), present, total)
  })

  app.post('/measures', {
    schema: { operationId: 'createMeasure', tags, summary: 'Define a measure', body: MeasureInput, response: { 201: ref(Measure), ...problemsOfChange('malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused', 'unknown-reference') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const measure = await createMeasure(work, request.body)
    return created('/v1/measures', presentMeasure(measure, work.by.role), measure.version)
  }))

  app.get('/measures/:id', {
    schema: { operationId: 'getMeasure', tags, summary: 'Read a measure', params: params('id'), response: { 200: ref(Measure), ...problems('not-found') } }
  }, async (request, reply) => {
    const measure = await findMeasure(database, request.caller, request.params.id)
    permit(request)
    reply.version = measure.version
    return presentMeasure(measure, request.caller.role)
  })

  app.patch('/measures/:id', {
    schema: { operationId: 'updateMeasure', tags, summary: 'Change a measure', params: params('id'), body: MeasurePatch, response: { 200: ref(Measure), ...problemsOfChange('malformed-if-match', 'not-found', 'precondition-required', 'stale-version', 'series-begun', 'unknown-reference') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const measure = await updateMeasure(work, request.params.id, request.body)
    return changed(presentMeasure(measure, work.by.role), measure.version)
  }))
}
