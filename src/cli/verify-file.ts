import { readdir } from 'node:fs/promises'
import { NotATrail, verifyTrail } from '../features/events/trail.ts'
import type { TrailVerdict } from '../features/events/trail.ts'
import type { Signed } from '../features/events/verifying.ts'
import { CommandError } from './command.ts'
import { refuseUnlessReadable } from './readable-file.ts'

/** Verifies a trail that an auditor was given, on a machine that has never seen the database. */
export async function verifyFile (path: string, { partnershipId, ...signed }: Pick<Signed, 'folder' | 'keys'> & { readonly partnershipId: string | undefined }): Promise<string> {
  await refuseUnlessReadable(path)
  const verdict = await verdictOn(path, { ...signed, partnershipId: partnershipId ?? await onlyOneIn(signed.folder) })
  const faults = [verdict.fault, verdict.signed.fault].filter((fault) => fault !== undefined)
  const lines = [
    ...faults.map(({ sequence, what }, place) => `${place === 0 ? 'first bad sequence' : 'also'} ${sequence}: ${what}`),
    ...verdict.signed.notGenuine.map((what) => `a checkpoint cannot be trusted: ${what}`)
  ]
  if (lines.length > 0) throw new CommandError(lines.join('\n'))
  return soundness(verdict)
}

async function verdictOn (path: string, signed: Signed): Promise<TrailVerdict> {
  try {
    return await verifyTrail(path, signed)
  } catch (error) {
    throw error instanceof NotATrail ? new CommandError(error.message) : error
  }
}

/** The partnership whose checkpoints these are: its id is part of what is signed and sealed. */
async function onlyOneIn (folder: string): Promise<string> {
  const [first, ...others] = await readdir(folder).catch(() => [])
  if (first === undefined) throw new CommandError(`There are no checkpoints in ${folder}: say with --checkpoints where they are, or with --partnership whose the trail is (the id in GET /v1/me).`, 2)
  if (others.length > 0) throw new CommandError('There are checkpoints of several partnerships: say with --partnership whose the trail is (the id in GET /v1/me).', 2)
  return first
}

function soundness ({ last: end, told, stubs, signed: { checkpoints, last }, signedUpTo }: TrailVerdict): string {
  const [follow, held] = [`${end} events follow from each other, ${told} of them told and ${stubs} by their digests`, `${checkpoints} checkpoints fit, the last of sequence ${last?.sequence} at ${last?.at}`]
  if (last === undefined) return `${follow}; there is no checkpoint to hold them against: they may be invented from the first to the last.`
  const open = last.sequence < end ? ` What is behind ${last.sequence} is vouched for by no signature.` : ''
  const kept = signedUpTo > end ? ` The history goes on to ${signedUpTo} at least: the trail ends before.` : ''
  return `${follow}; ${held}.${open}${kept}`
}
