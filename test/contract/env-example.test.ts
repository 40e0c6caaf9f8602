import t from 'tap'
import { readFileSync } from 'node:fs'
import { readConfig } from '../../src/config.ts'

const variables = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): Type/gm)].map(([, name]) => name)
const example = readFileSync('.env.example', 'utf8')

t.test('.env.example has every variable, each with a word on it, and no other', async (t) => {
  const shown = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
  t.strictSame(shown.sort(), variables.sort())
  for (const paragraph of example.trim().split('\n\n')) t.match(paragraph, /^# (?![A-Z_]+=)/, 'begins with a word on it')
})

t.test('a service starts with it as it stands', async (t) => {
  const lines = [...example.matchAll(/^([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
  t.match(readConfig({ ...Object.fromEntries(lines), DATA_DIR: t.testdir() }), { port: 3000 })
})
