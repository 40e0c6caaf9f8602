import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Disk } from 'flydrive'
import { openDisk } from './disk.ts'
import { receiveFile, sweepReceived } from './received-file.ts'
import type { ReceivedFile } from './received-file.ts'
import { openBucket } from './s3.ts'

/** Where files are kept, under keys of our own making: nothing that a caller says is ever part of one. */
export interface FileStore {
  /** Takes a file in, beside the store: measured, hashed and on disk, but not yet part of it. */
  receive: (content: Readable, mostBytes: number) => Promise<ReceivedFile>
  /** Puts a received file under its key, whole or not at all; to be done before anything points at it. Done twice, it is done once. */
  publish: (file: ReceivedFile, key: string) => Promise<void>
  /** How long a file is, in bytes; undefined when it is not there. */
  sizeOf: (key: string) => Promise<number | undefined>
  read: (key: string) => Promise<Readable>
  remove: (key: string) => Promise<void>
  /** Every key that was published. */
  keys: () => AsyncGenerator<string>
  /** Removes what was received before an instant and never published: its process died. Tells how many. */
  sweepReceived: (before: Date) => Promise<number>
}

/** A place that files can be put in whole: a folder, or a bucket. */
export interface Place {
  /** Where files wait; on a disk in the same file system, so that publishing is a rename. */
  readonly waitingRoom: string
  readonly disk: () => Promise<Disk>
  place: (path: string, key: string, size: number) => Promise<void>
}

/** Opens the store that is configured; nothing is touched until the first file. */
export function openFileStore ({ storageUrl, dataDir }: { storageUrl: string | undefined, dataDir: string }): FileStore {
  const place = storageUrl?.startsWith('s3:') === true ? openBucket(new URL(storageUrl), join(dataDir, 'files')) : openDisk(storageUrl, join(dataDir, 'files'))
  const published = new WeakSet<ReceivedFile>()
  return {
    receive: async (content, mostBytes) => await receiveFile(content, place.waitingRoom, mostBytes),
    publish: async (file, key) => {
      if (published.has(file)) return
      await place.place(file.path, key, file.size)
      published.add(file)
    },
    sizeOf: async (key) => await sizeOf(await place.disk(), key),
    read: async (key) => await (await place.disk()).getStream(key),
    remove: async (key) => { await (await place.disk()).delete(key) },
    keys: async function * () { yield * keysOf(await place.disk()) },
    sweepReceived: async (before) => await sweepReceived(place.waitingRoom, before)
  }
}

async function sizeOf (disk: Disk, key: string): Promise<number | undefined> {
  try {
    return (await disk.getMetaData(key)).contentLength
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

// A folder says ENOENT, a bucket answers its HEAD with 404; flydrive wraps either.
function isAbsent (error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string, $metadata?: { httpStatusCode?: number } } }
  return cause?.code === 'ENOENT' || cause?.$metadata?.httpStatusCode === 404
}

async function * keysOf (disk: Disk): AsyncGenerator<string> {
  let paginationToken: string | undefined
  do {
    const page = await disk.listAll('/', { recursive: true, ...(paginationToken === undefined ? {} : { paginationToken }) })
    for (const entry of page.objects) if (entry.isFile && !entry.key.startsWith('waiting/')) yield entry.key
    paginationToken = page.paginationToken
  } while (paginationToken !== undefined)
}
