import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { created } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { pageQuery, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { decideExtension, requestExtension } from './commands.ts'
import { countExtensions, findExtension, listExtensions } from './queries.ts'
import { DecisionInput, Extension, ExtensionInput, ExtensionList, ExtensionQuery, extensionSorts, presentExtension } from './schemas.ts'

const tags = ['Extensions']

/** Extensions: a later due date is asked for with a reason, and decided by another agency. */
export async function extensionRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/extensions', {
    schema: { operationId: 'listExtensions', tags, summary: 'List extensions of all actions', querystring: ExtensionQuery, response: { 200: ref(ExtensionList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const filter = { ...request.query, direction: sortRequested(request.query.sort, extensionSorts, 'createdAt').direction }
    const read = async (page: PageRequest) => await listExtensions(database, request.caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Extension, read, presentExtension)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      request.query.count === true ? countExtensions(database, request.caller, filter) : undefined
    ])
    return listBody(request, reply, cursors, fresh.tagged(page), presentExtension, total)
  })

  app.get('/extensions/:id', {
    schema: { operationId: 'getExtension', tags, summary: 'Read an extension', params: params('id'), response: { 200: ref(Extension), ...problems('not-found') } }
  }, async (request, reply) => {
    const extension = await findExtension(database, request.caller, request.params.id)
    permit(request)
    reply.version = extension.version
    return presentExtension(extension)
  })

  app.post('/extensions/:id/decision', {
    schema: {
      operationId: 'decideExtension', tags, summary: 'Agree to a later due date, or decline it', params: params('id'), body: DecisionInput,
      response: { 201: ref(Extension), ...problemsOfChange('not-found', 'separation-of-duties', 'malformed-if-match', 'stale-version', 'already-decided', 'action-not-open', 'extension-overtaken') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const extension = await decideExtension(work, request.params.id, request.body)
    return created('/v1/extensions', presentExtension(extension), extension.version)
  }))

  app.get('/actions/:id/extensions', {
    schema: { operationId: 'listActionExtensions', tags, summary: 'List the extensions of an action', params: params('id'), querystring: pageQuery, response: { 200: ref(ExtensionList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => {
    const { id } = request.params
    await findAction(database, request.caller, id)
    permit(request)
    const filter = { actionId: [id], direction: 'asc' } as const
    const read = async (page: PageRequest) => await listExtensions(database, request.caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Extension, read, presentExtension)
    const page = await read(pageRequested(request, cursors))
    return listBody(request, reply, cursors, page, presentExtension, request.query.count === true ? await countExtensions(database, request.caller, filter) : undefined)
  })

  app.post('/actions/:id/extensions', {
    schema: {
      operationId: 'requestExtension', tags, summary: 'Ask for a later due date', params: params('id'), body: ExtensionInput,
      response: { 201: ref(Extension), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'action-not-open', 'already-exists', 'extension-not-later') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const extension = await requestExtension(work, request.params.id, request.body)
    return created('/v1/extensions', presentExtension(extension), extension.version)
  }))
}
