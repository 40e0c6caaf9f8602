import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { findPostmaster, stopPostmaster } from '../../src/platform/postgres/postmaster.ts'
import { diskFolder } from '../support/cluster.ts'
import type { Closing } from '../support/receiver.ts'

export interface Stage extends Closing { readonly dataDir: string }

/** A data folder for one run; whatever becomes of it, all that was started is ended, and the folder goes. It fails until `run` says that all held. */
export async function onStage (run: (stage: Stage) => Promise<boolean>): Promise<void> {
  const dataDir = mkdtempSync(join(diskFolder, 'follow-through-faults-'))
  chmodSync(dataDir, 0o700)
  const closing: Array<() => unknown> = []
  process.exitCode = 1
  try {
    process.exitCode = await run({ dataDir, teardown: (close) => { closing.push(close) } }) ? 0 : 1
  } finally {
    for (const close of closing.reverse()) await close()
    const postmaster = findPostmaster(clusterFolder(dataDir))
    if (postmaster !== undefined) await stopPostmaster(postmaster.pid)
    rmSync(dataDir, { recursive: true, force: true })
  }
}
