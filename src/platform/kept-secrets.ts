import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The secrets of the embedded service, made at first use and readable by its
 * owner alone. Not before: a command that needs none must leave no folder behind.
 */
export function keptSecrets (dataDir: string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const secret = known.get(name) ?? keptSecret(dataDir, name)
    known.set(name, secret)
    return secret
  }
}

function keptSecret (dataDir: string, name: string): string {
  const file = join(dataDir, name)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // made by an earlier start
  }
  return readFileSync(file, 'utf8')
}
