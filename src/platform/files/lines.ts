import { createReadStream } from 'node:fs'

/**
 * The lines of a file, one at a time. A line feed alone ends one: Node's own readline
 * ends it at U+2028 and U+2029 too, which stand within the texts of JSON, where people
 * have pasted them from a page, and are not escaped there.
 */
export async function * linesOfFile (path: string): AsyncGenerator<string> {
  let begun = ''
  for await (const piece of createReadStream(path, 'utf8')) {
    const lines = `${begun}${String(piece)}`.split('\n')
    begun = lines.pop() ?? ''
    yield * lines
  }
  if (begun !== '') yield begun
}
