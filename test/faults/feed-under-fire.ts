import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { record } from '../../src/features/events/record.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { range } from '../support/scratch-database.ts'
import { until } from '../support/until.ts'
import type { Stage } from './webhook-stage.ts'

export interface Fire {
  /** How long some of the writers' transactions stay open. */
  readonly longMs: number
  readonly kills: number
  /** Old cursors from which all is read again. */
  readonly replays: number
}

export interface Outcome {
  /** Events that the writers committed while the consumer was killed and started. */
  readonly written: number
  /** Events that the consumer has. */
  readonly taken: number
  readonly lost: number
  readonly twice: number
  /** Places at which the sequence does not go on by one, or is not that of the seals. */
  readonly gaps: number
  readonly differentReplays: number
  readonly kills: number
}

interface TakenEvent { readonly id: string, readonly sequence: number, readonly hash: string }
interface Page { readonly data: TakenEvent[], readonly nextCursor: string }

const writers = 16
/** One transaction of so many is a long one. */
const oneLongOf = 40
const longestLifeMs = 500

/** Sixteen writers append events, some in transactions that stay open for seconds, while a consumer is killed and started again and again with what it has stored. */
export async function consumeUnderFire (stage: Stage, fire: Fire): Promise<Outcome> {
  const service = await start(stage.closing, stage.dataDir, stage.environment)
  const ledger = join(stage.dataDir, 'ledger.jsonl')
  const enough = new AbortController()
  const writing = write(stage, fire.longMs, enough.signal)
  for (let killed = 0; killed < fire.kills; killed++) {
    const [consumer, before] = [consume(stage, service, ledger), sizeOf(ledger)]
    await until(() => sizeOf(ledger) > before) // each comes as far as to take something
    await pause(Math.random() * longestLifeMs)
    await kill(consumer)
  }
  enough.abort()
  const written = await writing
  await readToTheEnd(stage, service, ledger)
  const pages = pagesIn(ledger)
  const taken = pages.flatMap(({ data }) => data)
  return { written: written.length, taken: taken.length, ...await faultsOf(stage, taken, written), differentReplays: await countDifferentReplays(service, pages, fire.replays), kills: fire.kills }
}

/** Gives the subjects of the events whose transactions were committed. */
async function write (stage: Stage, longMs: number, enough: AbortSignal): Promise<string[]> {
  const [{ id: partnershipId } = { id: '' }] = await stage.ask<{ id: string }>('select id from partnerships')
  const database = openDatabase({ url: stage.environment['DATABASE_URL'] ?? '', connections: writers, connectionWaitMs: 20_000 })
  const acting = { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'feed-under-fire' }
  const written: string[] = []
  await Promise.all(range(writers).map(async (writer) => {
    for (let count = writer; !enough.aborted; count++) {
      const id = newId()
      await actAs({ database, clock: systemClock }, acting, async (work) => {
        record(work, 'agency.updated', { type: 'agency', id })
        await pause(count % oneLongOf === 0 ? longMs : Math.random() * 30)
      })
      written.push(id)
    }
  }))
  await database.close()
  return written
}

function consume ({ dataDir }: Stage, { address }: Running, ledger: string): ChildProcess {
  const token = readFileSync(join(dataDir, 'api-key'), 'utf8')
  return spawn(process.execPath, [join(import.meta.dirname, 'consumer.ts')], { env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', FEED: address, TOKEN: token, LEDGER: ledger }, stdio: 'inherit' })
}

async function kill (consumer: ChildProcess): Promise<void> {
  consumer.kill('SIGKILL')
  if (consumer.exitCode === null && consumer.signalCode === null) await once(consumer, 'exit')
}

async function readToTheEnd (stage: Stage, service: Running, ledger: string): Promise<void> {
  const consumer = consume(stage, service, ledger)
  await until(async () => {
    const [{ events, last } = { events: -1, last: -1 }] = await stage.ask<{ events: number, last: number }>('select (select count(*) from events)::int as events, (select max(sequence) from event_seals)::int as last')
    return events === last && pagesIn(ledger).at(-1)?.data.at(-1)?.sequence === last
  })
  await kill(consumer)
}

function sizeOf (ledger: string): number {
  return statSync(ledger, { throwIfNoEntry: false })?.size ?? 0
}

function pagesIn (ledger: string): Page[] {
  const text = readFileSync(ledger, 'utf8')
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Page)
}

async function faultsOf ({ ask }: Stage, taken: readonly TakenEvent[], written: readonly string[]): Promise<Pick<Outcome, 'lost' | 'twice' | 'gaps'>> {
  const seals = await ask<{ id: string, subject: string, sequence: number, hash: string }>("select event_id as id, subject_id as subject, sequence::int as sequence, encode(hash, 'hex') as hash from event_seals join events on events.id = event_id order by sequence")
  const ids = new Set(taken.map(({ id }) => id))
  const subjects = new Set(seals.filter(({ id }) => ids.has(id)).map(({ subject }) => subject))
  return {
    lost: written.filter((subject) => !subjects.has(subject)).length + seals.filter(({ id }) => !ids.has(id)).length,
    twice: taken.length - ids.size,
    gaps: taken.filter(({ id, sequence, hash }, place) => sequence !== place + 1 || seals[place]?.id !== id || seals[place]?.hash !== hash).length
  }
}

/** What is read from an old cursor must be what was read from it then, to the letter. */
async function countDifferentReplays (service: Running, pages: readonly Page[], replays: number): Promise<number> {
  const all = pages.flatMap(({ data }) => data)
  let different = 0
  for (let replay = 0; replay < replays; replay++) {
    const place = Math.floor(Math.random() * (pages.length - 1))
    const behind = all.slice(pages.slice(0, place + 1).reduce((sum, { data }) => sum + data.length, 0))
    const again = await readFrom(service, pages[place]?.nextCursor ?? '', behind.length)
    if (JSON.stringify(again) !== JSON.stringify(behind)) different++
  }
  return different
}

async function readFrom ({ ask }: Running, cursor: string, count: number): Promise<TakenEvent[]> {
  const read: TakenEvent[] = []
  for (let after = cursor; read.length < count;) {
    const page = await (await ask('GET', `/v1/events?limit=${1 + Math.floor(Math.random() * 200)}&after=${after}`)).json() as Page
    if (page.data.length === 0) break
    read.push(...page.data)
    after = page.nextCursor
  }
  return read.slice(0, count) // what has happened since is no part of it
}
