import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { record } from '../../src/features/events/record.ts'
import { startSealer } from '../../src/features/events/sealer.ts'
import { sealEvents } from '../../src/features/events/sealing.ts'
import { listPartnerships } from '../../src/features/partnerships/queries.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import { openServer, seededDatabase } from '../bench/database.ts'
import { readOptions } from '../bench/options.ts'
import { patient } from '../support/patient.ts'
import { hold, tell } from './bars.ts'

/*
 * How long it takes from the beginning of a write to its event's seal, under load, and what sealing
 * costs the writers: 32 of them write nothing but events, which is the worst case
 * for a sealer. Rounds with and without it take turns. node test/faults/seal-lag.ts
 */

const [writers, rounds, seconds] = [32, 5, Number(process.argv[2] ?? 6)]
const server = await openServer(readOptions([]))
const database = await seededDatabase(server, 100)
const config = readConfig({ DATA_DIR: join(tmpdir(), `seal-lag-${randomUUID()}`), DATABASE_URL: server.appUrl(database), SESSION_SECRET: randomUUID() })
const services = composeServices({ config, databaseUrl: server.appUrl(database), ...patient })
const [partnership] = await listPartnerships(services.database)
const acting = { by: systemCaller(partnership?.id ?? ''), timeZone: 'Europe/London', requestId: 'seal-lag' }

const begunAt = new Map<string, number>()
const lags: number[] = []

async function write (until: number): Promise<number> {
  let written = 0
  for (; performance.now() < until; written++) {
    const id = newId()
    begunAt.set(id, performance.now())
    await actAs(services, acting, async (work) => { record(work, 'action.updated', { type: 'action', id }) })
  }
  return written
}

async function round (): Promise<number> {
  const until = performance.now() + seconds * 1_000
  const written = await Promise.all(Array.from({ length: writers }, async () => await write(until)))
  return written.reduce((sum, each) => sum + each) / seconds
}

/** Looks at what has been sealed, over and over. */
async function watch (stopping: AbortSignal): Promise<void> {
  let from = await lastSequence()
  while (!stopping.aborted || begunAt.size > 0) {
    const sealed = await services.database.rows<{ sequence: number, id: string }>(sql`select s.sequence, e.subject_id as id from event_seals s
      join events e on e.partnership_id = s.partnership_id and e.id = s.event_id where s.partnership_id = ${acting.by.partnershipId} and s.sequence > ${from} order by s.sequence limit 2000`)
    for (const { sequence, id } of sealed) {
      const begun = begunAt.get(id)
      if (begun !== undefined) lags.push(performance.now() - begun)
      begunAt.delete(id)
      from = sequence
    }
    if (sealed.length < 2_000) await pause(20)
  }
}

/** What a round without a sealer has left is no part of the next one's lag. */
async function sealAll (): Promise<void> {
  while (await sealEvents(services.database, acting.by.partnershipId) > 0);
}

async function lastSequence (): Promise<number> {
  const [row] = await services.database.rows<{ last: number | null }>(sql`select max(sequence) as last from event_seals where partnership_id = ${acting.by.partnershipId}`)
  return row?.last ?? 0
}

const longestLagMs = 2_000 // issue 5
const figures = { on: [] as number[], off: [] as number[] }
for (let turn = 0; turn < rounds; turn++) {
  figures.off.push(await round())
  await sealAll()
  begunAt.clear()
  const [sealer, stopping] = [startSealer(services, makeLogger('warn')), new AbortController()]
  const watching = watch(stopping.signal)
  figures.on.push(await round())
  stopping.abort()
  await watching
  await sealer.stop()
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const at = (values: readonly number[], part: number): number => Math.round(sorted(values)[Math.floor((values.length - 1) * part)] ?? 0)
const [on, off] = [at(figures.on, 0.5), at(figures.off, 0.5)]
console.log(`writes a second, median of ${rounds}: ${off} without sealing, ${on} with it (${Math.round((1 - on / off) * 100)} % fewer)`)
tell('ms from begun to sealed, of so many events, p50 and most', `${lags.length}, ${at(lags, 0.5)}, ${at(lags, 1)}`)
if (!hold('the same, p99', at(lags, 0.99), `${longestLagMs} at most`, at(lags, 0.99) <= longestLagMs)) process.exitCode = 1
await services.close()
await server.close()
