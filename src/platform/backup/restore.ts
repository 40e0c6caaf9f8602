import { chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { chooseAccount } from '../postgres/account.ts'
import { BackupError, manifestName } from './backup.ts'
import type { Manifest } from './backup.ts'
import { clusterName } from './cluster-copy.ts'
import { copyFile, forEach, listFiles } from './copying.ts'
import type { CopiedFile } from './copying.ts'

/**
 * Makes a data folder of a backup, which is only read. Each file is held against
 * the manifest as it is copied, and the folder gets its name when all are well:
 * a damaged backup leaves nothing behind that could be started.
 */
export async function restore ({ from, into }: { readonly from: string, readonly into: string }): Promise<Manifest> {
  const manifest = await readManifest(from)
  await refuseUnlessEmpty(into)
  const workshop = `${into}.part`
  await rm(workshop, { recursive: true, force: true })
  const files = new Map(manifest.files.map((file) => [file.path, file]))
  await forEach([...files.keys()], async (path) => { await copyBack(from, workshop, path, files.get(path)) })
  await makeEmptyFolders(from, workshop)
  await handOver(workshop, into)
  await rm(into, { recursive: true, force: true })
  await mkdir(dirname(into), { recursive: true })
  await rename(workshop, into)
  return manifest
}

async function readManifest (from: string): Promise<Manifest> {
  const text = await readFile(join(from, manifestName), 'utf8').catch(() => { throw new BackupError(`${from} is no whole backup: it has no ${manifestName}.`) })
  const manifest: Manifest = JSON.parse(text)
  if (manifest.format !== 1) throw new BackupError(`${from} was made by a newer version of this service.`)
  const outside = manifest.files.find(({ path }) => !isLocal(path))
  if (outside !== undefined) throw new BackupError(`The backup is damaged: ${outside.path} is no path inside it.`)
  return manifest
}

function isLocal (path: string): boolean {
  return normalize(path) === path && !isAbsolute(path) && !path.startsWith('..')
}

async function refuseUnlessEmpty (into: string): Promise<void> {
  const found = await readdir(into).catch(() => [])
  if (found.length > 0) throw new BackupError(`${into} is not empty: a backup is restored into a new folder, beside what is there.`)
}

async function copyBack (from: string, into: string, path: string, expected: CopiedFile | undefined): Promise<void> {
  const copied = await copyFile(join(from, path), into, path)
  if (copied === undefined) throw new BackupError(`The backup is damaged: ${path} is missing.`)
  if (copied.size !== expected?.size || copied.sha256 !== expected.sha256) throw new BackupError(`The backup is damaged: ${path} is not what was copied.`)
}

// PostgreSQL wants its folders there, also those that hold nothing.
async function makeEmptyFolders (from: string, into: string): Promise<void> {
  for (const path of await listFiles(from, () => false)) {
    if (path.endsWith('/')) await mkdir(join(into, path), { recursive: true, mode: 0o700 })
  }
}

/** PostgreSQL reads only what is its own user's, which is another than root's. */
async function handOver (workshop: string, into: string): Promise<void> {
  const account = chooseAccount(join(into, clusterName), into)
  if (account === undefined) return
  const cluster = join(workshop, clusterName)
  await chown(cluster, account.uid, account.gid)
  for (const entry of await readdir(cluster, { recursive: true })) await chown(join(cluster, entry), account.uid, account.gid)
}
