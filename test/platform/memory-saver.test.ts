import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

// A process that holds so much, and gives it up; it tells what V8 is asked for.
const large = `
  import v8 from 'node:v8'
  import { syncBuiltinESMExports } from 'node:module'
  const { setFlagsFromString } = v8
  v8.setFlagsFromString = (flags) => { console.log(flags); setFlagsFromString(flags) }
  syncBuiltinESMExports()
  const { saveMemoryWhenLarge } = await import('./src/platform/memory-saver.ts')
  saveMemoryWhenLarge()
  let held = Buffer.alloc(260 * 2 ** 20, 'x')
  setTimeout(() => { held = undefined; gc() }, 600)
  setTimeout(() => {}, 1_200)
`

t.test('V8 saves memory while the process is large and no longer, and this Node knows the words for it', async (t) => {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', large])
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])

  t.same({ stdout, stderr, code }, { stdout: '--memory-saver-mode\n--heap-growing-percent=100\n--no-memory-saver-mode\n--heap-growing-percent=0\n', stderr: '', code: 0 })
})
