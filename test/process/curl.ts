import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// All of curl that the README asks of it.
const standIn = `#!${process.execPath}
const { values, positionals } = require('node:util').parseArgs({ options: { header: { type: 'string', short: 'H', multiple: true } }, allowPositionals: true })
fetch(positionals[0], { headers: values.header.map((line) => line.split(': ')) }).then(async (answer) => { process.stdout.write(await answer.text()) })
`

/** A PATH on which there is a curl: the machine's own; where it has none, a stand-in in that folder. */
export function curlOnPath (folder: string): string {
  const own = process.env['PATH'] ?? ''
  if (spawnSync('curl', ['--version']).status === 0) return own
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'curl'), standIn, { mode: 0o755 })
  return `${folder}:${own}`
}
