import { existsSync, realpathSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { OperatorFault } from '../operator-fault.ts'
import { clusterName, copyCluster } from './cluster-copy.ts'
import type { Copying } from './cluster-copy.ts'
import { copyFile, forEach, listFiles } from './copying.ts'
import type { CopiedFile } from './copying.ts'

/** What a backup is made of; written last, so that a folder without one is no backup. */
export interface Manifest {
  readonly format: 1
  readonly beganAt: string
  /** The moment that a restore brings back: all that was acknowledged before it is there. */
  readonly endedAt: string
  readonly files: readonly CopiedFile[]
}

export const manifestName = 'manifest.json'

export class BackupError extends OperatorFault {}

export interface BackingUp extends Copying {
  readonly dataDir: string
  /** A folder that is not there yet. */
  readonly into: string
}

/**
 * Copies a whole data folder while the service goes on writing: the database
 * first, then the files of evidence, each of which was there before the record
 * that names it. The folder gets its name when it is whole.
 */
export async function backUp ({ dataDir, into, client, now }: BackingUp): Promise<Manifest> {
  if (existsSync(into)) throw new BackupError(`${into} is there already: name a folder that is not.`)
  if (`${nearestFolder(into)}${sep}`.startsWith(`${dataDir}${sep}`)) throw new BackupError(`${into} is inside the data folder, and the next backup would copy this one: name a folder elsewhere, best on another disk.`)
  const workshop = `${into}.part`
  await rm(workshop, { recursive: true, force: true })
  await mkdir(workshop, { recursive: true, mode: 0o700 })
  const beganAt = now()
  const { endedAt, files } = await copyCluster({ client, now }, join(dataDir, clusterName), workshop)
  const manifest: Manifest = { format: 1, beganAt, endedAt, files: [...files, ...await copyOthers(dataDir, workshop)] }
  await writeFile(join(workshop, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true })
  await rename(workshop, into)
  await syncFolder(dirname(into))
  return manifest
}

/** Where a path that is not there yet would be made. */
function nearestFolder (path: string): string {
  return existsSync(path) ? realpathSync(path) : nearestFolder(dirname(path))
}

async function copyOthers (dataDir: string, into: string): Promise<CopiedFile[]> {
  const files = (await listFiles(dataDir, isLeftOut)).filter((path) => !path.endsWith('/'))
  return await forEach(files, async (path) => await copyFile(join(dataDir, path), into, path))
}

// The database (copied in its own way), what is of the running process, uploads that are under way, and a link that signs in.
const leftOut = /^(postgres|postgres\.new-.*|service\.lock(\.tidy)?|postgres\.log(\.1)?|sign-in-link|files\/waiting)$|\.new$/

function isLeftOut (path: string): boolean {
  return leftOut.test(path)
}

async function syncFolder (folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(async () => { await handle.close() })
}
