import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { checkpointPurpose } from '../features/events/checkpoint.ts'
import { verifyChain, verifyCheckpoints } from '../features/events/verifying.ts'
import type { CheckpointVerdict, Verdict } from '../features/events/verifying.ts'
import { listPartnerships } from '../features/partnerships/queries.ts'
import type { Database } from '../platform/database/database.ts'
import { PublicKey, SigningKey } from '../platform/signing-key.ts'
import { chosen, withDatabase } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command, Given } from './command.ts'
import { verifyFile } from './verify-file.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Reckons the chain of events anew from the rows and holds it against the signed checkpoints; names the first event that was altered, removed, slipped in or moved.',
  options: {
    partnership: { value: '<code>', description: 'Only this partnership; all of them unless one is named. With --file its id, where the folder has checkpoints of several.' },
    file: { value: '<path>', description: 'Instead of the database: a trail that was read from GET /v1/events?proof=true, a page a line. Needs neither the database nor its secrets.' },
    checkpoints: { value: '<folder>', description: 'Where the checkpoints are; CHECKPOINTS_DIR unless said otherwise.' },
    'public-key': { value: '<file>', description: 'What they were signed with, as "checkpoint key" has printed it; several may follow each other. Unless said otherwise, the key of this configuration.' }
  },
  run: async (given, config) => {
    const keys = keysOf(given, config)
    const folder = given.maybe('checkpoints') ?? config.checkpointsDir
    // A disk that is not mounted must not pass for a history that was never signed.
    if (given.maybe('checkpoints') !== undefined && !existsSync(folder)) throw new CommandError(`There is no folder ${folder}: nothing was verified.`, 2)
    const file = given.maybe('file')
    if (file !== undefined) return await verifyFile(file, { folder, keys, partnershipId: given.maybe('partnership') })
    return await withDatabase(config, async (database) => {
      const partnerships = await listPartnerships(database)
      const told: Told[] = []
      for (const { id, code } of given.maybe('partnership') === undefined ? partnerships : [chosen(partnerships, given.maybe('partnership'))]) told.push(await verifyOne(database, id, code, folder, keys))
      const lines = told.flatMap(({ lines }) => lines).join('\n')
      if (told.some(({ isSound }) => !isSound)) throw new CommandError(lines)
      return lines
    })
  }
}

/** Prints what an auditor needs to know a checkpoint for genuine. */
export const checkpointKey: Command = {
  name: 'checkpoint key',
  summary: 'Prints the public key of the checkpoints of events. Keep it where whoever runs the database cannot change it.',
  options: {},
  run: async (_given, config) => new SigningKey(config.checkpointKey, checkpointPurpose).publicKey.pem().trimEnd()
}

function keysOf (given: Given, config: Config): PublicKey[] {
  const file = given.maybe('public-key')
  if (file === undefined) return [new SigningKey(config.checkpointKey, checkpointPurpose).publicKey]
  try {
    const pems = readFileSync(file, 'utf8').match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? []
    if (pems.length === 0) throw new TypeError('there is no key in it')
    return pems.map((pem) => PublicKey.read(pem))
  } catch (error) {
    throw new CommandError(`${file} cannot be read as a public key: ${error instanceof Error ? error.message : String(error)}`, 2)
  }
}

interface Told { readonly isSound: boolean, readonly lines: readonly string[] }

async function verifyOne (database: Database, partnershipId: string, code: string, folder: string, keys: readonly PublicKey[]): Promise<Told> {
  const signed = await verifyCheckpoints(database, partnershipId, folder, keys)
  const chain = await verifyChain(database, partnershipId)
  const faults = [chain.fault, signed.fault].filter((fault) => fault !== undefined).sort((a, b) => (a.until ?? a.sequence) - (b.until ?? b.sequence))
  const lines = [
    ...faults.map(({ sequence, what }, place) => `${code}: ${place === 0 ? 'first bad sequence' : 'also'} ${sequence}: ${what}`),
    ...signed.notGenuine.map((what) => `${code}: a checkpoint cannot be trusted: ${what}`)
  ]
  return lines.length > 0 ? { isSound: false, lines } : { isSound: true, lines: [`${code}: ${soundness(chain, signed)}`] }
}

function soundness ({ events }: Verdict, { checkpoints, last }: CheckpointVerdict): string {
  const signed = last === undefined ? 'there is no checkpoint to hold them against' : `${checkpoints} checkpoints fit, the last of sequence ${last.sequence} at ${last.at}`
  return `${events} events follow from each other; ${signed}.`
}
