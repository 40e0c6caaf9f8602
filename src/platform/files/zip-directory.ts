import type { FileHandle } from 'node:fs/promises'
import { readAt } from './read-at.ts'

export interface ZipEntry { readonly name: string, readonly isEncrypted: boolean }

// APPNOTE.TXT 4.3.16 and 4.3.12: the fixed parts of the two records, and where their fields stand.
const endRecord = { signature: 0x06054b50, length: 22, entries: 10, size: 12, offset: 16, longestComment: 0xffff }
const entryRecord = { signature: 0x02014b50, length: 46, flags: 8, nameLength: 28, extraLength: 30, commentLength: 32 }
const encrypted = 1

/** Office documents have some dozens of parts; a directory larger than this was not made by an office program. */
const largestDirectoryBytes = 2 * 1024 * 1024

/** What a ZIP's own directory lists, without unpacking anything; undefined when it is broken, huge or ZIP64. */
export async function entriesOfZip (file: FileHandle, size: number): Promise<ZipEntry[] | undefined> {
  const tailLength = Math.min(size, endRecord.length + endRecord.longestComment)
  const tail = await readAt(file, size - tailLength, tailLength)
  const end = tail.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end === -1 || end + endRecord.length > tail.length) return undefined
  const [count, length, offset] = [tail.readUInt16LE(end + endRecord.entries), tail.readUInt32LE(end + endRecord.size), tail.readUInt32LE(end + endRecord.offset)]
  if (length > largestDirectoryBytes || offset + length > size) return undefined
  const entries = readEntries(await readAt(file, offset, length))
  return entries.length === count && count > 0 ? entries : undefined
}

function readEntries (directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (at + entryRecord.length <= directory.length && directory.readUInt32LE(at) === entryRecord.signature) {
    const nameEnd = at + entryRecord.length + directory.readUInt16LE(at + entryRecord.nameLength)
    entries.push({
      name: directory.toString('utf8', at + entryRecord.length, nameEnd),
      isEncrypted: (directory.readUInt16LE(at + entryRecord.flags) & encrypted) !== 0
    })
    at = nameEnd + directory.readUInt16LE(at + entryRecord.extraLength) + directory.readUInt16LE(at + entryRecord.commentLength)
  }
  return entries
}
