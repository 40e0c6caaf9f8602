import type { ServerResponse } from 'node:http'
import { memoryOf } from '../bench/process.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { hold } from '../support/receiver.ts'
import { range } from '../support/scratch-database.ts'
import { until } from '../support/until.ts'
import type { Stage } from './webhook-stage.ts'

export interface Beside {
  /** Milliseconds from the answer to a change until a healthy endpoint was told, at the median: by itself, and beside the dead one. */
  readonly alone: number
  readonly accompanied: number
  readonly atTheDeadOne: number
  readonly grownMebibytes: number
}

const rounds = 50

/** One endpoint of a partnership takes what it is sent and never answers, with so many deliveries queued; how long does another wait? */
export async function besideADeadOne (stage: Stage, queued: number): Promise<Beside> {
  const { receiver, closing, dataDir, environment, ask } = stage
  const service = await start(closing, dataDir, environment)
  const held: ServerResponse[] = []
  receiver.behave = ({ path }, answer) => { if (path === '/dead') held.push(hold(answer)) }
  await makeEndpoint(stage, service, '/live', 'agency.updated')
  const dead = await makeEndpoint(stage, service, '/dead', 'agency.merged')
  const alone = await medianWait(stage, service, 'Alone')
  const before = memoryOf(service.child.pid ?? 0)?.now ?? 0
  await ask(`insert into webhook_deliveries (partnership_id, id, endpoint_id, type, subject_type, subject_id, occurred_at, next_attempt_at, created_at)
    select partnership_id, gen_random_uuid(), id, 'agency.merged', 'agency', gen_random_uuid(), now(), now(), now() from webhook_endpoints, generate_series(1, $2::int) where id = $1`, [dead, queued])
  await until(() => receiver.at('/dead').length > 0)
  const accompanied = await medianWait(stage, service, 'Accompanied')
  const grownMebibytes = (memoryOf(service.child.pid ?? 0)?.now ?? 0) - before
  for (const answer of held) answer.destroy()
  return { alone, accompanied, atTheDeadOne: receiver.at('/dead').length, grownMebibytes }
}

async function makeEndpoint ({ receiver }: Stage, service: Running, path: string, type: string): Promise<string> {
  const answer = await service.ask('POST', '/v1/webhook-endpoints', { url: `${receiver.url}${path}`, types: [type] })
  return (await answer.json() as { id: string }).id // the contract tests hold it to that
}

async function medianWait ({ receiver }: Stage, service: Running, name: string): Promise<number> {
  const { data: [agency] } = await (await service.ask('GET', '/v1/agencies?limit=1')).json() as { data: [{ id: string }] } // the business unit at least
  const waits: number[] = []
  for (const round of range(rounds)) {
    const told = receiver.at('/live').length
    await service.ask('PATCH', `/v1/agencies/${agency.id}`, { name: `${name} ${round}` }, { 'if-match': '*' })
    const changed = performance.now()
    await until(() => receiver.at('/live').length > told)
    waits.push(performance.now() - changed)
  }
  return Math.round(waits.sort((a, b) => a - b)[rounds / 2] ?? 0)
}
