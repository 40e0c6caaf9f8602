import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { range } from '../support/scratch-database.ts'
import { until } from '../support/until.ts'
import { failAtRandom } from './failing-receiver.ts'
import type { Seen } from './failing-receiver.ts'
import type { Stage } from './webhook-stage.ts'

export interface Fire { readonly events: number, readonly services: number, readonly kills: number }

export interface Outcome extends Seen {
  /** Sealed events that the receiver never took in. */
  readonly lost: number
  readonly kills: number
  readonly seconds: number
}

const writers = 8
const hurryEveryMs = 200

/**
 * Makes events through services of which one is killed again and again, while
 * they tell a receiver that fails three of ten attempts. What waits to be tried
 * again is made due at once, as an operator may (docs/operations.md); what a
 * killed service had in its hands, as soon as nobody can have it any more.
 */
export async function tellUnderFire (stage: Stage, { events, services, kills }: Fire): Promise<Outcome> {
  const fleet = await Promise.all(range(services).map(async () => await start(stage.closing, stage.dataDir, stage.environment)))
  const started = performance.now()
  const seen = failAtRandom(stage.receiver, '/hook', await makeEndpoint(stage, fleet))
  const hurrying = new AbortController()
  const hurried = hurry(stage, hurrying.signal)
  const written = writeEvents(fleet, events)
  for (const kill of range(kills)) {
    await until(() => seen().told.size >= events * kill / (kills + 1), () => seen().told.size) // from the first event to the last
    await killOne(stage, fleet)
  }
  await written
  await until(async () => await countDelivered(stage) === events, async () => await countDelivered(stage))
  const seconds = Math.round((performance.now() - started) / 1_000)
  hurrying.abort()
  await hurried
  for (const { child } of fleet) child.kill('SIGKILL')
  await Promise.all(fleet.map(async ({ ended }) => await ended))
  const made = await stage.ask<{ id: string }>(`select events.id from events join event_seals on event_id = events.id where ${isMade}`)
  return { ...seen(), lost: events - made.filter(({ id }) => seen().told.has(id)).length, kills, seconds }
}

const isMade = "type = 'agency.created' and after ->> 'code' like 'made-%'"

async function makeEndpoint ({ receiver }: Stage, fleet: readonly Running[]): Promise<string> {
  const answer = await anyOf(fleet).ask('POST', '/v1/webhook-endpoints', { url: `${receiver.url}/hook`, types: ['agency.created'] })
  return (await answer.json() as { secret: string }).secret // the contract tests hold it to that
}

/** Each is asked for, wherever somebody answers, until it is acknowledged: under one idempotency key, so it is made once. */
async function writeEvents (fleet: readonly Running[], events: number): Promise<void> {
  let next = 1
  await Promise.all(range(writers).map(async () => {
    while (next <= events) {
      const agency = { code: `made-${next++}`, name: 'An agency', kind: 'other' }
      const headers = { 'idempotency-key': randomUUID() }
      await until(async () => await anyOf(fleet).ask('POST', '/v1/agencies', agency, headers).then(({ status }) => status === 201, () => false))
    }
  }))
}

async function killOne ({ closing, dataDir, environment }: Stage, fleet: Running[]): Promise<void> {
  const victim = anyOf(fleet)
  victim.child.kill('SIGKILL')
  await victim.ended
  fleet[fleet.indexOf(victim)] = await start(closing, dataDir, environment)
}

async function hurry ({ ask }: Stage, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await ask(`update webhook_deliveries set next_attempt_at = now()
      where (state = 'waiting' and next_attempt_at > now()) or (state = 'sending' and last_attempt_at < now() - interval '3 seconds')`)
    await pause(hurryEveryMs)
  }
}

async function countDelivered ({ ask }: Stage): Promise<number> {
  const [row] = await ask<{ count: number }>("select count(*)::int as count from webhook_deliveries where state = 'delivered'")
  return row?.count ?? 0
}

function anyOf (fleet: readonly Running[]): Running {
  return fleet[Math.floor(Math.random() * fleet.length)]! // within it
}
