import root from 'tap'
import type { Test } from 'tap'
import { globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'

/**
 * Runs every so many of the test files one after another in this process, but for those that .taprc runs by themselves.
 * To load the service and to compile its code as it gets hot takes two thirds of a short file's time, and is had once here.
 * The dashboard's are in batches of their own, so that fewer browsers are started.
 * Each file has a database of its own as ever, and may be run alone: `npm test -- test/features/walk.test.ts`.
 */
export function runBatch ({ of, part, parts }: { of: 'dashboard' | 'others', part: number, parts: number }): void {
  const files = globSync('test/**/*.test.ts').sort().filter((path) => !alone.has(path) && path.startsWith('test/dashboard/') === (of === 'dashboard'))
  for (const path of files.filter((_, place) => place % parts === part - 1)) {
    void root.test(path, async (t) => {
      const url = pathToFileURL(path).href
      testOf.set(url, t)
      await import(url)
    })
  }
}

const alone = new Set(globSync((parse(readFileSync('.taprc', 'utf8')) as { include: string[] }).include))

// A file says `import t from 'tap'`, and means the test that it stands in: the process's own when it is run alone, its own
// part of the batch here. So its teardown comes when the file ends, and what fails is told under its name.
const testOf = new Map<string, Test>()
Object.assign(globalThis, { testOfTheFile: (url: string) => testOf.get(url) })
const own = 'tap-for:'

registerHooks({
  resolve (specifier, context, next) {
    const { parentURL = '' } = context
    return specifier === 'tap' && testOf.has(parentURL) ? { url: own + parentURL, format: 'module', shortCircuit: true } : next(specifier, context)
  },
  load (url, context, next) {
    if (!url.startsWith(own)) return next(url, context)
    return { format: 'module', source: `export default testOfTheFile(${JSON.stringify(url.slice(own.length))})`, shortCircuit: true }
  }
})
