import { join } from 'node:path'
import { publicUrlFile, readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { readKeptFile } from '../platform/kept-file.ts'

const namesAnAddress = ['PUBLIC_URL', 'HOST', 'PORT'] as const

/**
 * The configuration of a command. One that is given no address takes that at which
 * the service of its data folder was last started: the links it makes should open.
 */
export function configOfService (environment: NodeJS.ProcessEnv): Config {
  const config = readConfig(environment)
  if (namesAnAddress.some((name) => environment[name])) return config
  const address = readKeptFile(join(config.dataDir, publicUrlFile))
  return address === undefined ? config : readConfig({ ...environment, PUBLIC_URL: address })
}
