import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// All of curl that the README and docs/walkthrough.md ask of it.
const standIn = `#!${process.execPath}
const { readFileSync } = require('node:fs')
const text = { type: 'string' }, list = { type: 'string', multiple: true }, flag = { type: 'boolean' }
const { values, positionals } = require('node:util').parseArgs({ allowPositionals: true, options: {
  header: { ...list, short: 'H' }, request: text, data: text, form: list, output: text, 'dump-header': text, 'write-out': text, silent: flag, 'show-error': flag, 'fail-with-body': flag } })
const form = (values.form ?? []).reduce((data, part) => {
  const [, name, value] = /^([^=]+)=([^]*)$/.exec(part)
  const [, filename, type] = /^@-;filename=(.*);type=(.*)$/.exec(value) ?? []
  if (filename === undefined) data.set(name, value)
  else data.set(name, new Blob([readFileSync(0)], { type }), filename)
  return data
}, new FormData())
const body = values.form === undefined ? values.data : form
fetch(positionals[0], { method: values.request ?? (body === undefined ? 'GET' : 'POST'), headers: values.header.map((line) => line.split(': ')), body }).then(async (answer) => {
  if (values['dump-header'] === '-') for (const [name, value] of answer.headers) process.stdout.write(name + ': ' + value + '\\r\\n')
  if (values.output !== '/dev/null') process.stdout.write(await answer.text())
  if (values['write-out'] !== undefined) process.stdout.write('\\n')
  if (values['fail-with-body'] && !answer.ok) process.exitCode = 22
})
`

/** A PATH on which there is a curl: the machine's own; where it has none, a stand-in in that folder. */
export function curlOnPath (folder: string): string {
  const own = process.env['PATH'] ?? ''
  if (spawnSync('curl', ['--version']).status === 0) return own
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'curl'), standIn, { mode: 0o755 })
  return `${folder}:${own}`
}
