import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { Place } from './store.ts'

/**
 * A folder. flydrive reads, lists and removes; it would write a file under its
 * final name, bit by bit, so the writing is ours: what waits is renamed, and
 * both the file and its folder are on the disk before anybody is told.
 */
export function openDisk (storageUrl: string | undefined, standardFolder: string): Place {
  const folder = storageUrl === undefined ? standardFolder : fileURLToPath(storageUrl)
  const disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }))
  return {
    waitingRoom: join(folder, 'waiting'),
    disk: async () => disk,
    place: async (path, key) => {
      const target = join(folder, key)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await rename(path, target)
      await syncFolder(dirname(target))
    }
  }
}

// A rename is on the disk when its folder is.
async function syncFolder (folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(async () => { await handle.close() })
}
