import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { may } from '../../domain/permission.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { listObservations } from '../../features/measures/observation-queries.ts'
import { presentSeries } from '../../features/measures/observation-schemas.ts'
import { findMeasure } from '../../features/measures/queries.ts'
import { presentMeasure } from '../../features/measures/schemas.ts'
import { permit } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { drawProcessChart } from '../process-chart.ts'
import { pageSchema } from '../page.ts'
import { reportedBy } from './observation-forms.ts'

/** A measure over time: its process-behaviour chart, and the same figures in a table. */
export async function measurePage (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services

  app.get('/measures/:id', { schema: pageSchema('getMeasure', { params: params('id') }) }, async (request, reply) => {
    const { caller, params: { id } } = request
    const [measure, observed, agencies] = await Promise.all([
      findMeasure(database.shared, caller, id), listObservations(database, caller, id), listAllAgencies(database.shared, caller.partnershipId)
    ])
    permit(request)
    const series = presentSeries(measure, observed, caller.role)
    return await reply.page('measure', {
      title: measure.name, section: 'reviews', measure: presentMeasure(measure, caller.role), series,
      mayReport: may(caller, 'recordObservation', reportedBy(measure)), mayChange: may(caller, 'updateMeasure'),
      chart: drawProcessChart(series), agency: agencies.find((agency) => agency.id === reportedBy(measure).ownerAgencyId)
    })
  })
}
