import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested } from '../../platform/http/list.ts'
import type { ListBody, ListQuery } from '../../platform/http/list.ts'
import { pageQuery, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { commentOnAction, moveAction, reportProgress } from './diary-commands.ts'
import { countDiary, listDiary } from './diary-queries.ts'
import type { CommentRow, DiaryName, TransitionRow, UpdateRow } from './diary-queries.ts'
import { Comment, CommentInput, CommentList, presentComment, presentTransition, presentUpdate, Transition, TransitionInput, TransitionList, Update, UpdateInput, UpdateList } from './diary-schemas.ts'
import { findAction } from './queries.ts'

const tags = ['Actions']
const list = { params: params('id'), querystring: pageQuery }

/** What is done and said about an action: its moves, its progress, and what people remark. */
export async function actionDiaryRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/actions/:id/transitions', {
    schema: { operationId: 'listTransitions', tags, summary: 'Read how an action moved', ...list, response: { 200: ref(TransitionList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => await diary<TransitionRow, ReturnType<typeof presentTransition>>(request, reply, 'transitions', Transition, presentTransition))

  app.post('/actions/:id/transitions', {
    schema: {
      operationId: 'createTransition', tags, summary: 'Move an action to another status', params: params('id'), body: TransitionInput,
      response: { 201: ref(Transition), ...problemsOfChange('not-found', 'forbidden-move', 'separation-of-duties', 'malformed-if-match', 'stale-version', 'move-not-allowed', 'evidence-missing', 'transition-incomplete', 'rule-broken') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    return recorded(`/v1/actions/${request.params.id}/transitions`, presentTransition(await moveAction(work, request.params.id, request.body)))
  }))

  app.get('/actions/:id/updates', {
    schema: { operationId: 'listUpdates', tags, summary: 'Read the progress reports of an action', ...list, response: { 200: ref(UpdateList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => await diary<UpdateRow, ReturnType<typeof presentUpdate>>(request, reply, 'updates', Update, presentUpdate))

  app.post('/actions/:id/updates', {
    schema: { operationId: 'createUpdate', tags, summary: 'Report progress', params: params('id'), body: UpdateInput, response: { 201: ref(Update), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    return recorded(`/v1/actions/${request.params.id}/updates`, presentUpdate(await reportProgress(work, request.params.id, request.body)))
  }))

  app.get('/actions/:id/comments', {
    schema: { operationId: 'listComments', tags, summary: 'Read what was said about an action', ...list, response: { 200: ref(CommentList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => await diary<CommentRow, ReturnType<typeof presentComment>>(request, reply, 'comments', Comment, presentComment))

  app.post('/actions/:id/comments', {
    schema: { operationId: 'createComment', tags, summary: 'Comment on an action', params: params('id'), body: CommentInput, response: { 201: ref(Comment), ...problemsOfChange('not-found', 'stale-version') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    return recorded(`/v1/actions/${request.params.id}/comments`, presentComment(await commentOnAction(work, request.params.id, request.body.text)))
  }))

  async function diary<Row extends { id: string }, Item> (
    request: FastifyRequest, reply: FastifyReply, name: DiaryName, item: TSchema, present: (row: Row) => Item
  ): Promise<ListBody<Item> | FastifyReply> {
    const { id } = request.params as { id: string } // by the routes' own schemas
    await findAction(services.database, request.caller, id)
    permit(request)
    const read = async (page: PageRequest) => await listDiary<Row>(services.database, request.caller, name, id, page)
    if (isExport(request)) return await exportList(services, request, reply, item, read, present)
    const page = await read(pageRequested(request, services.cursors))
    const { count } = request.query as ListQuery // by the routes' own schemas
    return listBody(request, reply, services.cursors, page, present, count === true ? await countDiary(services.database, request.caller, name, id) : undefined)
  }
}
