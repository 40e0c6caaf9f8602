import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { startWebhooks } from '../../src/features/webhooks/sending.ts'
import { sealEvents } from '../../src/features/events/sealing.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from './app.ts'
import type { Cast, TestApp } from './app.ts'
import type { Client } from './client.ts'
import { startReceiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'
import { until } from './until.ts'

export interface HookedApp extends TestApp { readonly receiver: Receiver }

/** A service that sends webhooks to a receiver of its own, in real time. */
export async function hookedApp (t: Test, settings: Readonly<Record<string, string>> = {}): Promise<HookedApp> {
  const receiver = await startReceiver(t)
  const app = await testApp(t, { WEBHOOK_ALLOW_HOSTS: receiver.host, ...settings })
  app.clock.now = new Date().toISOString()
  const webhooks = startWebhooks(app.services, makeLogger('silent'))
  t.teardown(async () => { await webhooks.stop() })
  return { ...app, receiver }
}

export interface Hooked extends Cast {
  readonly send: Client
  readonly path: string
  readonly endpoint: { readonly id: string, readonly secret: string }
  /** Its deliveries, as the API gives them. */
  deliveries: () => Promise<Array<Record<string, unknown>>>
  /** Waits until it has deliveries of these states, in any order. */
  settled: (...states: string[]) => Promise<void>
  /** Something happens, and is sealed. */
  happen: () => Promise<void>
  /** Its deliveries are due now, and it need not be left alone any more. */
  due: () => Promise<void>
}

/**
 * Seals what has happened in a partnership. Once is not enough: while a transaction
 * is open anywhere on the server, of another test file too, what was written since
 * it began is left for the next time.
 */
export async function sealed ({ db }: Pick<TestApp, 'db'>, { partnershipId }: Pick<Cast, 'partnershipId'>): Promise<void> {
  await until(async () => {
    await sealEvents(db, partnershipId)
    const [left] = await db.rows(sql`select from events where partnership_id = ${partnershipId} and not exists (select from event_seals where event_seals.partnership_id = ${partnershipId} and event_id = events.id) limit 1`)
    return left === undefined
  })
}

let made = 0

/** An endpoint of a partnership of its own, at a path of its own. */
export async function hook (app: HookedApp, types: readonly string[] = ['agency.*']): Promise<Hooked> {
  const cast = await app.anotherPartnership()
  const send = cast.as('coordinator')
  const path = `/hook/${++made}`
  const { body: endpoint } = await send('POST', '/v1/webhook-endpoints', { url: `${app.receiver.url}${path}`, types })
  const deliveries: Hooked['deliveries'] = async () => (await send('GET', `/v1/webhook-endpoints/${endpoint.id}/deliveries?limit=200`)).body.data
  return {
    ...cast,
    send,
    path,
    endpoint,
    deliveries,
    settled: async (...states) => { await until(async () => (await deliveries()).map(({ state }) => state).sort().join() === states.sort().join(), deliveries) },
    happen: async () => {
      await send('POST', '/v1/agencies', { code: `agency-${++made}`, name: 'An agency', kind: 'other' })
      await sealed(app, cast)
    },
    due: async () => {
      await app.db.rows(sql`update webhook_deliveries set next_attempt_at = ${app.clock.now} where endpoint_id = ${endpoint.id} and state in ('waiting', 'sending')`)
      await app.db.rows(sql`update webhook_endpoints set quiet_until = null where id = ${endpoint.id}`)
    }
  }
}
