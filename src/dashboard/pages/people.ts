import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openStatuses } from '../../domain/action.ts'
import { roles } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { countActions } from '../../features/actions/list-query.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { createPerson, updatePerson } from '../../features/people/commands.ts'
import { handOverWork } from '../../features/people/handover.ts'
import { findPerson, listPeople } from '../../features/people/queries.ts'
import type { PersonRow } from '../../features/people/queries.ts'
import { HandoverInput, PersonInput, PersonQuery, presentPerson } from '../../features/people/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { pageRequested } from '../../platform/http/list.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { choicesOf, namedChoices, namesIn, withNone } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { addressOf } from '../filters.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'
import { standingOfPerson, standingOfWhoeverItIs } from '../standings.ts'
import { words } from '../words.ts'

const labels = { name: 'Full name', email: 'E-mail address', jobTitle: 'Job title', agencyId: 'Agency', role: 'Role', deputyId: 'Deputy', active: 'Works here' }
const roleItems = roles.map((value) => ({ value, text: words.role[value], hint: { text: words.roleMeaning[value] } }))
const PersonForm = Type.Required(Type.Pick(PersonInput, ['name', 'email', 'agencyId', 'role', 'active', 'jobTitle', 'deputyId']), { additionalProperties: false })
const NewPerson = Type.Omit(PersonInput, ['active'], { additionalProperties: false })

/** Who takes part, in which role and for which agency. */
export async function peoplePages (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database, cursors } = services

  app.get<{ Querystring: Static<typeof PersonQuery> }>('/people', { schema: pageSchema('listPeople', { querystring: PersonQuery }) }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const [agencies, page] = await Promise.all([
      listAllAgencies(database.shared, partnershipId),
      listPeople(database.shared, partnershipId, { ...request.query, sort: { field: 'name', direction: 'asc' } }, pageRequested(request, cursors))
    ])
    const nameOf = new Map(agencies.map(({ id, name }) => [id, name]))
    return await reply.page('people', administered('people', request, {
      title: 'People', people: page.rows.map((row) => ({ ...presentPerson(row), agency: nameOf.get(row.agencyId) })), next: nextPage(reply, cursors, page),
      form: { values: { agencyId: request.query.agencyId?.[0], role: request.query.role?.[0], active: request.query.active === undefined ? '' : String(request.query.active) }, faults: [], faultOf: {}, labels },
      agencies: withNone(namedChoices(agencies), 'All agencies'), roles: withNone(choicesOf(words.role), 'All roles')
    }))
  })

  formPage(app, services, '/people/new', {
    operation: 'createPerson', fields: NewPerson, labels, view: 'person-form',
    load: async (request) => {
      permit(request)
      return { page: administered('people', request, { title: 'Add a person', isNew: true, ...await offered(services, request) }) }
    },
    submit: async (work, input) => {
      await createPerson(work, input)
      return done('/people', 'person_added')
    }
  })

  formPage(app, services, '/people/:id', {
    operation: 'updatePerson', params: params('id'), fields: PersonForm, labels, view: 'person-form',
    load: async (request) => {
      const person = await findPerson(database, request.caller.partnershipId, idOf(request))
      permit(request)
      refuseErased(person, 'nobody comes back under this entry. If they return, add them as a new person.')
      const choices = await offered(services, request, person)
      const page = administered('people', request, { title: `Change ${person.name}`, person, ...choices })
      const standing = standingOfPerson(person, namesIn(choices.agencies), namesIn(choices.deputies))
      return { page, values: { ...presentPerson(person), active: String(person.active) }, version: person.version, standing }
    },
    submit: async (work, input, request) => {
      await updatePerson(work, idOf(request), input)
      return done('/people', 'person_changed')
    }
  })

  formPage(app, services, '/people/:id/handover', {
    operation: 'handOverWork', params: params('id'), fields: HandoverInput, labels: { toPersonId: 'Who takes over' }, view: 'handover',
    load: async (request) => {
      const person = await findPerson(database, request.caller.partnershipId, idOf(request))
      permit(request)
      refuseErased(person, 'what they led is to be given to somebody else action by action.')
      const [{ deputies: takers }, openActions] = await Promise.all([
        offered(services, request, person),
        countActions(database, request.caller, { leadPersonId: [person.id], status: openStatuses }, todayOf(services, request))
      ])
      return {
        page: administered('people', request, { title: `Hand over the work of ${person.name}`, person, takers, openActions, openOfTheirs: addressOf('/actions', { leadPersonId: person.id, status: openStatuses }) }),
        values: { toPersonId: person.deputyId },
        version: person.version,
        standing: standingOfWhoeverItIs(person)
      }
    },
    submit: async (work, { toPersonId }, request) => {
      await handOverWork(work, idOf(request), toPersonId)
      return done(`/people/${idOf(request)}`, 'work_handed_over')
    }
  })
}

function refuseErased ({ erasedAt }: PersonRow, so: string): void {
  if (erasedAt !== null) throw new Refusal('person-erased', `The details of this person have been erased, and ${so}`)
}

async function offered ({ database }: Services, { caller: { partnershipId } }: FastifyRequest, person?: PersonRow) {
  const [agencies, people] = await Promise.all([
    listAllAgencies(database.shared, partnershipId),
    listPeople(database.shared, partnershipId, { active: true, sort: { field: 'name', direction: 'asc' } }, { limit: 500, after: undefined })
  ])
  return { agencies: withNone(namedChoices(agencies), 'Choose'), deputies: withNone(namedChoices(people.rows.filter(({ id }) => id !== person?.id)), 'Nobody'), roles: roleItems }
}
