import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { FileStore } from '../../platform/files/store.ts'
import { evidence } from './tables.ts'

export interface Swept {
  /** Files that no record points at, removed. */
  readonly orphans: number
  /** Files that never came so far as the store, removed. */
  readonly received: number
}

/**
 * An orphan is found within hours of the crash that left it. One that is older
 * says that the database was restored, or is not the one of this store: then
 * nothing is removed.
 */
const longestOrphanhoodMs = 7 * 24 * 60 * 60 * 1000

/** Removes the files that a crash between storing and recording left behind; everything younger than the instant given may yet be recorded. */
export async function sweepOrphans ({ database, files }: { database: Queryable, files: FileStore }, olderThan: Date): Promise<Swept> {
  const received = await files.sweepReceived(olderThan)
  let orphans = 0
  let batch: string[] = []
  for await (const key of files.keys()) {
    if (couldBeOrphan(key, olderThan)) batch.push(key)
    if (batch.length < batchSize) continue
    orphans += await removeOrphans(database, files, batch)
    batch = []
  }
  return { received, orphans: orphans + await removeOrphans(database, files, batch) }
}

const batchSize = 500
const keyForm = /^[0-9a-f-]{36}\/([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f-]{21}$/

// A key ends in its record's id, a UUIDv7, which begins with the milliseconds of its making.
function couldBeOrphan (key: string, olderThan: Date): boolean {
  const [, high, low] = keyForm.exec(key) ?? []
  if (high === undefined || low === undefined) return false
  const madeAt = Number.parseInt(high + low, 16)
  return madeAt < olderThan.getTime() && madeAt > olderThan.getTime() - longestOrphanhoodMs
}

async function removeOrphans (database: Queryable, files: FileStore, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  const ids = keys.map((key) => key.slice(-36))
  const rows = await database.rows<{ key: string }>(sql`select ${evidence.partnershipId} || '/' || ${evidence.id} as key from ${evidence} where ${evidence.id} = any(${sql.param(ids)}::uuid[])`)
  const known = new Set(rows.map(({ key }) => key))
  const orphans = keys.filter((key) => !known.has(key))
  for (const key of orphans) await files.remove(key)
  return orphans.length
}
