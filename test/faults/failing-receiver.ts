import { verified } from '../support/receiver.ts'
import type { Behaviour, Receiver } from '../support/receiver.ts'

/** What a receiver saw that fails three of ten attempts. */
export interface Seen {
  readonly attempts: number
  readonly failed: number
  /** The events that were taken in and answered with success. */
  readonly told: ReadonlySet<string>
  readonly badSignatures: number
  /** Attempts that told of an event under another id than before, or of another event under an id. */
  readonly confused: number
  readonly redirectsFollowed: number
}

const share = 0.3
// One message of 1,400 comes to it. Without it, one of 170,000 would fail ten times by chance, and be given up as promised.
const mostFailuresOfOne = 6

/** Has it fail in the ways that receivers do: an error, a redirect, and an answer that is lost after all was taken in. */
export function failAtRandom (receiver: Receiver, path: string, secret: string): () => Seen {
  const told = new Set<string>()
  const [eventOf, failuresOf] = [new Map<string, string>(), new Map<string, number>()]
  const counts = { attempts: 0, failed: 0, badSignatures: 0, confused: 0, redirectsFollowed: 0 }
  const ways: Behaviour[] = [
    (_arrived, answer) => { answer.writeHead(500).end() },
    (_arrived, answer) => { answer.writeHead(302, { location: `${receiver.url}/elsewhere` }).end() },
    (_arrived, answer) => { answer.destroy() }
  ]
  receiver.behave = (arrived, answer) => {
    receiver.arrived.length = 0 // all that matters is counted here
    if (arrived.path !== path) { counts.redirectsFollowed++; return }
    counts.attempts++
    if (!isSigned(secret, arrived)) counts.badSignatures++
    const { data: { eventId } } = JSON.parse(arrived.body) as { data: { eventId: string } } // ours
    if ((eventOf.get(arrived.id) ?? eventId) !== eventId) counts.confused++
    eventOf.set(arrived.id, eventId)
    const failures = failuresOf.get(arrived.id) ?? 0
    if (Math.random() >= share || failures === mostFailuresOfOne) { told.add(eventId); return }
    failuresOf.set(arrived.id, failures + 1)
    ways[counts.failed++ % ways.length]?.(arrived, answer)
  }
  // An event under two ids makes more ids than events.
  return () => ({ ...counts, confused: counts.confused + eventOf.size - new Set(eventOf.values()).size, told })
}

function isSigned (secret: string, arrived: Parameters<Behaviour>[0]): boolean {
  try {
    verified(secret, arrived)
    return true
  } catch {
    return false
  }
}
