import { endOfOverlap } from '../../domain/api-key.ts'
import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { unknownSubscription } from '../../domain/webhook.ts'
import { newId } from '../../platform/ids.ts'
import type { SecretBox } from '../../platform/secret-box.ts'
import { faultOfDestination } from '../../platform/web/destination.ts'
import type { Exempt } from '../../platform/web/destination.ts'
import { record } from '../events/record.ts'
import { lockPartnership } from '../partnerships/queries.ts'
import type { Work } from '../work.ts'
import { countEndpoints, findLastSequence, insertEndpoint, lockEndpoint, saveEndpoint } from './queries.ts'
import type { EndpointRow, IssuedEndpoint } from './queries.ts'
import type { WebhookEndpointInput, WebhookEndpointPatch } from './schemas.ts'
import { contextOf } from './secrets.ts'
import { mintSecret } from './signing.ts'

// Each is told of every event; beyond these, something makes them that should not.
const mostEndpoints = 20

/** Tells an address of what happens from now on. */
export async function createEndpoint (work: Work, { secrets, exempt }: { secrets: SecretBox, exempt: Exempt }, { url, types }: WebhookEndpointInput): Promise<IssuedEndpoint> {
  await work.permit()
  const { partnershipId } = work.by
  refuseBadInput({ url, types }, exempt)
  await lockPartnership(work.tx, partnershipId) // so that two requests at once do not both count to the last one free
  const [existing, last] = await Promise.all([countEndpoints(work.tx, partnershipId), findLastSequence(work.tx, partnershipId)])
  if (existing >= mostEndpoints) throw new Refusal('rule-broken', `The partnership has ${existing} webhook endpoints; delete those that are no longer used first.`)
  const id = newId()
  const secret = mintSecret()
  const endpoint: EndpointRow = {
    partnershipId,
    id,
    url,
    types,
    ...switchedOn,
    secret: secrets.seal(secret, contextOf({ partnershipId, endpointId: id })),
    previousSecret: null,
    previousSecretUntil: null,
    fannedOutTo: last,
    deletedAt: null,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
  insertEndpoint(work.tx, endpoint)
  record(work, 'webhook_endpoint.created', subject(id), { after: told(endpoint) })
  return { endpoint, secret }
}

/** Changes where and of what it is told, or switches it off and on; on again, it goes on where it stopped. */
export async function updateEndpoint (work: Work, exempt: Exempt, id: string, { active, ...patch }: WebhookEndpointPatch): Promise<EndpointRow> {
  const before = await lockEndpoint(work.tx, { partnershipId: work.by.partnershipId, endpointId: id })
  await work.permit()
  work.expect(before.version)
  refuseBadInput(patch, exempt)
  const begunAnew = patch.url !== undefined && patch.url !== before.url ? notFailing : {}
  const changes = { ...patch, ...begunAnew, ...switched(before, active, work.now), version: before.version + 1, updatedAt: work.now }
  const after: EndpointRow = { ...before, ...changes }
  saveEndpoint(work.tx, before, changes)
  record(work, 'webhook_endpoint.changed', subject(id), difference(told(before), told(after)))
  return after
}

/** Ends it at once: what is still to be sent is not sent. */
export async function deleteEndpoint (work: Work, id: string): Promise<void> {
  const before = await lockEndpoint(work.tx, { partnershipId: work.by.partnershipId, endpointId: id })
  await work.permit()
  work.expect(before.version)
  saveEndpoint(work.tx, before, { deletedAt: work.now, secret: '', previousSecret: null, version: before.version + 1, updatedAt: work.now })
  record(work, 'webhook_endpoint.deleted', subject(id), { before: told(before) })
}

/** Gives it a new secret; the old one signs beside it for a day. */
export async function rotateSecret (work: Work, secrets: SecretBox, id: string): Promise<IssuedEndpoint> {
  const key = { partnershipId: work.by.partnershipId, endpointId: id }
  const before = await lockEndpoint(work.tx, key)
  await work.permit()
  work.expect(before.version)
  const secret = mintSecret()
  const changes = {
    secret: secrets.seal(secret, contextOf(key)),
    previousSecret: before.secret,
    previousSecretUntil: endOfOverlap(work.now),
    version: before.version + 1,
    updatedAt: work.now
  }
  saveEndpoint(work.tx, before, changes)
  record(work, 'webhook_endpoint.secret_rotated', subject(id), { after: { previousSecretUntil: changes.previousSecretUntil } })
  return { endpoint: { ...before, ...changes }, secret }
}

export function subject (id: string) {
  return { type: 'webhook_endpoint', id }
}

const notFailing = { failures: 0, failingSince: null, quietUntil: null }
const switchedOn = { active: true, deactivatedAt: null, deactivationReason: null, ...notFailing }

function switched (before: EndpointRow, active: boolean | undefined, now: string): Partial<EndpointRow> {
  if (active === undefined || active === before.active) return {}
  return active ? switchedOn : { active: false, deactivatedAt: now, deactivationReason: 'switched_off' }
}

function refuseBadInput ({ url, types }: Partial<WebhookEndpointInput>, exempt: Exempt): void {
  const fault = url === undefined ? undefined : faultOfDestination(url, exempt)
  if (fault !== undefined) throw fieldRefusal('rule-broken', 'url', fault)
  const unknown = types === undefined ? undefined : unknownSubscription(types)
  if (unknown !== undefined) throw fieldRefusal('rule-broken', 'types', `There is no event ${unknown}: name one as the feed does, all of a noun as action.*, or * for every one.`)
}

// The path of an address may hold a secret of the receiver's.
function told ({ url, types, active }: EndpointRow) {
  return { host: new URL(url).host, types, active }
}
