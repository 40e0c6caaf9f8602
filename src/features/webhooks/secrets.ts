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

/** The secrets that sign at this instant, the present one first; undefined when one of them cannot be opened. */
export function secretsAt (box: SecretBox, kept: KeptSecrets, now: string): string[] | undefined {
  const overlaps = kept.previousSecret !== null && kept.previousSecretUntil !== null && now < kept.previousSecretUntil
  const sealed = overlaps ? [kept.secret, kept.previousSecret] : [kept.secret]
  const opened = sealed.map((each) => box.open(each, contextOf(kept)))
  return opened.every((secret) => secret !== undefined) ? opened : undefined
}
