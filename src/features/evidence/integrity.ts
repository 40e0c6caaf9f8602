import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { pick } from '../../platform/database/sql.ts'
import type { FileStore } from '../../platform/files/store.ts'
import { fileKey } from './content.ts'
import { evidence } from './tables.ts'

/** A file that is not as its record says: not there, of another length, or with other content. */
export interface FileFault {
  readonly partnershipId: string
  readonly evidenceId: string
  readonly actionId: string
  readonly fault: 'missing' | 'not whole' | 'altered'
}

export interface CheckedStretch {
  readonly files: number
  readonly faults: readonly FileFault[]
  /** The last file that was looked at; undefined when none is left. */
  readonly last: string | undefined
}

interface Stored { readonly partnershipId: string, readonly id: string, readonly actionId: string, readonly size: number, readonly sha256: string }

interface Keeping { readonly database: Queryable, readonly files: FileStore }

/** A minute's worth for a busy disk: some hundred minutes of meetings, or three of the largest files. */
const mostFiles = 100
const mostBytes = 64 * 1024 * 1024

/** Reads the next files of the store, in the order of their records, and holds each against its record: its length and its SHA-256. */
export async function checkFiles ({ database, files }: Keeping, after: string | undefined, stopping: AbortSignal): Promise<CheckedStretch> {
  const faults: FileFault[] = []
  let [count, bytes, last] = [0, 0, undefined as string | undefined]
  for (const stored of await listStored(database, after)) {
    if (stopping.aborted || bytes >= mostBytes) break
    const fault = await faultOf(files, stored, stopping)
    if (fault !== undefined) faults.push({ partnershipId: stored.partnershipId, evidenceId: stored.id, actionId: stored.actionId, fault })
    count++
    bytes += stored.size
    last = stored.id
  }
  return { files: count, faults, last }
}

/** Ids are in time order, so a file that comes in meanwhile is behind the last. */
async function listStored (database: Queryable, after: string | undefined): Promise<Stored[]> {
  return await database.rows<Stored>(sql`select ${pick(evidence, 'partnershipId', 'id', 'actionId', 'size', 'sha256')} from ${evidence}
    where ${evidence.form} = 'file' and ${evidence.id} > ${after ?? '00000000-0000-0000-0000-000000000000'} order by ${evidence.id} limit ${mostFiles}`)
}

async function faultOf (files: FileStore, stored: Stored, stopping: AbortSignal): Promise<FileFault['fault'] | undefined> {
  const size = await files.sizeOf(fileKey(stored))
  if (size === undefined) return 'missing'
  if (size !== stored.size) return 'not whole'
  const hash = createHash('sha256')
  await pipeline(await files.read(fileKey(stored)), hash, { signal: stopping })
  return hash.digest('hex') === stored.sha256 ? undefined : 'altered'
}
