import type { FastifyInstance } from 'fastify'
import { openStatuses } from '../../domain/action.ts'
import { countActions } from '../../features/actions/list-query.ts'
import { erasePerson } from '../../features/people/erasure.ts'
import { findHoldOn } from '../../features/people/erasure-queries.ts'
import { findPerson } from '../../features/people/queries.ts'
import { ErasureInput } from '../../features/people/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { choicesOf } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfWhoeverItIs } from '../standings.ts'
import { words } from '../words.ts'

/** Takes away who a person is, once its reader has seen what goes and what stays (docs/decisions/0035). */
export async function erasureForm (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  formPage(app, services, '/people/:id/erasure', {
    operation: 'erasePerson',
    params: params('id'),
    view: 'person-erasure',
    fields: ErasureInput,
    labels: { basis: 'Why they are erased' },
    says: { 'person-erased': 'Their details have been erased already' },
    load: async (request) => {
      const { caller } = request
      const person = await findPerson(database, caller.partnershipId, idOf(request))
      permit(request)
      const [hold, openActions] = await Promise.all([
        findHoldOn(database, caller.partnershipId, person.id),
        countActions(database, caller, { leadPersonId: [person.id], status: openStatuses }, todayOf(services, request))
      ])
      const title = person.erasedAt === null ? `Erase the details of ${person.name}?` : 'The details of this person are erased'
      return {
        page: administered('people', request, { title, person, hold, openActions, isReader: person.id === caller.id, bases: choicesOf(words.erasureBasis), timeZone: request.timeZone }),
        version: person.version,
        standing: standingOfWhoeverItIs(person)
      }
    },
    submit: async (work, { basis }, request) => {
      await erasePerson(work, idOf(request), basis)
      return done('/people', 'person_erased')
    }
  })
}
