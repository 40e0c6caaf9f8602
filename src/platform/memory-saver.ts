import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/** What the process may hold before its collections save memory: somewhat under the 250 MiB that it keeps to. */
const enoughBytes = 230 * 2 ** 20
const lookEveryMs = 250

// When it saves, V8 would collect again as soon as the heap has grown by a tenth.
const percentUntilNext = 100
const asEver = 0

/**
 * While the process holds more than enough, V8's collections give back to the machine what the heap has left. V8 keeps
 * that for its next need otherwise, as much as the heap itself under load (docs/decisions/0013). A collection that
 * saves costs more, so that none does while there is no need.
 */
export function saveMemoryWhenLarge (): void {
  // What is compiled is kept under the flags of the moment, to be found by the next start: before they change, and while it is still quiet.
  setTimeout(flushCompileCache, lookEveryMs).unref()
  let saves = false
  setInterval(() => {
    const isLarge = process.memoryUsage.rss() > enoughBytes
    if (isLarge === saves) return
    setFlagsFromString(isLarge ? '--memory-saver-mode' : '--no-memory-saver-mode')
    setFlagsFromString(`--heap-growing-percent=${isLarge ? percentUntilNext : asEver}`)
    saves = isLarge
  }, lookEveryMs).unref()
}
