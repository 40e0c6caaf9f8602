import type { DeactivationReason } from '../../domain/webhook.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { subject } from './commands.ts'
import { listCoordinators, saveEndpoint } from './queries.ts'
import type { EndpointRow } from './queries.ts'

/** Switches an endpoint off that nobody answers at, and has every coordinator told, in one transaction. */
export async function deactivate (work: Work, endpoint: EndpointRow, { reason, failingSince }: { reason: DeactivationReason, failingSince: string }): Promise<void> {
  const { partnershipId, id: endpointId, version } = endpoint
  const coordinators = await listCoordinators(work.tx, partnershipId)
  saveEndpoint(work.tx, endpoint, { active: false, deactivatedAt: work.now, deactivationReason: reason, version: version + 1, updatedAt: work.now })
  record(work, 'webhook_endpoint.deactivated', subject(endpointId), { before: { active: true }, after: { active: false, reason, failingSince } })
  for (const personId of coordinators) {
    enqueue(work.tx, { task: 'webhooks.notify', payload: { partnershipId, endpointId, personId }, key: `webhook-notice:${endpointId}:${personId}`, runAt: work.now })
  }
}
