import { createHash } from 'node:crypto'
import type { Queryable } from '../../platform/database/database.ts'
import type { PublicKey } from '../../platform/signing-key.ts'
import { findDisposedEvents, findLastSealed, findLinks, findStrays } from './chain-queries.ts'
import type { Link, Stray } from './chain-queries.ts'
import { isGenuine } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { checkpointsIn } from './checkpoint-files.ts'
import { findHashes } from './checkpoint-queries.ts'

/** Where a history first is not what it was, and how that shows. */
export interface Fault {
  readonly sequence: number
  /** Where the first that is bad is not known exactly: it is not behind this. */
  readonly until?: number
  readonly what: string
}

export interface Verdict {
  /** How many events follow from each other, from the first on. */
  readonly events: number
  readonly fault: Fault | undefined
}

// Some 1 MB at once; a stretch of 50 ms.
const linksAtOnce = 1_000
const eventsAtOnce = 2_000
const firstId = '00000000-0000-0000-0000-000000000000'

/** Reckons the chain of a partnership's events anew, from the rows, and tells the first that does not fit. */
export async function verifyChain (db: Queryable, partnershipId: string): Promise<Verdict> {
  const chain = new Chain()
  for (;;) {
    const links = await findLinks(db, partnershipId, chain.sequence, linksAtOnce)
    const fault = chain.follow(links)
    if (fault !== undefined) return { events: chain.sequence, fault: await earlier(db, partnershipId, fault) }
    if (links.length < linksAtOnce) return { events: chain.sequence, fault: await earlier(db, partnershipId, undefined) }
  }
}

/** Follows a sequence from link to link. */
class Chain {
  sequence = 0
  #hash: Buffer = Buffer.alloc(0)
  #writtenBy = 0n

  follow (links: readonly Link[]): Fault | undefined {
    for (const link of links) {
      const what = this.#misfitOf(link)
      if (what !== undefined) return { sequence: this.sequence + 1, what }
      this.sequence = link.sequence
      this.#hash = link.hash
      this.#writtenBy = BigInt(link.writtenBy ?? 0)
    }
    return undefined
  }

