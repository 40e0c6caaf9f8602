import { createReadStream } from 'node:fs'
import { UnreadableFile } from './unreadable-file.ts'

/** How a text file is encoded: by its mark, by its zeros, else UTF-8 if it is that, else as Excel for Windows saves it in western Europe. */
export async function encodingOf (path: string, beginning: Buffer): Promise<string> {
  const mark = beginning.subarray(0, 3).toString('latin1')
  if (mark.startsWith('\xff\xfe')) return 'utf-16le'
  if (mark.startsWith('\xfe\xff')) return 'utf-16be'
  if (mark === '\xef\xbb\xbf') return 'utf-8'
  const zeros = zerosIn(beginning)
  if (zeros.odd > beginning.length / 4 && zeros.even === 0) return 'utf-16le'
  if (zeros.even > beginning.length / 4 && zeros.odd === 0) return 'utf-16be'
  if (zeros.odd + zeros.even > 0) throw new UnreadableFile('The file is neither a text nor an .xlsx workbook: it holds NUL bytes.')
  return await isUtf8(path) ? 'utf-8' : 'windows-1252'
}

/** The text of a file, a piece at a time, without its mark. */
export async function * decoded (path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

async function isUtf8 (path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false // what a strict decoder throws
    throw error
  }
}

function zerosIn (bytes: Buffer): { even: number, odd: number } {
  let [even, odd] = [0, 0]
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index] !== 0) continue
    if (index % 2 === 0) even++
    else odd++
  }
  return { even, odd }
}
