import type { FileHandle } from 'node:fs/promises'
import { readAt } from './read-at.ts'

const tab = 9
const lineFeed = 10
const formFeed = 12
const carriageReturn = 13
const firstPrintable = 32
const deleteCharacter = 127

/** Every byte that a text in ASCII, UTF-8 or an 8-bit encoding may hold. */
const isText = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= firstPrintable && byte !== deleteCharacter) || [tab, lineFeed, formFeed, carriageReturn].includes(byte) ? 1 : 0)

/** Markup and scripts are text too, and a browser or shell might run them. */
const runnable = /^(?:\u00ef\u00bb\u00bf)?\s*(?:<[a-z!?/]|#!)/i

const chunkBytes = 64 * 1024

/** Whether a file is plain text from end to end, and nothing that would be run. */
export async function isPlainText (file: FileHandle, start: Buffer): Promise<boolean> {
  if (runnable.test(start.toString('latin1'))) return false
  for (let at = 0; ; at += chunkBytes) {
    const chunk = await readAt(file, at, chunkBytes)
    if (chunk.some((byte) => isText[byte] === 0)) return false
    if (chunk.length < chunkBytes) return true
  }
}
