import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { createMeasure, updateMeasure } from '../../features/measures/commands.ts'
import { findMeasure } from '../../features/measures/queries.ts'
import { MeasureInput } from '../../features/measures/schemas.ts'
import { findRecommendation } from '../../features/recommendations/queries.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { agencyChoices, choicesOf, namesOf, withNone } from '../choices.ts'
import type { Choice } from '../choices.ts'
import { filters } from '../filters.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfMeasure } from '../standings.ts'
import { words } from '../words.ts'

const NewMeasure = Type.Omit(MeasureInput, ['recommendationId'], { additionalProperties: false })
const { unit, frequency, ...changing } = NewMeasure.properties
/** Once there are figures their unit and frequency stay, and are not asked for. */
const ChangedMeasure = Type.Object({ ...changing, unit: Type.Optional(unit), frequency: Type.Optional(frequency) }, { additionalProperties: false })

const labels = {
  name: 'What is measured, in a line', description: 'What exactly is counted, and how to read it', unit: 'Unit', frequency: 'How often it is reported', direction: 'Which way is better',
  numerator: 'What is counted', denominator: 'Out of what', baseline: 'Baseline', target: 'Target', source: 'Where the figures come from', ownerAgencyId: 'Who reports it'
}
const says = {
  'invalid-request': { unit: 'Choose a unit, or name another in letters from a to z and digits, beginning with a letter' },
  'series-begun': 'There are figures already, and they stay what they are: define another measure instead'
}
/** No unit is called so: it has a hyphen. */
const anotherUnit = 'another-unit'

/** What is to show whether a recommendation makes a difference: a coordinator defines it, and puts it right. */
export async function measureForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { shared } = services.database
  const agenciesFor = async ({ caller }: FastifyRequest) => await listAllAgencies(shared, caller.partnershipId)

  formPage(app, services, '/recommendations/:id/measures/new', {
    operation: 'createMeasure',
    params: params('id'),
    view: 'measure-form',
    fields: NewMeasure,
    labels,
    says,
    prepare: withUnit,
    load: async (request) => {
      const [recommendation, agencies] = await Promise.all([findRecommendation(shared, request.caller, idOf(request)), agenciesFor(request)])
      permit(request)
      return { page: { title: 'Add a measure', section: 'reviews', recommendation, ...offered(agencyChoices(agencies, todayOf(services, request))) } }
    },
    submit: async (work, input, request) => {
      const { id } = await createMeasure(work, { ...input, recommendationId: idOf(request) })
      return done(`/measures/${id}`, 'measure_added')
    }
  })

  formPage(app, services, '/measures/:id/change', {
    operation: 'updateMeasure',
    params: params('id'),
    view: 'measure-form',
    fields: ChangedMeasure,
    labels,
    says,
    prepare: withUnit,
    load: async (request) => {
      const [measure, agencies] = await Promise.all([findMeasure(services.database, request.caller, idOf(request)), agenciesFor(request)])
      permit(request)
      const { name, description, unit, direction, frequency, numerator, denominator, baseline, target, source, ownerAgencyId, version } = measure
      return {
        page: { title: 'Change the measure', section: 'reviews', measure, ...offered(agencyChoices(agencies, todayOf(services, request), [ownerAgencyId]), unit) },
        values: { name, description, unit, direction, frequency, numerator, denominator, baseline, target, source, ownerAgencyId },
        version,
        standing: standingOfMeasure(measure, namesOf(agencies))
      }
    },
    submit: async (work, input, request) => {
      await updateMeasure(work, idOf(request), input)
      return done(`/measures/${idOf(request)}`, 'measure_changed')
    }
  })
}

/** "Working days" is `working_days` to programs. */
function withUnit ({ otherUnit, ...typed }: Record<string, unknown>): Record<string, unknown> {
  const named = String(otherUnit ?? '').trim().toLowerCase().replaceAll(/[\s-]+/g, '_')
  return typed['unit'] === anotherUnit && named !== '' ? { ...typed, unit: named } : typed
}

/** What the fields are chosen from; the unit that a measure has may be one that nobody else uses. */
function offered (reporters: readonly Choice[], unit = 'percent') {
  const known = choicesOf(words.unit)
  const units = known.some(({ value }) => value === unit) ? known : [{ value: unit, text: filters.unit(unit) }, ...known]
  return {
    units: [...units, { value: anotherUnit, text: 'Another' }], directions: choicesOf(words.direction), frequencies: choicesOf(words.frequency),
    reporters: withNone(reporters, 'The agency that leads the recommendation')
  }
}
