import t from 'tap'
import { join } from 'node:path'
import { linesOfFile } from '../../src/platform/files/lines.ts'

async function linesIn (text: string): Promise<string[]> {
  return await Array.fromAsync(linesOfFile(join(t.testdir({ file: text }), 'file')))
}

t.test('a line ends with its line feed, the last one with the file too', async (t) => {
  t.same(await linesIn('one\ntwo\r\n\nthree'), ['one', 'two\r', '', 'three'])
  t.same(await linesIn('one\n'), ['one'])
  t.same(await linesIn(''), [])
})

t.test('separators that stand within a text do not end a line', async (t) => {
  const lines = ['one\u2028two', 'three\u2029four\u0085five']
  t.same(await linesIn(lines.join('\n')), lines)
})

t.test('a line is whole however long it is, and whatever a piece of the file ends with', async (t) => {
  const lines = [100_000, 65_535, 1, 3].map((length) => '’'.repeat(length))
  t.same(await linesIn(lines.join('\n')), lines)
})
