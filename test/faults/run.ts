import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { diskFolder } from '../support/cluster.ts'
import type { Closing } from '../support/receiver.ts'

/** Carries out a run in a folder of its own, and clears up behind it, whatever came of it; the process fails unless every bar was met. */
export async function runIn (name: string, run: (closing: Closing, folder: string) => Promise<boolean>): Promise<void> {
  const folder = mkdtempSync(join(diskFolder, `follow-through-${name}-`))
  chmodSync(folder, 0o700)
  const closings: Array<() => unknown> = [() => { rmSync(folder, { recursive: true, force: true }) }]
  process.exitCode = 1 // until all of it held
  try {
    process.exitCode = await run({ teardown: (close) => { closings.push(close) } }, folder) ? 0 : 1
  } finally {
    for (const close of closings.reverse()) await close()
  }
}
