import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created, sendJson } from '../../platform/http/answer.ts'
import { pageRequested, sendListInJson, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { readyFor, standingAsked } from '../action-versions/as-of.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import { createAction, updateAction } from './commands.ts'
import { countActions, isAnsweredByIndex, listActions } from './list-query.ts'
import { groundOf, readAction } from './json-queries.ts'
import type { ActionInJson } from './json-queries.ts'
import { Action, ActionInput, ActionList, ActionPatch, ActionQuery, actionSorts, presentAction, presentActionInJson } from './schemas.ts'
import type { PresentedAction } from './schemas.ts'

const tags = ['Actions']

/** Actions: what is being done about a recommendation, by whom, until when. */
export async function actionRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/actions', {
    schema: { operationId: 'listActions', tags, summary: 'List actions', querystring: ActionQuery, response: { 200: ref(ActionList), ...problems('malformed-cursor', 'rule-broken') } }
  }, async (request, reply) => {
    permit(request)
    const standing = standingAsked(services, request, request.query.asOf)
    const ready = await readyFor(services, request, standing)
    const { asOf, on: today } = standing
    const filter = { ...request.query, asOf }
    const order = sortRequested(request.query.sort, actionSorts, 'dueOn')
    const present = (row: ActionInJson) => presentActionInJson(row.stored, groundOf(row), today)
    if (isExport(request)) {
      const read = async (page: PageRequest) => await listActions(database, request.caller, filter, order, page, today)
      return await exportList(services, request, reply, Action, read, (row) => JSON.parse(present(row)) as PresentedAction) // written as one
    }
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      listActions(isAnsweredByIndex(filter) ? database.shared : database, request.caller, filter, order, pageRequested(request, cursors), today),
      request.query.count === true ? countActions(database, request.caller, filter, today) : undefined
    ])
    return await sendListInJson(request, reply, cursors, fresh.tagged({ ...page, ...ready }), present, total)
  })

  app.post('/actions', {
    schema: { operationId: 'createAction', tags, summary: 'Add an action', body: ActionInput, response: { 201: ref(Action), ...problemsOfChange('already-exists', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const action = await createAction(work, request.body)
    return created('/v1/actions', presentAction(action, work.today), action.version)
  }))

  app.get('/actions/:id', {
    schema: { operationId: 'getAction', tags, summary: 'Read an action', params: params('id'), response: { 200: ref(Action), ...problems('not-found') } }
  }, async (request, reply) => {
    const action = await readAction(database.shared, request.caller, request.params.id)
    permit(request)
    const ground = groundOf(action)
    reply.version = ground.version
    return await sendJson(reply, presentActionInJson(action.stored, ground, todayOf(services, request)))
  })

  app.patch('/actions/:id', {
    schema: { operationId: 'updateAction', tags, summary: 'Change an action', params: params('id'), body: ActionPatch, response: { 200: ref(Action), ...problemsOfChange('not-found', 'precondition-required', 'malformed-if-match', 'stale-version', 'already-exists', 'due-date-fixed', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const action = await updateAction(work, request.params.id, request.body)
    return changed(presentAction(action, work.today), action.version)
  }))
}
