import { contentOf } from '../../domain/event-content.ts'
import type { ToldEvent } from '../../domain/event-content.ts'
import { linesOfFile } from '../../platform/files/lines.ts'
import { checkpointsIn } from './checkpoint-files.ts'
import { compareCheckpoints, digestOf, sealHash } from './verifying.ts'
import type { CheckpointVerdict, Fault, Signed } from './verifying.ts'

/** One entry of a trail: an event as the feed gave it, or a stub. */
type Entry = { readonly sequence: number, readonly hash: string, readonly digest?: string } & Partial<ToldEvent>

export interface TrailVerdict {
  /** The first sequence that it holds, and the last that was looked at; 0: none. */
  readonly first: number
  readonly last: number
  /** Events that it tells, and those of which it holds no more than the digest. */
  readonly told: number
  readonly stubs: number
  readonly fault: Fault | undefined
  /** The checkpoints up to its last entry. */
  readonly signed: CheckpointVerdict
  /** How far the checkpoints go on: what is behind its last entry was not handed over. */
  readonly signedUpTo: number
}

/** The file is no trail: what it is instead, and where. */
export class NotATrail extends Error {}

/**
 * Reckons the chain of a trail that somebody has read from the feed with `proof`,
 * with nothing but its file, the signed checkpoints and the public key: whoever
 * runs the service need not be believed, nor asked.
 */
export async function verifyTrail (path: string, of: Signed): Promise<TrailVerdict> {
  const signedPlaces = await placesSigned(of)
  const trail = new Trail(of.partnershipId)
  const hashes = new Map<number, string>()
  for await (const entry of entriesIn(path)) {
    if (!trail.follow(entry)) break
    if (signedPlaces.has(entry.sequence)) hashes.set(entry.sequence, entry.hash)
  }
  const signed = await compareCheckpoints({ ...of, upTo: trail.last }, async () => hashes)
  return { ...trail.verdict(), signed, signedUpTo: signedPlaces.values().reduce((most, each) => Math.max(most, each), 0) }
}

async function placesSigned ({ folder, partnershipId }: Signed): Promise<Set<number>> {
  const places = new Set<number>()
  for await (const each of checkpointsIn(folder, partnershipId)) if ('signature' in each) places.add(each.sequence)
  return places
}

/** Follows a trail from entry to entry. */
class Trail {
  first = 0
  last = 0
  readonly #partnershipId: string
  #told = 0
  #stubs = 0
  #hash = Buffer.alloc(0)
  #fault: Fault | undefined

  constructor (partnershipId: string) { this.#partnershipId = partnershipId }

  /** Goes on to the next entry; tells whether it fits. */
  follow (entry: Entry): boolean {
    const what = this.#misfitOf(entry)
    if (what !== undefined) {
      this.#fault = { sequence: this.first === 0 ? entry.sequence : this.last + 1, what }
      return false
    }
    if (this.first === 0) this.first = entry.sequence
    this.last = entry.sequence
    this.#hash = Buffer.from(entry.hash, 'hex')
    if (isTold(entry)) this.#told++
    else this.#stubs++
    return true
  }

  verdict (): Pick<TrailVerdict, 'first' | 'last' | 'told' | 'stubs' | 'fault'> {
    return { first: this.first, last: this.last, told: this.#told, stubs: this.#stubs, fault: this.#fault }
  }

  #misfitOf (entry: Entry): string | undefined {
    const { sequence, hash } = entry
    if (this.first === 0 && sequence !== 1) return 'the trail does not begin at 1: read it from the beginning of the history, without a cursor'
    if (sequence !== this.last + 1) return `it is missing; the next that the trail has is ${sequence}`
    const digest = isTold(entry) ? digestOf(contentOf(this.#partnershipId, entry)).toString('hex') : entry.digest
    if (digest === undefined) return 'a stub without a digest: read the trail with proof=true'
    if (entry.digest !== undefined && entry.digest !== digest) return `the event ${entry.id} was altered`
    if (sealHash(this.#hash, sequence, Buffer.from(digest, 'hex')).toString('hex') !== hash) return 'the event, its place or its hash was altered'
    return undefined
  }
}

function isTold (entry: Entry): entry is Entry & ToldEvent {
  return entry.id !== undefined
}

/** A line of the file is a page of the feed as it was answered, or an event. */
async function * entriesIn (path: string): AsyncGenerator<Entry> {
  let line = 0
  for await (const text of linesOfFile(path)) {
    line++
    if (text.trim() === '') continue
    const read = parsed(text, line)
    for (const entry of 'data' in read && Array.isArray(read.data) ? read.data : [read]) yield checked(entry, line)
  }
}

function parsed (text: string, line: number): object {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) return read
  } catch {}
  throw new NotATrail(`Line ${line} is no JSON object: each line has to be a page of GET /v1/events?proof=true as it was answered.`)
}

function checked (entry: unknown, line: number): Entry {
  const { sequence, hash } = (typeof entry === 'object' && entry !== null ? entry : {}) as Partial<Entry>
  if (!Number.isSafeInteger(sequence) || !/^[0-9a-f]{64}$/.test(String(hash))) throw new NotATrail(`Line ${line} holds something that is no event: it has no sequence and hash.`)
  return entry as Entry // what else it holds is held against its hash
}
