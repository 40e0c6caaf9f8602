import type { Static } from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { daysBetween } from '../../domain/local-date.ts'
import { createEndpoint, deleteEndpoint, rotateSecret, updateEndpoint } from '../../features/webhooks/commands.ts'
import { redeliver, testEndpoint } from '../../features/webhooks/delivery-commands.ts'
import { keptDays, listDeliveries, listTried } from '../../features/webhooks/delivery-queries.ts'
import type { DeliveryRow } from '../../features/webhooks/delivery-queries.ts'
import { presentDelivery, WebhookDeliveryQuery } from '../../features/webhooks/delivery-schemas.ts'
import { findEndpoint, listEndpoints } from '../../features/webhooks/queries.ts'
import type { EndpointRow, IssuedEndpoint } from '../../features/webhooks/queries.ts'
import { presentEndpoint, WebhookEndpointInput, WebhookEndpointPatch } from '../../features/webhooks/schemas.ts'
import { change, permit } from '../../features/work.ts'
import type { Work } from '../../features/work.ts'
import { pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { readFields } from '../fields.ts'
import { choicesOf, filterChoices } from '../choices.ts'
import { filters } from '../filters.ts'
import { done, draftFor, faultsOf, formPage, formState, idOf } from '../form.ts'
import { answerOnce } from '../issuing.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'
import type { Pages } from '../page.ts'
import { withoutOurs } from '../session.ts'
import { standingOfEndpoint } from '../standings.ts'
import { deactivationWords, deliveryReasonWords, deliveryStateWords, eventInWords, subscriptionInWords, subscriptions } from '../webhook-words.ts'

const labels = { url: 'Address', active: 'Is it told?', types: 'What it is told of' }
const EndpointForm = Type.Required(WebhookEndpointPatch, { additionalProperties: false })

interface Named { Params: { id: string } }

/** Where other systems are told of what happens, and what came of it. */
export async function webhookPages (app: FastifyInstance, { services, pages }: { services: Services, pages: Pages }): Promise<void> {
  const { database, clock, cursors, secrets, config: { webhookAllowHosts: exempt } } = services

  app.get('/webhooks', { schema: pageSchema('listWebhookEndpoints') }, async (request, reply) => {
    permit(request)
    const { caller: { partnershipId }, timeZone } = request
    const [{ rows }, tried] = await Promise.all([
      listEndpoints(database.shared, partnershipId, { sort: { field: 'createdAt', direction: 'asc' } }, { limit: 50, after: undefined }), // there are 20 at most
      listTried(database.shared, partnershipId)
    ])
    const endpoints = rows.map((row) => ({ ...shown(row), stateText: stateOf(row, { isTried: tried.has(row.id), now: clock.now(), timeZone }) }))
    return await reply.page('webhooks', administered('webhooks', request, { title: 'Webhooks', endpoints }))
  })

  const showNew = async (request: FastifyRequest, reply: FastifyReply, form: object, more: object = {}) =>
    await reply.page('webhook-form', administered('webhooks', request, { title: 'Add a webhook', isNew: true, subscriptions, form, ...more }))

  app.get('/webhooks/new', { schema: pageSchema('createWebhookEndpoint') }, async (request, reply) => {
    permit(request)
    const kept = await draftFor(services, request)
    return await showNew(request, reply, formState(request, labels, { values: withoutOurs(kept ?? {}), faults: [] }), kept === undefined ? {} : { done: 'draft_restored' })
  })

  app.post('/webhooks/new', { schema: pageSchema('createWebhookEndpoint') }, async (request, reply) => {
    const typed = withoutOurs(request.body as Record<string, unknown>) // the form parser's own
    try {
      const input = readFields(WebhookEndpointInput, withChoices(typed), labels)
      return await issue(request, reply, async (work) => await createEndpoint(work, { secrets, exempt }, input))
    } catch (error) {
      const faults = faultsOf(error, labels)
      if (faults === undefined) throw error
      permit(request)
      return await showNew(request, reply.code(422), formState(request, labels, { values: typed, faults }))
    }
  })

  app.get<Named & { Querystring: Static<typeof WebhookDeliveryQuery> }>('/webhooks/:id', { schema: pageSchema('listWebhookDeliveries', { params: params('id'), querystring: WebhookDeliveryQuery }) }, async (request, reply) => {
    const key = keyOf(request)
    const endpoint = await findEndpoint(database.shared, key)
    permit(request)
    const { query } = request
    const [tried, page] = await Promise.all([listTried(database, key.partnershipId), listDeliveries(database, key, { ...query, sort: sortRequested(query.sort ?? '-createdAt', ['createdAt'], 'createdAt') }, pageRequested(request, cursors))])
    const { timeZone } = request
    const stateText = stateOf(endpoint, { isTried: tried.has(endpoint.id), now: clock.now(), timeZone })
    return await reply.page('webhook', administered('webhooks', request, {
      title: hostOf(endpoint), endpoint: { ...shown(endpoint), stateText }, deliveries: page.rows.map(told), next: nextPage(reply, cursors, page), isFirst: query.cursor === undefined, query, timeZone,
      states: filterChoices(choicesOf(deliveryStateWords), 'All', query.state)
    }))
  })

  formPage(app, services, '/webhooks/:id/change', {
    operation: 'updateWebhookEndpoint', params: params('id'), fields: EndpointForm, labels, view: 'webhook-form', prepare: withChoices,
    load: async (request) => {
      const endpoint = await findEndpoint(database, keyOf(request))
      permit(request)
      const others = endpoint.types.filter((type) => !subscriptions.some(({ value }) => value === type)).map((value) => ({ value, text: subscriptionInWords(value) }))
      const page = administered('webhooks', request, { title: `Change ${hostOf(endpoint)}`, endpoint: shown(endpoint), subscriptions: [...subscriptions, ...others] })
      return { page, values: { url: endpoint.url, types: endpoint.types, active: String(endpoint.active) }, version: endpoint.version, standing: standingOfEndpoint(endpoint) }
    },
    submit: async (work, input, request) => {
      await updateEndpoint(work, exempt, keyOf(request).endpointId, input)
      return done(`/webhooks/${keyOf(request).endpointId}`, 'webhook_changed')
    }
  })

  formPage(app, services, '/webhooks/:id/delete', {
    operation: 'deleteWebhookEndpoint', params: params('id'), fields: Type.Object({}), labels: {}, view: 'webhook-delete',
    load: async (request) => {
      const endpoint = await findEndpoint(database, keyOf(request))
      permit(request)
      return { page: administered('webhooks', request, { title: `Delete ${hostOf(endpoint)}?`, endpoint: shown(endpoint) }), version: endpoint.version, standing: standingOfEndpoint(endpoint) }
    },
    submit: async (work, _input, request) => {
      await deleteEndpoint(work, keyOf(request).endpointId)
      return done('/webhooks', 'webhook_deleted')
    }
  })

  app.post<Named>('/webhooks/:id/rotate', { schema: pageSchema('rotateWebhookSecret', { params: params('id') }) }, async (request, reply) =>
    await issue(request, reply, async (work) => await rotateSecret(work, secrets, request.params.id)))

  app.post<Named>('/webhooks/:id/test', { schema: pageSchema('testWebhookEndpoint', { params: params('id') }) }, async (request, reply) => await change(services, request, reply, async (work) => {
    await testEndpoint(work, request.params.id)
    return { status: 303, body: null, location: done(`/webhooks/${request.params.id}`, 'webhook_tested') }
  }))

  app.post<{ Params: { id: string, deliveryId: string } }>('/webhooks/:id/deliveries/:deliveryId/redeliver', { schema: pageSchema('redeliverWebhook', { params: params('id', 'deliveryId') }) }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id, deliveryId } = request.params
    await redeliver(work, id, deliveryId)
    return { status: 303, body: null, location: done(`/webhooks/${id}`, 'webhook_redelivered') }
  }))

  async function issue (request: FastifyRequest, reply: FastifyReply, job: (work: Work) => Promise<IssuedEndpoint>): Promise<FastifyReply> {
    return await answerOnce(services, pages, request, reply, async (work) => {
      const { endpoint, secret } = await job(work)
      return { view: 'webhook-issued', locals: administered('webhooks', request, { title: 'The secret of the webhook', endpoint: shown(endpoint), secret, timeZone: request.timeZone }) }
    })
  }
}

