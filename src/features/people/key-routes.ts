import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { created, gone } from '../../platform/http/answer.ts'
import type { Answer } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import type { Work } from '../work.ts'
import { createServiceKey, revokeKey, rotateKey } from './key-commands.ts'
import { countKeys, findKey, keySorts, listKeys } from './key-queries.ts'
import type { ApiKeyRow, IssuedKey } from './key-queries.ts'
import { ApiKey, ApiKeyInput, ApiKeyList, ApiKeyQuery, NewApiKey, presentIssuedKey, presentKey, RotationInput } from './key-schemas.ts'

const tags = ['API keys']

/** API keys: how services, and people's scripts, are known. */
export async function apiKeyRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/api-keys', {
    schema: { operationId: 'listApiKeys', tags, summary: 'List API keys', querystring: ApiKeyQuery, response: { 200: ref(ApiKeyList), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const today = todayOf(services, request)
    const filter = { ...request.query, sort: sortRequested(request.query.sort, keySorts, 'createdAt') }
    const read = async (page: PageRequest) => await listKeys(database, partnershipId, filter, page)
    const present = (row: ApiKeyRow) => presentKey(row, today)
    if (isExport(request)) return await exportList(services, request, reply, ApiKey, read, present)
    const page = await read(pageRequested(request, cursors))
    const total = request.query.count === true ? await countKeys(database, partnershipId, filter) : undefined
    return listBody(request, reply, cursors, page, present, total)
  })

  app.post('/api-keys', {
    schema: { operationId: 'createApiKey', tags, summary: "Make a service's API key", body: ApiKeyInput, response: { 201: ref(NewApiKey), ...problemsOfChange('idempotency-in-flight', 'unknown-reference', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => issued(work, await createServiceKey(work, request.body))))

  app.get('/api-keys/:id', {
    schema: { operationId: 'getApiKey', tags, summary: 'Read what may be told of an API key', params: params('id'), response: { 200: ref(ApiKey), ...problems('not-found') } }
  }, async (request, reply) => {
    const key = await findKey(database, request.caller.partnershipId, request.params.id)
    permit(request)
    reply.version = key.version
    return presentKey(key, todayOf(services, request))
  })

  app.delete('/api-keys/:id', {
    schema: { operationId: 'revokeApiKey', tags, summary: 'Revoke an API key', params: params('id'), response: { 204: Type.Null({ description: 'It works no more, within a second in every process.' }), ...problemsOfChange('not-found', 'stale-version') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    await revokeKey(work, request.params.id)
    return gone
  }))

  app.post('/api-keys/:id/rotate', {
    schema: { operationId: 'rotateApiKey', tags, summary: "Replace a service's API key; the old one works for another 24 hours", params: params('id'), body: RotationInput, response: { 201: ref(NewApiKey), ...problemsOfChange('not-found', 'stale-version', 'key-not-live', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => issued(work, await rotateKey(work, request.params.id, request.body.expiresOn))))
}

function issued (work: Work, key: IssuedKey): Answer<ReturnType<typeof presentIssuedKey>> {
  return { ...created('/v1/api-keys', presentIssuedKey(key, work.today), key.version), secrets: ['token'] }
}
