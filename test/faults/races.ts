import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { findRunningPostgres } from '../../src/platform/postgres/embedded.ts'
import { ask } from '../process/embedded-postgres-service.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { hold, tell } from './bars.ts'
import { onStage } from './stage.ts'
import type { Stage } from './stage.ts'

// Who comes first, and what is said twice: node test/faults/races.ts [--keys 2000] [--kills 20]
// Changes of one version at the same time; loops that read, add one and write; requests that are repeated under their
// Idempotency-Key while the service is killed. Bars of RELIABILITY, section A: of 64 changes of one version one is made,
// none is lost, and each key has exactly one effect.

const { values } = parseArgs({ options: { keys: { type: 'string', default: '2000' }, kills: { type: 'string', default: '20' } } })
const [keys, kills] = [Number(values.keys), Number(values.kills)]

await onStage(async (stage) => {
  const service = await start(stage, stage.dataDir)
  const { data: [first, second] } = await service.actions('limit=2')
  const held = [...await race(service, first?.id ?? ''), ...await count(service, second?.id ?? '')]
  service.child.kill('SIGTERM')
  await service.ended
  return [...held, ...await repeat(stage)].every(Boolean)
})

/** 64 changes of the same version at once. */
async function race (service: Running, id: string): Promise<boolean[]> {
  const { headers } = await service.ask('GET', `/v1/actions/${id}`)
  const ifMatch = { 'if-match': headers.get('etag') ?? '' }
  const statuses = await Promise.all(Array.from({ length: 64 }, async () => (await service.ask('PATCH', `/v1/actions/${id}`, { externalReference: randomUUID() }, ifMatch)).status))
  const [made, stale] = [200, 412].map((wanted) => statuses.filter((status) => status === wanted).length)
  const without = (await service.ask('PATCH', `/v1/actions/${id}`, { externalReference: 'unconditional' })).status
  return [
    hold('of 64 changes of one version, made and refused as stale', `${made}, ${stale}`, '1, 63', made === 1 && stale === 63),
    hold('a change that names no version is answered', without, '428', without === 428)
  ]
}

/** 32 callers add one fifty times each, and try again where another was first. */
async function count (service: Running, id: string): Promise<boolean[]> {
  const path = `/v1/actions/${id}`
  await set(service, path, '0')
  let acknowledged = 0
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (let turn = 0; turn < 50; turn++) {
      const answer = await service.ask('GET', path)
      const { externalReference } = await answer.json() as { externalReference: string }
      const { ok } = await service.ask('PATCH', path, { externalReference: String(Number(externalReference) + 1) }, { 'if-match': answer.headers.get('etag') ?? '' })
      if (ok) acknowledged++
    }
  }))
  const { externalReference } = await (await service.ask('GET', path)).json() as { externalReference: string }
  return [hold(`counted by 32 callers with ${acknowledged} acknowledged changes`, externalReference, String(acknowledged), Number(externalReference) === acknowledged)]
}

async function set (service: Running, path: string, externalReference: string): Promise<void> {
  const { headers } = await service.ask('GET', path)
  await service.ask('PATCH', path, { externalReference }, { 'if-match': headers.get('etag') ?? '' })
}

/** Each key is sent twice at once, and again until it is acknowledged, and once more at the end; the service is killed meanwhile. */
async function repeat (stage: Stage): Promise<boolean[]> {
  const wanted = Array.from({ length: keys }, () => randomUUID())
  const [open, statuses] = [new Set<string>(wanted), new Map<number, number>()]
  let killed = 0
  while (open.size > 0 || killed < kills) {
    const service = await start(stage, stage.dataDir)
    const { data: [action] } = await service.actions('limit=1')
    const path = `/v1/actions/${action?.id}/updates`
    const sending = Promise.all(Array.from({ length: 16 }, async (_, place) => {
      for (const key of wanted.filter((_, index) => index % 16 === place)) if (open.has(key)) await sendTwice(service, path, key)
    })).catch(() => {}) // it was killed
    await Promise.race([sending, pause(killed < kills ? 200 + Math.random() * 600 : 600_000)])
    if (killed < kills) killed++
    service.child.kill('SIGKILL')
    await service.ended
    await sending
  }

  async function sendTwice (service: Running, path: string, key: string): Promise<void> {
    const answers = await Promise.all([1, 2].map(async () => await service.ask('POST', path, { narrative: key }, { 'idempotency-key': key })))
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (answers.some(({ ok }) => ok)) open.delete(key)
  }

  const service = await start(stage, stage.dataDir)
  const { data: [action] } = await service.actions('limit=1')
  const again = await Promise.all(wanted.slice(0, 200).map(async (key) => (await service.ask('POST', `/v1/actions/${action?.id}/updates`, { narrative: key }, { 'idempotency-key': key })).headers.get('idempotency-replayed')))
  const { url } = await findRunningPostgres(stage.dataDir) ?? { url: '' }
  const effects = new Map((await ask(url, `select narrative || ' ' || count(*) from action_updates where narrative in (${wanted.map((key) => `'${key}'`).join()}) group by narrative`) as string[]).map((line) => line.split(' ') as [string, string]))
  const uneven = wanted.filter((key) => effects.get(key) !== '1').length
  return [
    tell('answers by status', [...statuses].map(([status, times]) => `${status}: ${times}`).join(', ')),
    hold(`of ${keys} keys over ${killed} kills, without exactly one effect`, uneven, '0', uneven === 0),
    hold('of 200 sent once more, answered as the first time', again.filter((replayed) => replayed !== null).length, '200', again.every((replayed) => replayed !== null))
  ]
}
