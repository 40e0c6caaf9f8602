import type { Readable } from 'node:stream'
import { openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { UnreadableFile } from './unreadable-file.ts'

/** What a workbook may claim of itself before anything of it is unpacked (RELIABILITY M14, X-11). */
const limits = { entries: 200, unpackedBytes: 64 * 1024 * 1024, ratio: 100 }

export interface XlsxPackage {
  has: (name: string) => boolean
  /** Unpacks a part as it is read; ends in a refusal when it is longer than was claimed. */
  open: (name: string) => Promise<Readable>
  close: () => void
}

/** Opens the ZIP of a workbook, once its directory has been seen to claim nothing absurd. */
export async function openXlsxPackage (path: string, size: number): Promise<XlsxPackage> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }).catch(refuse)
  try {
    const entries = await entriesOf(zip, size)
    return {
      has: (name) => entries.has(name),
      open: async (name) => {
        const entry = entries.get(name)
        if (entry === undefined) throw new UnreadableFile(`The workbook lacks its part ${name.slice(0, 100)}.`)
        return await zip.openReadStreamPromise(entry).catch(refuse)
      },
      close: () => { zip.close() }
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function entriesOf (zip: ZipFile, size: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw new UnreadableFile(`The workbook has ${zip.entryCount} parts; ${limits.entries} are read at most.`)
  const entries = new Map<string, Entry>()
  let claimed = 0
  try {
    for await (const entry of zip.eachEntry()) {
      claimed += entry.uncompressedSize
      if (entry.isEncrypted()) throw new UnreadableFile('The workbook is protected by a password. Save it without one.')
      entries.set(entry.fileName.replace(/^\//, ''), entry)
    }
  } catch (error) {
    refuse(error)
  }
  if (claimed > limits.unpackedBytes) throw new UnreadableFile(`The workbook would unpack to ${Math.round(claimed / 1024 / 1024)} MiB; ${limits.unpackedBytes / 1024 / 1024} are read at most.`)
  if (claimed > size * limits.ratio) throw new UnreadableFile(`The workbook would unpack to more than ${limits.ratio} times its size: it is not read.`)
  return entries
}

/** Whatever the library complains of is the file's doing; what the machine complains of is not. */
export function refuse (error: unknown): never {
  if (error instanceof UnreadableFile || !(error instanceof Error) || 'syscall' in error) throw error
  throw new UnreadableFile('The workbook is damaged, or is none: open it in Excel and save it as .xlsx again.')
}
