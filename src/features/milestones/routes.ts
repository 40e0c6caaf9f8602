import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created } from '../../platform/http/answer.ts'
import { listBody, pageRequested } from '../../platform/http/list.ts'
import { pageQuery, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import { createMilestone, updateMilestone } from './commands.ts'
import { countMilestones, findMilestone, listMilestones, noSuchMilestone } from './queries.ts'
import type { MilestoneRow } from './queries.ts'
import { Milestone, MilestoneInput, MilestoneList, MilestonePatch, presentMilestone } from './schemas.ts'

const tags = ['Milestones']

/** Milestones: the dated steps of an action. */
export async function milestoneRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/actions/:id/milestones', {
    schema: { operationId: 'listMilestones', tags, summary: 'List the milestones of an action', params: params('id'), querystring: pageQuery, response: { 200: ref(MilestoneList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => {
    const { partnershipId } = request.caller
    await findAction(database, request.caller, request.params.id)
    permit(request)
    const today = todayOf(services, request)
    const read = async (page: PageRequest) => await listMilestones(database, partnershipId, request.params.id, page)
    const present = (row: MilestoneRow) => presentMilestone(row, today)
    if (isExport(request)) return await exportList(services, request, reply, Milestone, read, present)
    const page = await read(pageRequested(request, cursors))
    return listBody(request, reply, cursors, page, present, request.query.count === true ? await countMilestones(database, partnershipId, request.params.id) : undefined)
  })

  app.post('/actions/:id/milestones', {
    schema: { operationId: 'createMilestone', tags, summary: 'Add a milestone to an action', params: params('id'), body: MilestoneInput, response: { 201: ref(Milestone), ...problemsOfChange('not-found', 'stale-version', 'move-not-allowed') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const milestone = await createMilestone(work, request.params.id, request.body)
    return created('/v1/milestones', presentMilestone(milestone, work.today), milestone.version)
  }))

  app.get('/milestones/:id', {
    schema: { operationId: 'getMilestone', tags, summary: 'Read a milestone', params: params('id'), response: { 200: ref(Milestone), ...problems('not-found') } }
  }, async (request, reply) => {
    const milestone = await findMilestone(database, request.caller.partnershipId, request.params.id)
    await findAction(database, request.caller, milestone.actionId).catch((error: unknown) => { throw error instanceof Refusal ? noSuchMilestone() : error })
    permit(request)
    reply.version = milestone.version
    return presentMilestone(milestone, todayOf(services, request))
  })

  app.patch('/milestones/:id', {
    schema: { operationId: 'updateMilestone', tags, summary: 'Complete or correct a milestone', params: params('id'), body: MilestonePatch, response: { 200: ref(Milestone), ...problemsOfChange('not-found', 'precondition-required', 'malformed-if-match', 'stale-version', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const milestone = await updateMilestone(work, request.params.id, request.body)
    return changed(presentMilestone(milestone, work.today), milestone.version)
  }))
}
