import { createHash } from 'node:crypto'
import { mkdir, open, readdir } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
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
    for await (const piece of piecesOf(source)) {
      hash.update(piece)
      await copy.appendFile(piece) // to its end, also when the disk takes it in several goes
      size += piece.length
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

export async function digestOf (path: string): Promise<string> {
  const file = await open(path)
  try {
    const hash = createHash('sha256')
    for await (const piece of piecesOf(file)) hash.update(piece)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

const mostAtOnce = 1024 * 1024

/** All that a file holds, each piece in the place of the one before. Most files of a cluster are a few pages: a stream would take a new mebibyte for each. */
async function * piecesOf (file: FileHandle): AsyncGenerator<Buffer> {
  const { size } = await file.stat()
  const place = Buffer.allocUnsafe(Math.max(1, Math.min(size, mostAtOnce)))
  for (;;) {
    const { bytesRead } = await file.read(place)
    if (bytesRead === 0) return
    yield place.subarray(0, bytesRead)
  }
}

// What is dropped or swept while it is copied is in no consistent state of the database, nor missing from one.
function isGone (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
