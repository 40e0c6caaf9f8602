import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Beside, then in its place: whoever reads it meanwhile sees the old one or the new one, whole. Its owner alone may read it. */
export function keepFile (file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Undefined where it cannot be read. */
export function readKeptFile (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
