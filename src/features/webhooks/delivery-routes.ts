import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import type { Answer } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { redeliver, testEndpoint } from './delivery-commands.ts'
import { countDeliveries, listDeliveries } from './delivery-queries.ts'
import type { DeliveryRow } from './delivery-queries.ts'
import { deliverySorts, presentDelivery, WebhookDelivery, WebhookDeliveryList, WebhookDeliveryQuery } from './delivery-schemas.ts'
import { findEndpoint } from './queries.ts'

const tags = ['Webhooks']

/** What was sent to an endpoint, and what came of it; a test, and a message once more. */
export async function webhookDeliveryRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/webhook-endpoints/:id/deliveries', {
    schema: { operationId: 'listWebhookDeliveries', tags, summary: 'List what was sent to a webhook endpoint, and what came of it', params: params('id'), querystring: WebhookDeliveryQuery, response: { 200: ref(WebhookDeliveryList), ...problems('not-found') } }
  }, async (request, reply) => {
    const key = { partnershipId: request.caller.partnershipId, endpointId: request.params.id }
    await findEndpoint(database, key)
    permit(request)
    const filter = { ...request.query, sort: sortRequested(request.query.sort, deliverySorts, 'createdAt') }
    const read = async (page: PageRequest) => await listDeliveries(database, key, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, WebhookDelivery, read, presentDelivery)
    const page = await read(pageRequested(request, cursors))
    const total = request.query.count === true ? await countDeliveries(database, key, filter) : undefined
    return listBody(request, reply, cursors, page, presentDelivery, total)
  })

  app.post('/webhook-endpoints/:id/deliveries/:deliveryId/redeliver', {
    schema: { operationId: 'redeliverWebhook', tags, summary: 'Send a message again', params: params('id', 'deliveryId'), response: { 202: ref(WebhookDelivery), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'idempotency-in-flight', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => accepted(await redeliver(work, request.params.id, request.params.deliveryId))))

  app.post('/webhook-endpoints/:id/test', {
    schema: { operationId: 'testWebhookEndpoint', tags, summary: 'Send a message that is of no event', params: params('id'), response: { 202: ref(WebhookDelivery), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'idempotency-in-flight', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => accepted(await testEndpoint(work, request.params.id))))
}

/** It is sent in a moment; the list of deliveries tells what came of it. */
function accepted (delivery: DeliveryRow): Answer<ReturnType<typeof presentDelivery>> {
  return { status: 202, body: presentDelivery(delivery) }
}
