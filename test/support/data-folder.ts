import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { findPostmaster, stopPostmaster } from '../../src/platform/postgres/postmaster.ts'
import './cluster.ts' // says where temporary files lie: in memory, where there is room
import type { Closing } from './receiver.ts'

/** A data folder of the test's own; when the test ends, the database on it is stopped and it goes. */
export function dataFolder (t: Closing, name = 'data'): string {
  const around = mkdtempSync(join(tmpdir(), 'follow-through-process-'))
  const folder = join(around, name)
  mkdirSync(folder)
  t.teardown(async () => { await rm(around, { recursive: true, force: true }) })
  stopDatabaseAtEnd(t, folder)
  return folder
}

/** Before what was registered until then, such as the removal of the folder. */
export function stopDatabaseAtEnd (t: Closing, dataDir: string): void {
  t.teardown(async () => {
    const pid = postmasterOf(dataDir)
    if (pid !== 0) await stopPostmaster(pid)
  })
}

/** The PID of the server that runs on a data folder, or 0. */
export function postmasterOf (dataDir: string): number {
  return findPostmaster(clusterFolder(dataDir))?.pid ?? 0
}
