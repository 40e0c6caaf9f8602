import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { format, Id, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { changed, recorded } from '../../platform/http/answer.ts'
import { exportItems, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { recordObservation } from './observation-commands.ts'
import { listObservations } from './observation-queries.ts'
import { Observation, ObservationInput, ObservationSeries, presentObservation, presentSeries } from './observation-schemas.ts'
import { findMeasure } from './queries.ts'
import { PeriodName } from './schemas.ts'

const tags = ['Measures']
const ofPeriod = Type.Object({ id: Id, period: PeriodName }, { additionalProperties: false })

/** Observations: a measure's readings, period by period. */
export async function observationRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services

  app.get('/measures/:id/observations', {
    schema: { operationId: 'listObservations', tags, summary: 'Read a measure over time, with its process limits and signals', params: params('id'), querystring: Type.Object({ format }, { additionalProperties: false }), response: { 200: ref(ObservationSeries), ...problems('not-found') } }
  }, async (request, reply) => {
    const { id } = request.params
    const [measure, observed] = await Promise.all([findMeasure(database, request.caller, id), listObservations(database, request.caller, id)])
    permit(request)
    if (!isExport(request)) return presentSeries(measure, observed, request.caller.role)
    return await exportItems(services, request, reply, ObservationSeries.properties.data.items, presentSeries(measure, observed, 'whoever_has_the_file').data)
  })

  app.put('/measures/:id/observations/:period', {
    schema: { operationId: 'recordObservation', tags, summary: 'Report what was observed in a period, or correct it', params: ofPeriod, body: ObservationInput, response: { 200: ref(Observation), 201: ref(Observation), ...problemsOfChange('malformed-if-match', 'not-found', 'stale-version', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id, period } = request.params
    const observation = await recordObservation(work, id, period, request.body)
    const { version } = observation
    return version === 1 ? { ...recorded(`/v1/measures/${id}/observations`, presentObservation(observation)), version } : changed(presentObservation(observation), version)
  }))
}
