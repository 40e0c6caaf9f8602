import type { SecretBox } from '../../platform/secret-box.ts'
import type { EndpointKey } from './queries.ts'

export interface KeptSecrets extends EndpointKey {
  readonly secret: string
  readonly previousSecret: string | null
  readonly previousSecretUntil: string | null
}

/** A secret may be opened for its own endpoint only. */
export function contextOf ({ partnershipId, endpointId }: EndpointKey): string {
  return `webhook ${partnershipId} ${endpointId}`
}

/** The secrets that sign at this instant, the present one first; undefined when that cannot be opened. One before it that cannot is done without: so rotating mends a lost key. */
export function secretsAt (box: SecretBox, kept: KeptSecrets, now: string): string[] | undefined {
  const present = box.open(kept.secret, contextOf(kept))
  const overlaps = kept.previousSecret !== null && kept.previousSecretUntil !== null && now < kept.previousSecretUntil
  const previous = overlaps ? box.open(kept.previousSecret, contextOf(kept)) : undefined
  if (present === undefined) return undefined
  return previous === undefined ? [present] : [present, previous]
}
