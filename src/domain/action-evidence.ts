import type { DeliveryStatus } from './action.ts'

/** How much evidence counts for an action: what was accepted before its last reopening does not. */
export interface EvidenceCounts {
  /** Everything handed in and not withdrawn. */
  readonly total: number
  /** Accepted output and process items: it was done. */
  readonly acceptedDelivery: number
  /** Accepted outcome, voice and independent items: it made a difference. */
  readonly acceptedImpact: number
}

/** What evidence is still missing before an action may have a status; nothing for the statuses that need none. */
export function missingEvidence (to: DeliveryStatus, evidence: EvidenceCounts): readonly string[] {
  return requirements.filter(each => each.to === to && !each.isMet(evidence)).map(each => each.words)
}

/** Training delivered is not practice changed: completion takes one proof of each. */
const requirements: ReadonlyArray<{ to: DeliveryStatus, words: string, isMet: (evidence: EvidenceCounts) => boolean }> = [
  { to: 'awaiting_sign_off', words: 'one piece of evidence', isMet: ({ total }) => total > 0 },
  { to: 'completed', words: 'one accepted output or process item', isMet: ({ acceptedDelivery }) => acceptedDelivery > 0 },
  { to: 'completed', words: 'one accepted outcome, voice or independent item', isMet: ({ acceptedImpact }) => acceptedImpact > 0 }
]

/** What evidence a status needs, in words. */
export function evidenceNeededFor (to: DeliveryStatus): string {
  return requirements.filter(each => each.to === to).map(each => each.words).join(' and ')
}