  #misfitOf ({ sequence, eventId, hash, content, tombstone, isEmpty, writtenBy }: Link): string | undefined {
    if (sequence !== this.sequence + 1) return `the seal is missing; the next is that of ${sequence}`
    if (content === null || writtenBy === null) return `the event ${eventId} is missing`
    if (tombstone !== null && !isEmpty) return `the event ${eventId} holds something, and is said to have been disposed of`
    if (!sealHash(this.#hash, sequence, tombstone ?? digestOf(content)).equals(hash)) return `the event ${eventId}, its place or its seal was altered`
    if (BigInt(writtenBy) < this.#writtenBy) return `the event ${eventId} is said to have been written before the one that it follows`
    return undefined
  }
}

/** As seal_events() has it (migrations/0001). */
export function sealHash (previous: Buffer, sequence: number, digest: Buffer): Buffer {
  const number = Buffer.alloc(8)
  number.writeBigInt64BE(BigInt(sequence))
  return createHash('sha256').update(previous).update(number).update(digest).digest()
}

export function digestOf (content: string): Buffer {
  return createHash('sha256').update(content).digest()
}

/** What was slipped in among sealed events fits into no chain, and breaks none: it has to be looked for. */
async function earlier (db: Queryable, partnershipId: string, fault: Fault | undefined): Promise<Fault | undefined> {
  let first = fault
  for await (const { eventId, sequence } of straysIn(db, partnershipId)) {
    if (sequence < (first?.sequence ?? Infinity)) first = { sequence, what: `the event ${eventId} stands before it without a seal` }
  }
  return await withoutDisposal(db, partnershipId, first)
}

async function * straysIn (db: Queryable, partnershipId: string): AsyncGenerator<Stray> {
  const sealedTo = await findLastSealed(db, partnershipId)
  if (sealedTo === undefined) return
  for (let after: string | undefined = firstId; after !== undefined;) {
    const { last, strays } = await findStrays(db, partnershipId, sealedTo, after, eventsAtOnce)
    yield * strays
    after = last
  }
}

/** Content is taken out by a disposal, whose own event says what went: else somebody has taken it. */
async function withoutDisposal (db: Queryable, partnershipId: string, fault: Fault | undefined): Promise<Fault | undefined> {
  const taken = (await findDisposedEvents(db, partnershipId)).find(({ tombstones, vouched }) => digestOf(tombstones).toString('hex') !== vouched)
  if (taken === undefined || taken.sequence >= (fault?.sequence ?? Infinity)) return fault
  return { sequence: taken.sequence, what: 'what events told was taken out of them, and no disposal says so' }
}

export interface CheckpointVerdict {
  readonly checkpoints: number
  /** The last that fits. */
  readonly last: Checkpoint | undefined
  readonly fault: Fault | undefined
  /** Checkpoints that are none, or that none of the keys has signed: where they stand or what they claim. */
  readonly notGenuine: readonly string[]
}

const checkpointsAtOnce = 500
const mostTold = 20

/** Holds a partnership's seals against what was signed of them outside the database. */
export async function verifyCheckpoints (db: Queryable, partnershipId: string, folder: string, keys: readonly PublicKey[]): Promise<CheckpointVerdict> {
  return await compareCheckpoints({ partnershipId, folder, keys }, async (sequences) => await findHashes(db, partnershipId, sequences))
}

/** Where a partnership's checkpoints are, and whose signatures are believed. */
export interface Signed {
  readonly partnershipId: string
  readonly folder: string
  readonly keys: readonly PublicKey[]
  /** What lies behind this sequence is not looked at; undefined: all is. */
  readonly upTo?: number
}

/** Holds every genuine checkpoint against the hash that now stands at its place. */
export async function compareCheckpoints ({ partnershipId, folder, keys, upTo = Infinity }: Signed, hashesAt: (sequences: readonly number[]) => Promise<ReadonlyMap<number, string>>): Promise<CheckpointVerdict> {
  const comparison = new Comparison()
  let batch: Checkpoint[] = []
  for await (const each of checkpointsIn(folder, partnershipId)) {
    if (!('signature' in each)) comparison.doubt(`${each.file}, line ${each.line}: not a checkpoint`)
    else if (each.partnershipId !== partnershipId || !keys.some((key) => isGenuine(each, key))) comparison.doubt(`sequence ${each.sequence} of ${each.at}: not signed with this key`)
    else if (each.sequence <= upTo) batch.push(each)
    if (batch.length < checkpointsAtOnce) continue
    comparison.compare(batch, await hashesAt(batch.map(({ sequence }) => sequence)))
    batch = []
  }
  comparison.compare(batch, await hashesAt(batch.map(({ sequence }) => sequence)))
  return comparison.verdict()
}

class Comparison {
  #checkpoints = 0
  #last: Checkpoint | undefined
  #misfit: Checkpoint | undefined
  readonly #notGenuine: string[] = []

  doubt (what: string): void {
    if (this.#notGenuine.length < mostTold) this.#notGenuine.push(what)
  }

  compare (batch: readonly Checkpoint[], hashes: ReadonlyMap<number, string>): void {
    for (const checkpoint of batch) {
      this.#checkpoints++
      if (hashes.get(checkpoint.sequence) !== checkpoint.hash) {
        if (checkpoint.sequence < (this.#misfit?.sequence ?? Infinity)) this.#misfit = checkpoint
      } else if (checkpoint.sequence >= (this.#last?.sequence ?? 0) && checkpoint.sequence < (this.#misfit?.sequence ?? Infinity)) this.#last = checkpoint
    }
  }

  verdict (): CheckpointVerdict {
    return { checkpoints: this.#checkpoints, last: this.#last, fault: this.#fault(), notGenuine: this.#notGenuine }
  }

  /** What lies before the last checkpoint that fits is as it was; the first thing that is not lies behind it. */
  #fault (): Fault | undefined {
    if (this.#misfit === undefined) return undefined
    const { sequence, at } = this.#misfit
    const fits = this.#last !== undefined && this.#last.sequence < sequence ? this.#last.sequence : 0
    return { sequence: fits + 1, until: sequence, what: `from here on to ${sequence} something was cut off or rewritten: it is not what was signed at ${at}` }
  }
}
