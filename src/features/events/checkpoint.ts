import type { PublicKey, SigningKey } from '../../platform/signing-key.ts'
import type { Place } from './queries.ts'

/** Where a partnership's sequence had come to at an instant: what nobody can take back who rewrites the database afterwards. */
export interface Checkpoint extends Place {
  readonly partnershipId: string
  /** When it was signed, RFC 3339 in UTC. */
  readonly at: string
  /** Which key has signed it. */
  readonly keyId: string
  /** Ed25519 over signedText(), in base64url. */
  readonly signature: string
}

/** One purpose of the secret that it is made from. */
export const checkpointPurpose = 'follow-through checkpoints'

export function signCheckpoint (key: SigningKey, partnershipId: string, { sequence, hash }: Place, at: string): Checkpoint {
  const told = { partnershipId, sequence, hash, at }
  return { ...told, keyId: key.publicKey.id, signature: key.sign(signedText(told)) }
}

export function isGenuine (checkpoint: Checkpoint, key: PublicKey): boolean {
  return checkpoint.keyId === key.id && key.isSignatureOf(signedText(checkpoint), checkpoint.signature)
}

function signedText ({ partnershipId, sequence, hash, at }: Omit<Checkpoint, 'keyId' | 'signature'>): string {
  return ['follow-through checkpoint', partnershipId, sequence, hash, at].join('\n')
}

/** One line of a file of checkpoints; undefined when it is none, such as one that a crash cut short. */
export function readCheckpoint (line: string): Checkpoint | undefined {
  try {
    const read = JSON.parse(line) as Partial<Record<keyof Checkpoint, unknown>> | null
    const isWhole = typeof read?.partnershipId === 'string' && Number.isSafeInteger(read.sequence) && /^[0-9a-f]{64}$/.test(String(read.hash)) &&
      typeof read.at === 'string' && typeof read.keyId === 'string' && typeof read.signature === 'string'
    return isWhole ? read as Checkpoint : undefined // each field was looked at
  } catch {
    return undefined
  }
}
