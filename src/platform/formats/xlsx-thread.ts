import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { openXlsxPackage } from './xlsx-package.ts'
import { readRows } from './xlsx-rows.ts'
import { readWorkbook } from './xlsx-workbook.ts'
import { UnreadableFile } from './unreadable-file.ts'
import type { FileRow } from './unreadable-file.ts'

// Reads a workbook beside the service: unpacking and XML take time, and a hostile file's memory ends with this thread.

/** What the thread says: a sheet begins, rows of it, no more, or why not. */
export type Told =
  | { readonly sheet: string, readonly from1904: boolean }
  | { readonly rows: FileRow[] }
  | { readonly end: true }
  | { readonly unreadable: string }

const { path, size } = workerData as { path: string, size: number }
const port = parentPort ?? (() => { throw new Error('This is the code of a thread.') })()

try {
  await readAll()
  port.postMessage({ end: true } satisfies Told)
} catch (error) {
  if (!(error instanceof UnreadableFile)) throw error
  port.postMessage({ unreadable: error.message } satisfies Told)
}
port.close()

async function readAll (): Promise<void> {
  const zip = await openXlsxPackage(path, size)
  try {
    const { sheets, from1904, texts } = await readWorkbook(zip)
    for (const { name, part } of sheets) {
      await tell({ sheet: name, from1904 })
      await readRows(zip, part, texts, async (rows) => { await tell({ rows }); return false })
    }
  } finally {
    zip.close()
  }
}

/** Goes on when it was taken: no more than one message lies between the two. */
async function tell (told: Told): Promise<void> {
  port.postMessage(told)
  await once(port, 'message')
}
