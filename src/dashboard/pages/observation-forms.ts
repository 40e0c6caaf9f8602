import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { latestPeriods } from '../../domain/period.ts'
import { recordObservation } from '../../features/measures/observation-commands.ts'
import { findObservation, listObservations } from '../../features/measures/observation-queries.ts'
import { ObservationInput } from '../../features/measures/observation-schemas.ts'
import { findMeasure } from '../../features/measures/queries.ts'
import type { ShownMeasure } from '../../features/measures/queries.ts'
import { PeriodName } from '../../features/measures/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import type { Work } from '../../features/work.ts'
import { Id, params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { filters } from '../filters.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfObservation } from '../standings.ts'

const labels = { numerator: 'What was counted', denominator: 'Out of how many', value: 'Value', note: 'Note' }
/** As far back as somebody reports late; an earlier one goes through the API. */
const periodsOffered = 24

/** What was observed of a measure in a period, and a correction of it. */
export async function observationForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database, clock } = services
  const named = (request: FastifyRequest) => request.params as { id: string, period?: string } // the forms' own params
  const home = (request: FastifyRequest) => `/measures/${named(request).id}`

  async function load (request: FastifyRequest, title: string) {
    const measure = await findMeasure(database.shared, request.caller, named(request).id)
    permit(request, reportedBy(measure))
    return { measure, page: { title, section: 'reviews', measure, isFraction: isFraction(measure) } }
  }

  formPage(app, services, '/measures/:id/observations/new', {
    operation: 'recordObservation',
    params: params('id'),
    view: 'observation',
    fields: Type.Object({ period: PeriodName, ...ObservationInput.properties }, { additionalProperties: false }),
    labels: { period: 'Period', ...labels },
    load: async (request) => {
      const { measure, page } = await load(request, 'Report a figure')
      const reported = new Set((await listObservations(database, request.caller, measure.id)).map(({ period }) => period))
      const { period: chosen = '' } = (request.body ?? {}) as { period?: string } // when the form comes back
      const offered = latestPeriods(measure.frequency, todayOf(services, request), periodsOffered).filter((period) => !reported.has(period) || period === chosen)
      const observed = reported.has(chosen) ? await findObservation(database, request.caller, measure.id, chosen) : undefined
      return {
        page: { ...page, periods: offered.map((name) => ({ value: name, text: filters.period(name) })) },
        values: { period: offered[1] ?? offered[0] }, // the one that has just ended
        version: observed?.version ?? 0,
        standing: standingOfObservation(measure.id, observed, clock.now())
      }
    },
    submit: async (work, { period, ...input }, request) => {
      await refuseIncomplete(work, request, input)
      await recordObservation(work, named(request).id, period, input)
      return done(home(request), 'observation_recorded')
    }
  })

  formPage(app, services, '/measures/:id/observations/:period', {
    operation: 'recordObservation',
    params: Type.Object({ id: Id, period: PeriodName }, { additionalProperties: false }),
    view: 'observation',
    fields: ObservationInput,
    labels,
    load: async (request) => {
      const { id, period = '' } = named(request)
      const [{ measure, page }, observed] = await Promise.all([load(request, 'Correct a figure'), findObservation(database, request.caller, id, period)])
      return {
        page: { ...page, period },
        values: valuesOf(observed),
        version: observed?.version ?? 0,
        standing: standingOfObservation(measure.id, observed, clock.now())
      }
    },
    submit: async (work, input, request) => {
      const { id, period = '' } = named(request)
      await refuseIncomplete(work, request, input)
      await recordObservation(work, id, period, input)
      return done(home(request), 'observation_recorded')
    }
  })
}

/** Is its value a part of something? */
function isFraction ({ unit, denominator }: ShownMeasure): boolean {
  return unit === 'percent' || unit === 'rate_per_1000' || (unit !== 'count' && denominator !== null)
}

/** In the words of the form; what else there is to refuse, the command does. */
async function refuseIncomplete ({ tx, by }: Work, request: FastifyRequest, { value, numerator, denominator }: ObservationInput): Promise<void> {
  if (value !== undefined) return
  if (!isFraction(await findMeasure(tx, by, idOf(request)))) throw fieldRefusal('rule-broken', 'value', 'Enter the value')
  if (numerator === undefined) throw fieldRefusal('rule-broken', 'numerator', 'Enter what was counted')
  if (denominator === undefined) throw fieldRefusal('rule-broken', 'denominator', 'Enter out of how many')
}

/** The agency whose figure it is: the measure's own, or else the one that leads the recommendation. */
export function reportedBy ({ ownerAgencyId, leadAgencyId }: ShownMeasure) {
  return { ownerAgencyId: ownerAgencyId ?? leadAgencyId, supportingAgencyIds: [] }
}

/** A fraction is corrected as a fraction: its value follows from it. */
function valuesOf (observed: Awaited<ReturnType<typeof findObservation>>): Record<string, unknown> {
  if (observed === undefined) return {}
  const { value, numerator, denominator, note } = observed
  return denominator === null ? { value, note } : { numerator, denominator, note }
}
