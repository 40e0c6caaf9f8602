import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { findAction } from '../../features/actions/queries.ts'
import { createMilestone, updateMilestone } from '../../features/milestones/commands.ts'
import { findMilestone } from '../../features/milestones/queries.ts'
import { MilestoneInput, MilestonePatch } from '../../features/milestones/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { done, formPage, idOf } from '../form.ts'
import { standingOfMilestone } from '../standings.ts'

const labels = { title: 'The step, in a line', dueOn: 'Due date', completedOn: 'When it was reached' }
const says = { 'rule-broken': 'When it was reached must be today or in the past', 'move-not-allowed': 'The action is not open: reopen it before planning further steps' }

/** The dated steps of an action: a coordinator sets them and puts them right, and who does the work says when one is reached. */
export async function milestoneForms (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  async function load (request: FastifyRequest, title: string) {
    const milestone = await findMilestone(database, request.caller.partnershipId, idOf(request))
    const action = await findAction(database, request.caller, milestone.actionId)
    permit(request, action)
    return { milestone, page: { title, section: 'actions', action, milestone }, version: milestone.version, standing: standingOfMilestone(milestone) }
  }

  formPage(app, services, '/actions/:id/milestones/new', {
    operation: 'createMilestone',
    params: params('id'),
    view: 'milestone-form',
    fields: MilestoneInput,
    labels,
    says,
    load: async (request) => {
      const action = await findAction(database, request.caller, idOf(request))
      permit(request, action)
      return { page: { title: 'Add a milestone', section: 'actions', action } } // it stands whatever has changed of the action meanwhile
    },
    submit: async (work, input, request) => {
      await createMilestone(work, idOf(request), input)
      return done(`/actions/${idOf(request)}`, 'milestone_added')
    }
  })

  formPage(app, services, '/milestones/:id/change', {
    operation: 'updateMilestone',
    params: params('id'),
    view: 'milestone-form',
    fields: Type.Object({ ...MilestoneInput.properties, completedOn: MilestonePatch.properties.completedOn }, { additionalProperties: false }),
    labels,
    says,
    load: async (request) => {
      const { milestone: { title, dueOn, completedOn }, ...loaded } = await load(request, 'Change a milestone')
      if (request.caller.role !== 'coordinator') throw new Refusal('forbidden', 'Only a coordinator changes what a milestone says. Who does the work marks it as reached.')
      return { ...loaded, values: { title, dueOn, completedOn } }
    },
    submit: async (work, input, request) => {
      const { actionId } = await updateMilestone(work, idOf(request), input)
      return done(`/actions/${actionId}`, 'milestone_changed')
    }
  })

  formPage(app, services, '/milestones/:id/reached', {
    operation: 'updateMilestone',
    params: params('id'),
    view: 'milestone-reached',
    fields: Type.Object({ completedOn: Type.String({ format: 'date' }) }, { additionalProperties: false }),
    labels,
    says,
    load: async (request) => ({ ...await load(request, 'Mark a milestone as reached'), values: { completedOn: todayOf(services, request) } }),
    submit: async (work, input, request) => {
      const { actionId } = await updateMilestone(work, idOf(request), input)
      return done(`/actions/${actionId}`, 'milestone_reached')
    }
  })
}
