import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../../src/cli/answer.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs this very Node with what is given. */
export async function run (words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return await new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...environment }
    const child = execFile(process.execPath, [...words], { cwd: root, env }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err })
    })
  })
}
