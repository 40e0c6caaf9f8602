import { SigningKey } from '../../platform/signing-key.ts'
import type { Services } from '../../services.ts'
import { checkpointPurpose, isGenuine } from './checkpoint.ts'
import { lastCheckpointIn } from './checkpoint-files.ts'
import { findHashAt } from './checkpoint-queries.ts'

/** What can be said of a history without reckoning it anew, which is the operator's (`verify`). */
export interface Standing {
  /** `unsigned`: no checkpoint lies on this machine. `other`: what stands at the place of the last one is not what was signed, or the signature is not ours. */
  readonly state: 'as_signed' | 'other' | 'unsigned'
  /** How many events the last checkpoint stands for. */
  readonly sequence?: number
  /** When it was signed. */
  readonly at?: string
}

/** Holds the history against its last checkpoint: the end of a file and one row are looked at. */
export async function standingOf ({ config, database }: Pick<Services, 'config' | 'database'>, partnershipId: string): Promise<Standing> {
  const last = await lastCheckpointIn(config.checkpointsDir, partnershipId)
  if (last === undefined) return { state: 'unsigned' }
  const { sequence, at, hash } = last
  const isOurs = isGenuine(last, new SigningKey(config.checkpointKey, checkpointPurpose).publicKey)
  const isSame = isOurs && await findHashAt(database.shared, partnershipId, sequence) === hash
  return { state: isSame ? 'as_signed' : 'other', sequence, at }
}
