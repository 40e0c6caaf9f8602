import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { updateAction } from '../../features/actions/commands.ts'
import { findAction } from '../../features/actions/queries.ts'
import { ActionInput, ActionPatch } from '../../features/actions/schemas.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { listPeople } from '../../features/people/queries.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { factOf } from '../changed-meanwhile.ts'
import { agencyChoices, choicesOf, namesOf, withNone } from '../choices.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfAction } from '../standings.ts'
import { words } from '../words.ts'

const { description, priority, ownerAgencyId, supportingAgencyIds, leadPersonId } = ActionPatch.properties
/** More than two or three agencies have; the API names any other. */
const mostPeople = 200

/** What an action says, as a coordinator puts it right; and who leads it, as its own agencies settle it. */
export async function actionChangeForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  formPage(app, services, '/actions/:id/change', {
    operation: 'updateAction',
    params: params('id'),
    view: 'action-change',
    fields: Type.Object({ title: ActionInput.properties.title, description, priority, ownerAgencyId, supportingAgencyIds }, { additionalProperties: false }),
    labels: { title: 'What will be done, in a line', description: 'What will be done, in full', ownerAgencyId: 'Owner agency', priority: 'Priority', supportingAgencyIds: 'Agencies that help' },
    prepare: (typed) => ({ ...typed, supportingAgencyIds: typed['supportingAgencyIds'] ?? [] }),
    load: async (request) => {
      if (request.caller.role !== 'coordinator') throw new Refusal('forbidden', 'Only a coordinator changes what an action says. Who does the work names its lead, and reports its progress.')
      const [action, agencies] = await Promise.all([findAction(database, request.caller, idOf(request)), listAllAgencies(database.shared, request.caller.partnershipId)])
      permit(request, action)
      const choicesWith = (having: readonly string[]) => agencyChoices(agencies, todayOf(services, request), having)
      return {
        page: { title: 'Change the action', section: 'actions', action, priorities: choicesOf(words.priority), owners: choicesWith([action.ownerAgencyId]), supporters: choicesWith(action.supportingAgencyIds) },
        values: { title: action.title, description: action.description, priority: action.priority, ownerAgencyId: action.ownerAgencyId, supportingAgencyIds: action.supportingAgencyIds },
        version: action.version,
        standing: standingOfAction(action, namesOf(agencies))
      }
    },
    submit: async (work, input, request) => {
      await updateAction(work, idOf(request), input)
      return done(`/actions/${idOf(request)}`, 'action_changed')
    }
  })

  formPage(app, services, '/actions/:id/lead', {
    operation: 'updateAction',
    params: params('id'),
    view: 'action-lead',
    fields: Type.Object({ leadPersonId }, { additionalProperties: false }),
    labels: { leadPersonId: 'Who leads it' },
    load: async (request) => {
      const action = await findAction(database, request.caller, idOf(request))
      permit(request, action)
      const filter = { agencyId: [action.ownerAgencyId, ...action.supportingAgencyIds], active: true, sort: { field: 'name', direction: 'asc' } } as const
      const { rows } = await listPeople(database, request.caller.partnershipId, filter, { limit: mostPeople, after: undefined })
      const { facts, ...standing } = standingOfAction(action)
      return {
        page: { title: 'Name who leads it', section: 'actions', action, people: withNone(rows.map(({ id, name }) => ({ value: id, text: name })), 'Nobody yet') },
        values: { leadPersonId: action.leadPersonId },
        version: action.version,
        standing: { ...standing, facts: [factOf('leadPersonId', 'Who leads it', action.leadPersonId, Object.fromEntries(rows.map(({ id, name }) => [id, name]))), ...facts] }
      }
    },
    submit: async (work, input, request) => {
      await updateAction(work, idOf(request), { leadPersonId: null, ...input })
      return done(`/actions/${idOf(request)}`, 'action_changed')
    }
  })
}
