import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../ids.ts'

/** A file that came in whole and waits beside the store: to be published, or else discarded. */
export interface ReceivedFile {
  readonly path: string
  readonly size: number
  /** SHA-256 in hexadecimal. */
  readonly sha256: string
  read: () => Readable
  /** Removes what still waits; a published file is elsewhere by then. */
  discard: () => Promise<void>
}

/** Streams a file to disk, never holding more of it than a chunk; whatever goes wrong, nothing of it stays. */
export async function receiveFile (content: Readable, folder: string, mostBytes: number): Promise<ReceivedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, newId())
  const hash = createHash('sha256')
  let size = 0
  try {
    const file = await open(path, 'wx', 0o600) // there before anything can go wrong: a stream that is given up while it opens its file makes it after we have removed it
    await pipeline(content, async function * (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length
        if (size > mostBytes) throw new Refusal('payload-too-large', `The file is larger than ${mostBytes / 1024 / 1024} MiB.`)
        hash.update(chunk)
        yield chunk
      }
    }, file.createWriteStream({ flush: true }))
  } catch (error) {
    await rm(path, { force: true })
    throw isDiskFull(error) ? new Refusal('storage-full', 'There is no room left for files.') : error
  }
  return {
    path,
    size,
    sha256: hash.digest('hex'),
    read: () => createReadStream(path),
    discard: async () => { await rm(path, { force: true }) }
  }
}

function isDiskFull (error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

/** Removes what has waited since before an instant. */
export async function sweepReceived (folder: string, before: Date): Promise<number> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] // nothing was ever received here
    throw error
  })
  let removed = 0
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined) // published just now
    if (found === undefined || found.mtime >= before) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}
