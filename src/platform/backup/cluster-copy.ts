import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { copyFile, digestOf, forEach, listFiles } from './copying.ts'
import type { CopiedFile } from './copying.ts'

/** The database's folder inside a backup, and inside a data folder. */
export const clusterName = 'postgres'

export interface Copying {
  /** As PostgreSQL's superuser. */
  readonly client: Client
  readonly now: () => string
}

export interface CopiedCluster {
  /** All that was acknowledged before this moment is in the copy. */
  readonly endedAt: string
  readonly files: readonly CopiedFile[]
}

/**
 * Copies the folder of a running database while it is written to: PostgreSQL's
 * own low-level base backup (its manual, 25.3.4). The files are of many moments;
 * the log that was written meanwhile brings them to the one of the end.
 */
export async function copyCluster ({ client, now }: Copying, cluster: string, into: string): Promise<CopiedCluster> {
  // Ends with this session; until then no log is recycled that the copy needs.
  await client.query("select pg_create_physical_replication_slot('follow_through_backup', true, true)")
  await client.query("select pg_backup_start('follow-through', fast => true)")
  const copied = await forEach(await listFiles(cluster, isLeftOut), async (path) => await copyOne(cluster, path, into))
  const endedAt = now() // before it ends, which takes a moment: what is acknowledged meanwhile need not be in the copy
  const { rows: [end] } = await client.query<{ label: string, last: string }>('select labelfile as label, pg_walfile_name(lsn) as last from pg_backup_stop(wait_for_archive => false)')
  if (end === undefined) throw new Error('PostgreSQL did not end the backup.')
  copied.push(...await copyLog(cluster, into, end))
  return { endedAt, files: copied }
}

/** The log from where the backup began to where it ended; PostgreSQL closed the last of its files for us. */
async function copyLog (cluster: string, into: string, { label, last }: { label: string, last: string }): Promise<CopiedFile[]> {
  const [, first = ''] = /^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)/.exec(label) ?? []
  const needed = (await listFiles(join(cluster, 'pg_wal'), (path) => !isNeeded(path, first, last))).map((path) => `pg_wal/${path}`)
  if (!needed.includes(`pg_wal/${first}`) || !needed.includes(`pg_wal/${last}`)) throw new Error('The log that belongs to the backup is not there any more.')
  await mkdir(join(into, clusterName, 'pg_wal', 'archive_status'), { recursive: true, mode: 0o700 })
  const copied = await forEach(needed, async (path) => await copyOne(cluster, path, into))
  const path = `${clusterName}/backup_label`
  await writeFile(join(into, path), label, { mode: 0o600, flush: true })
  copied.push({ path, size: Buffer.byteLength(label), sha256: await digestOf(join(into, path)) })
  return copied
}

async function copyOne (cluster: string, path: string, into: string): Promise<CopiedFile | undefined> {
  const target = `${clusterName}/${path}`
  if (!path.endsWith('/')) return await copyFile(join(cluster, path), into, target)
  await mkdir(join(into, target), { recursive: true, mode: 0o700 })
  return undefined
}

// Of the server that runs, or made anew by the next one (the same list as of PostgreSQL's base backup).
const contentLeftOut = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/./
const leftOut = /(^|\/)(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map|current_logfiles|pg_internal\.init.*|pgsql_tmp.*)$/

function isLeftOut (path: string): boolean {
  return contentLeftOut.test(path) || leftOut.test(path)
}

function isNeeded (name: string, first: string, last: string): boolean {
  return /\.history$/.test(name) || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last)
}
