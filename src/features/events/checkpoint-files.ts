import { mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { linesOfFile } from '../../platform/files/lines.ts'
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
    for await (const text of linesOfFile(file)) {
      line++
      if (text.trim() !== '') yield readCheckpoint(text) ?? { file, line }
    }
  }
}

/** The one that was written last: only the end of the last file is read, which grows by some 13 MB a month. */
export async function lastCheckpointIn (folder: string, partnershipId: string): Promise<Checkpoint | undefined> {
  for (const name of (await filesOf(folder, partnershipId)).reverse()) {
    const lines = (await endOf(join(folder, partnershipId, name))).split('\n')
    const last = lines.map(readCheckpoint).findLast((each) => each !== undefined)
    if (last !== undefined) return last
  }
  return undefined
}

/** Room for some twenty lines: a crash cuts one short, not twenty. */
const endLength = 8_192

async function endOf (path: string): Promise<string> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(endLength), 0, endLength, Math.max(0, size - endLength))
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function filesOf (folder: string, partnershipId: string): Promise<string[]> {
  try {
    return (await readdir(join(folder, partnershipId))).filter((name) => name.endsWith('.jsonl')).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
