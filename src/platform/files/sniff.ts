import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { FileMediaType } from '../../domain/evidence-file.ts'
import { pixelsOfJpeg, pixelsOfPng } from './pixels.ts'
import { isPlainText } from './plain-text.ts'
import { readAt } from './read-at.ts'
import { entriesOfZip } from './zip-directory.ts'

export interface Found { readonly type: FileMediaType | undefined, readonly pixels: number }

const nothing: Found = { type: undefined, pixels: 0 }

/**
 * What a file is by its own bytes. Only what is taken is told apart, from the
 * beginning of the file: a document with something else in front of it, as many
 * polyglots are, is nothing. Nothing is unpacked or decoded.
 */
export async function sniff (path: string, size: number): Promise<Found> {
  const file = await open(path, 'r')
  try {
    const start = await readAt(file, 0, Math.min(size, 1024))
    const signature = signatures.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes))
    if (signature !== undefined) return await signature.look(file, size)
    return await isPlainText(file, start) ? { type: 'text/plain', pixels: 0 } : nothing
  } finally {
    await file.close()
  }
}

const signatures: ReadonlyArray<{ bytes: Buffer, look: (file: FileHandle, size: number) => Promise<Found> }> = [
  { bytes: Buffer.from('%PDF-'), look: async () => ({ type: 'application/pdf', pixels: 0 }) },
  { bytes: Buffer.from('89504e470d0a1a0a', 'hex'), look: async (file) => image('image/png', await pixelsOfPng(file)) },
  { bytes: Buffer.from('ffd8ff', 'hex'), look: async (file) => image('image/jpeg', await pixelsOfJpeg(file)) },
  { bytes: Buffer.from('504b0304', 'hex'), look: async (file, size) => ({ type: await officeType(file, size), pixels: 0 }) }
]

function image (type: FileMediaType, pixels: number | undefined): Found {
  return pixels === undefined ? nothing : { type, pixels }
}

/** A Word document or an Excel workbook; one with macros or a password, or any other archive, is neither. */
async function officeType (file: FileHandle, size: number): Promise<FileMediaType | undefined> {
  const entries = await entriesOfZip(file, size)
  if (entries === undefined || entries.some(({ isEncrypted, name }) => isEncrypted || /vbaproject|macrosheets/i.test(name))) return undefined
  const holds = (start: string): boolean => entries.some(({ name }) => name.startsWith(start))
  if (!holds('[Content_Types].xml') || holds('word/') === holds('xl/')) return undefined
  return holds('word/')
    ? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
}
