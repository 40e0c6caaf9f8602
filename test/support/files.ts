import { crc32 } from 'node:zlib'

/** Files as small as they can be and still be what they are. */
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')

/** A PDF of so many bytes, all but its beginning random enough not to be guessed. */
export function pdfOf (bytes: number): Buffer {
  const file = Buffer.alloc(bytes)
  for (let at = 0; at + 4 <= bytes; at += 4) file.writeUInt32LE(Math.imul(at + 1, 2654435761) >>> 0, at)
  pdf.copy(file)
  return file
}

/** A PNG that says how large it is; its pixels are not there. */
export function png (width = 1, height = 1): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IEND', Buffer.alloc(0))])
}

function chunk (type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

function uint32 (value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A JPEG's segments up to its frame, with some text of a camera before it. */
export function jpeg (width = 1, height = 1): Buffer {
  const comment = Buffer.from('ffe1000445788fff', 'hex')
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex')
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from('ffd8', 'hex'), comment.subarray(0, 6), frame, Buffer.from('ffd9', 'hex')])
}

interface Entry { readonly name: string, readonly flags?: number }

/** A ZIP with empty files of these names. */
export function zip (...entries: ReadonlyArray<string | Entry>): Buffer {
  const listed = entries.map((entry): Entry => typeof entry === 'string' ? { name: entry } : entry)
  const locals = Buffer.concat(listed.map((entry) => record('504b0304', 30, entry)))
  const directory = Buffer.concat(listed.map((entry) => record('504b0102', 46, entry)))
  const end = Buffer.alloc(22)
  end.write('504b0506', 'hex')
  end.writeUInt16LE(listed.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(locals.length, 16)
  return Buffer.concat([locals, directory, end])
}

function record (signature: string, length: number, { name, flags = 0 }: Entry): Buffer {
  const head = Buffer.alloc(length)
  head.write(signature, 'hex')
  head.writeUInt16LE(flags, length === 30 ? 6 : 8)
  head.writeUInt16LE(Buffer.byteLength(name), length === 30 ? 26 : 28)
  return Buffer.concat([head, Buffer.from(name)])
}

export const docx = zip('[Content_Types].xml', '_rels/.rels', 'word/document.xml')
export const xlsx = zip('[Content_Types].xml', 'xl/workbook.xml')