/** Boxes of which none is ticked are not sent at all. */
function withChoices (typed: Record<string, unknown>): Record<string, unknown> {
  return { ...typed, types: typed['types'] ?? [] }
}

function keyOf (request: FastifyRequest) {
  return { partnershipId: request.caller.partnershipId, endpointId: idOf(request) }
}

function hostOf ({ url }: EndpointRow): string {
  return new URL(url).host
}

function shown (row: EndpointRow) {
  return { ...presentEndpoint(row), host: hostOf(row), toldOf: row.types.map(subscriptionInWords) }
}

/** Whether it works is known only once something was sent. */
function stateOf ({ deactivationReason, failingSince, createdAt }: EndpointRow, { isTried, now, timeZone }: { readonly isTried: boolean, readonly now: string, readonly timeZone: string }): string {
  if (deactivationReason !== null) return deactivationWords[deactivationReason]
  if (failingSince !== null) return `Nothing got through since ${filters.dateTime(failingSince, timeZone)}`
  if (isTried) return 'Works'
  return daysBetween(createdAt.slice(0, 10), now.slice(0, 10)) < keptDays ? 'Nothing sent yet' : `Nothing sent in the last ${keptDays} days`
}

function told (row: DeliveryRow) {
  const delivery = presentDelivery(row)
  const reason = delivery.reason === null ? undefined : (deliveryReasonWords as Readonly<Record<string, string>>)[delivery.reason] ?? delivery.reason
  return { ...delivery, what: eventInWords(delivery.type), stateText: deliveryStateWords[delivery.state], reasonText: reason }
}
