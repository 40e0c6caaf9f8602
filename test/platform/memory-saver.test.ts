import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

// A process that holds so much takes the flags on, gives it up, and takes them off again.
const large = `
  import { saveMemoryWhenLarge } from './src/platform/memory-saver.ts'
  saveMemoryWhenLarge()
  let held = Buffer.alloc(260 * 2 ** 20, 'x')
  setTimeout(() => { held = undefined; gc() }, 600)
  setTimeout(() => { console.log(process.memoryUsage.rss() / 2 ** 20 < 230 ? 'small again' : 'still large') }, 1_200)
`

t.test('this Node knows what is asked of V8, and goes on', async (t) => {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', large])
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])

  t.same({ stdout, stderr, code }, { stdout: 'small again\n', stderr: '', code: 0 })
})
