import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created, gone } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { createEndpoint, deleteEndpoint, rotateSecret, updateEndpoint } from './commands.ts'
import { countEndpoints, findEndpoint, listEndpoints } from './queries.ts'
import { endpointSorts, NewWebhookEndpoint, presentEndpoint, presentIssuedEndpoint, WebhookEndpoint, WebhookEndpointInput, WebhookEndpointList, WebhookEndpointPatch, WebhookEndpointQuery } from './schemas.ts'

const tags = ['Webhooks']

/** Webhook endpoints: where a coordinator wants to be told of what happens. */
export async function webhookRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors, secrets, config: { webhookAllowHosts: exempt } } = services

  app.get('/webhook-endpoints', {
    schema: { operationId: 'listWebhookEndpoints', tags, summary: 'List webhook endpoints', querystring: WebhookEndpointQuery, response: { 200: ref(WebhookEndpointList), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const filter = { ...request.query, sort: sortRequested(request.query.sort, endpointSorts, 'createdAt') }
    const read = async (page: PageRequest) => await listEndpoints(database, partnershipId, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, WebhookEndpoint, read, presentEndpoint)
    const page = await read(pageRequested(request, cursors))
    const total = request.query.count === true ? await countEndpoints(database, partnershipId, filter) : undefined
    return listBody(request, reply, cursors, page, presentEndpoint, total)
  })

  app.post('/webhook-endpoints', {
    schema: { operationId: 'createWebhookEndpoint', tags, summary: 'Have an address told of events', body: WebhookEndpointInput, response: { 201: ref(NewWebhookEndpoint), ...problemsOfChange('idempotency-in-flight', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const issued = await createEndpoint(work, { secrets, exempt }, request.body)
    return { ...created('/v1/webhook-endpoints', presentIssuedEndpoint(issued), issued.endpoint.version), secrets: ['secret'] }
  }))

  app.get('/webhook-endpoints/:id', {
    schema: { operationId: 'getWebhookEndpoint', tags, summary: 'Read a webhook endpoint', params: params('id'), response: { 200: ref(WebhookEndpoint), ...problems('not-found') } }
  }, async (request, reply) => {
    const endpoint = await findEndpoint(database, { partnershipId: request.caller.partnershipId, endpointId: request.params.id })
    permit(request)
    reply.version = endpoint.version
    return presentEndpoint(endpoint)
  })

  app.patch('/webhook-endpoints/:id', {
    schema: { operationId: 'updateWebhookEndpoint', tags, summary: 'Change a webhook endpoint, or switch it off or on', params: params('id'), body: WebhookEndpointPatch, response: { 200: ref(WebhookEndpoint), ...problemsOfChange('not-found', 'precondition-required', 'stale-version', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const endpoint = await updateEndpoint(work, exempt, request.params.id, request.body)
    return changed(presentEndpoint(endpoint), endpoint.version)
  }))

  app.delete('/webhook-endpoints/:id', {
    schema: { operationId: 'deleteWebhookEndpoint', tags, summary: 'Delete a webhook endpoint', params: params('id'), response: { 204: Type.Null({ description: 'Nothing more is sent to it.' }), ...problemsOfChange('not-found', 'stale-version') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    await deleteEndpoint(work, request.params.id)
    return gone
  }))

  app.post('/webhook-endpoints/:id/rotate-secret', {
    schema: { operationId: 'rotateWebhookSecret', tags, summary: 'Give a webhook endpoint a new secret; the old one signs beside it for another 24 hours', params: params('id'), response: { 201: ref(NewWebhookEndpoint), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'idempotency-in-flight', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const issued = await rotateSecret(work, secrets, request.params.id)
    return { ...created('/v1/webhook-endpoints', presentIssuedEndpoint(issued), issued.endpoint.version), secrets: ['secret'] }
  }))
}
