import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { LocalDate } from '../../domain/local-date.ts'
import { createAgency, updateAgency } from '../../features/agencies/commands.ts'
import { findAgency, listAllAgencies } from '../../features/agencies/queries.ts'
import { AgencyInput, presentAgency } from '../../features/agencies/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { choicesOf, namedChoices, namesIn, withNone } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { pageSchema } from '../page.ts'
import { standingOfAgency } from '../standings.ts'
import { words } from '../words.ts'

const labels = {
  name: 'Name', code: 'Short name', kind: 'Kind of agency', email: 'E-mail address for reminders', escalationEmail: 'E-mail address of its senior leader',
  validFrom: 'First day', validTo: 'Last day', successorId: 'Agency that takes over'
}
const says = {
  'invalid-request': { code: 'Enter a short name of at most 40 lower-case letters, digits and hyphens, such as csc or met-police' },
  'rule-broken': { validTo: 'Last day must not be before the first day', successorId: 'The line of agencies that take over would lead back to this one' }
}
const kinds = withNone(choicesOf(words.agencyKind), 'Choose')

/** The agencies of the partnership: those that are, and those that were. */
export async function agencyPages (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.get('/agencies', { schema: pageSchema('listAgencies') }, async (request, reply) => {
    permit(request)
    const agencies = await listNamed(services, request)
    return await reply.page('agencies', administered('agencies', request, {
      title: 'Agencies', current: agencies.filter(({ current }) => current), others: agencies.filter(({ current }) => !current)
    }))
  })

  formPage(app, services, '/agencies/new', {
    operation: 'createAgency', fields: AgencyInput, labels, says, view: 'agency-form',
    load: async (request) => {
      permit(request)
      return { page: administered('agencies', request, { title: 'Add an agency', kinds, successors: await successorsOf(services, request) }) }
    },
    submit: async (work, input) => {
      await createAgency(work, input)
      return done('/agencies', 'agency_added')
    }
  })

  formPage(app, services, '/agencies/:id', {
    operation: 'updateAgency', params: params('id'), fields: AgencyInput, labels, says, view: 'agency-form',
    load: async (request) => {
      const id = idOf(request)
      const agency = await findAgency(services.database, request.caller.partnershipId, id)
      permit(request)
      const successors = await successorsOf(services, request, id)
      const page = administered('agencies', request, { title: `Change ${agency.name}`, kinds, successors })
      return { page, values: { ...presentAgency(agency, todayOf(services, request)) }, version: agency.version, standing: standingOfAgency(agency, namesIn(successors)) }
    },
    submit: async (work, input, request) => {
      await updateAgency(work, idOf(request), input)
      return done('/agencies', 'agency_changed')
    }
  })
}

async function listNamed (services: Services, request: FastifyRequest) {
  const today: LocalDate = todayOf(services, request)
  const rows = await listAllAgencies(services.database.shared, request.caller.partnershipId)
  const nameOf = new Map(rows.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({ ...presentAgency(row, today), successor: row.successorId === null ? undefined : nameOf.get(row.successorId) }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en-GB'))
}

async function successorsOf (services: Services, request: FastifyRequest, id?: string) {
  const agencies = await listAllAgencies(services.database.shared, request.caller.partnershipId)
  return withNone(namedChoices(agencies.filter((agency) => agency.id !== id)), 'None')
}
