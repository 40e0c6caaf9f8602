import type { Metrics } from '../../platform/metrics.ts'
import type { Services } from '../../services.ts'
import { findSealLag } from '../events/sealing.ts'
import { countDeliveries, countFailingEndpoints, countJobs, countLateMessages, countMessages } from './queries.ts'
import type { Counted } from './queries.ts'

const minute = 60_000
const lateAfterMs = 15 * minute
const messagesOfMs = 24 * 60 * minute
const deliveriesOfMs = 60 * minute

/** What waits in the database, as figures; looked up when they are asked for. */
export function backlogGauges ({ database, clock, metrics }: Pick<Services, 'database' | 'clock'> & { metrics: Metrics }): { refresh: () => Promise<void> } {
  const isUp = metrics.gauge('database_up', '1 when the database answered this look, 0 when it did not: then what it would tell is missing.')
  const jobs = metrics.gauge('jobs', 'Jobs in the queue by kind and state.', ['task', 'state'])
  const sealLag = metrics.gauge('seal_lag_seconds', 'How long the oldest event has waited for its place in the sequence.')
  const messages = metrics.gauge('reminder_messages', 'Digests of the last 24 hours by state.', ['state'])
  const lateMessages = metrics.gauge('reminder_messages_late', 'Digests that are due for more than 15 minutes and have not gone out.')
  const deliveries = metrics.gauge('webhook_deliveries', 'Deliveries of webhooks of the last hour by state.', ['state'])
  const failingEndpoints = metrics.gauge('webhook_endpoints_failing', 'Webhook endpoints that do not answer as they should.')
  const ofDatabase = [jobs, sealLag, messages, lateMessages, deliveries, failingEndpoints]

  async function lookUp (): Promise<void> {
    const before = (ms: number) => new Date(Date.parse(clock.now()) - ms).toISOString()
    for (const { task, state, count } of await countJobs(database)) jobs.set({ task, state }, count)
    sealLag.set(await findSealLag(database))
    setEach(messages, await countMessages(database, before(messagesOfMs)))
    lateMessages.set(await countLateMessages(database, before(lateAfterMs)))
    setEach(deliveries, await countDeliveries(database, before(deliveriesOfMs)))
    failingEndpoints.set(await countFailingEndpoints(database))
  }

  return {
    refresh: async () => {
      for (const gauge of ofDatabase) gauge.reset()
      try {
        await lookUp()
        isUp.set(1)
      } catch {
        for (const gauge of ofDatabase) gauge.remove()
        isUp.set(0) // that it is away is the figure
      }
    }
  }
}

function setEach (gauge: { set: (labels: { state: string }, value: number) => void }, counted: readonly Counted[]): void {
  for (const { state, count } of counted) gauge.set({ state }, count)
}
