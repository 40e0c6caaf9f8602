import type { FileHandle } from 'node:fs/promises'
import { readAt } from './read-at.ts'

/** What an image says of its size, without decoding it; undefined when it does not say. */
export async function pixelsOfPng (file: FileHandle): Promise<number | undefined> {
  const header = await readAt(file, 0, 24)
  if (header.length < 24 || header.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return header.readUInt32BE(16) * header.readUInt32BE(20)
}

/** Cameras write some dozens of segments before the frame's own. */
const mostSegments = 500

/** Walks a JPEG's segments to the one that begins the frame (ITU T.81, B.1.1.4 and B.2.2). */
export async function pixelsOfJpeg (file: FileHandle): Promise<number | undefined> {
  let at = 2
  for (let segments = 0; segments < mostSegments; segments++) {
    const head = await readAt(file, at, 9)
    const [filler, marker] = head
    if (head.length < 9 || filler !== 0xff || marker === undefined) return undefined
    if (marker === 0xff) at += 1 // filling before a marker
    else if (isFrame(marker)) return head.readUInt16BE(5) * head.readUInt16BE(7)
    else if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return undefined // the scan begins, or no such segment stands here
    else at += 2 + head.readUInt16BE(2)
  }
  return undefined
}

// SOF0 to SOF15, but for the tables that stand between them.
function isFrame (marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
