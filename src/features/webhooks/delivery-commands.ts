import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { subject } from './commands.ts'
import { insertDelivery, lockDelivery, restartDelivery } from './delivery-queries.ts'
import type { DeliveryRow } from './delivery-queries.ts'
import { lockEndpoint, saveEndpoint } from './queries.ts'
import type { EndpointRow } from './queries.ts'

/** What a test says that it is; no event is called so. */
export const testType = 'webhook_endpoint.tested'

/** Sends a message that is of no event, whatever the endpoint subscribes to. */
export async function testEndpoint (work: Work, endpointId: string): Promise<DeliveryRow> {
  const { partnershipId } = work.by
  const endpoint = await lockEndpoint(work.tx, { partnershipId, endpointId })
  await work.permit()
  work.expect(endpoint.version)
  refuseUnlessActive(endpoint)
  const delivery: DeliveryRow = {
    partnershipId,
    id: newId(),
    endpointId: endpoint.id,
    eventId: null,
    sequence: null,
    type: testType,
    subjectType: 'webhook_endpoint',
    subjectId: endpoint.id,
    occurredAt: work.now,
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: work.now,
    lastAttemptAt: null,
    lastStatus: null,
    reason: null,
    createdAt: work.now
  }
  insertDelivery(work.tx, delivery)
  saveEndpoint(work.tx, endpoint, atOnce)
  record(work, 'webhook_endpoint.test_requested', subject(endpointId), { after: { deliveryId: delivery.id } })
  return delivery
}

/** Sends a message again, or at once; it keeps its id, so that a receiver that has it knows it. */
export async function redeliver (work: Work, endpointId: string, id: string): Promise<DeliveryRow> {
  const key = { partnershipId: work.by.partnershipId, endpointId }
  const endpoint = await lockEndpoint(work.tx, key)
  const delivery = await lockDelivery(work.tx, key, id)
  await work.permit()
  work.expect(endpoint.version)
  refuseUnlessActive(endpoint)
  if (delivery.state === 'sending' && delivery.nextAttemptAt > work.now) return delivery // it is on its way
  restartDelivery(work.tx, delivery, work.now)
  saveEndpoint(work.tx, endpoint, atOnce)
  record(work, 'webhook_endpoint.redelivery_requested', subject(endpointId), { before: { state: delivery.state, attempts: delivery.attempts }, after: { deliveryId: id, eventId: delivery.eventId } })
  return { ...delivery, state: 'waiting', attempts: 0, nextAttemptAt: work.now }
}

// Whoever asks for it now does not want to wait until an endpoint that seemed to be down is tried again.
const atOnce = { quietUntil: null }

function refuseUnlessActive ({ active }: EndpointRow): void {
  if (!active) throw new Refusal('rule-broken', 'This endpoint is switched off; switch it on first, with active: true.')
}
