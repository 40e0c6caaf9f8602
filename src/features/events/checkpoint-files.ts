import { createReadStream } from 'node:fs'
import { mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'

/**
 * Adds a checkpoint to the file of its partnership and month, and comes back
 * when it is on the disk. A line is written at once and at the end, so that
 * processes may share a folder; it begins on a line of its own whatever a crash
 * has left there.
 */
export async function appendCheckpoint (folder: string, checkpoint: Checkpoint): Promise<void> {
  const own = join(folder, checkpoint.partnershipId)
  await mkdir(own, { recursive: true, mode: 0o700 })
  const file = await open(join(own, `${checkpoint.at.slice(0, 'YYYY-MM'.length)}.jsonl`), 'a', 0o600)
  try {
    await file.appendFile(`\n${JSON.stringify(checkpoint)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A line that is no checkpoint: where it stands. */
export interface Unreadable { readonly file: string, readonly line: number }

/** The checkpoints of a partnership as they were written, one at a time; nothing when there are none. */
export async function * checkpointsIn (folder: string, partnershipId: string): AsyncGenerator<Checkpoint | Unreadable> {
  for (const name of await filesOf(folder, partnershipId)) {
    let line = 0
    const file = join(folder, partnershipId, name)
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      line++
      if (text !== '') yield readCheckpoint(text) ?? { file, line }
    }
  }
}

/** The one that was written last. */
export async function lastCheckpointIn (folder: string, partnershipId: string): Promise<Checkpoint | undefined> {
  let last: Checkpoint | undefined
  for await (const each of checkpointsIn(folder, partnershipId)) if ('signature' in each) last = each
  return last
}

async function filesOf (folder: string, partnershipId: string): Promise<string[]> {
  try {
    return (await readdir(join(folder, partnershipId))).filter((name) => name.endsWith('.jsonl')).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
