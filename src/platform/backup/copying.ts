import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file of a backup: its path inside, with `/` between folders, and what it must hold. */
export interface CopiedFile { readonly path: string, readonly size: number, readonly sha256: string }

/** Copies one file to the disk itself, and tells what was copied; undefined when it is gone by now. */
export async function copyFile (from: string, into: string, path: string): Promise<CopiedFile | undefined> {
  const target = join(into, path)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const source = await open(from).catch((error: unknown) => { if (isGone(error)) return undefined; throw error })
  if (source === undefined) return undefined
  const copy = await open(target, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let size = 0
    for await (const chunk of source.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      hash.update(chunk)
      size += (await copy.write(chunk)).bytesWritten
    }
    await copy.sync()
    return { path, size, sha256: hash.digest('hex') }
  } finally {
    await source.close()
    await copy.close()
  }
}

// Each is waited for until the disk has it; several wait together.
const together = 16

/** Does the same for each path, several at once. */
export async function forEach<Result> (paths: readonly string[], each: (path: string) => Promise<Result | undefined>): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < paths.length; from += together) {
    const some = await Promise.all(paths.slice(from, from + together).map(each))
    results.push(...some.filter((result) => result !== undefined))
  }
  return results
}

/** The files below a folder, as paths inside it; what is left out is not looked into. A folder without any is told with a `/` at its end. */
export async function listFiles (folder: string, isLeftOut: (path: string) => boolean, inside = ''): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch((error: unknown) => { if (isGone(error)) return []; throw error })
  const found: string[] = []
  for (const entry of entries) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`
    if (isLeftOut(path)) continue
    if (entry.isDirectory()) found.push(...await listFiles(folder, isLeftOut, path))
    else if (entry.isFile()) found.push(path)
  }
  return found.length === 0 && inside !== '' ? [`${inside}/`] : found
}

export async function digestOf (file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer) // no encoding is set
  return hash.digest('hex')
}

// What is dropped or swept while it is copied is in no consistent state of the database, nor missing from one.
function isGone (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
