import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/*
 * npm run faults [-- --only durability,overload]: every run under faults, or some, one after the other, some minutes
 * each. A run says its promise in its first lines, prints its figures with their bars, and fails when one is missed.
 * What each printed last is kept in test/faults/results, and all of it together in test/faults/RESULTS.md.
 */

const runs = {
  durability: 'No acknowledged write is lost: 100 kills of the service, 33 of its database',
  database: 'The database fails in seven ways: nobody is answered wrongly, nothing is lost, all is as it was in 5 s',
  races: 'One of 64 changes of a version is made; a key has one effect, however often the service is killed',
  shutdown: 'Told to stop under load: nothing under way is cut, it ends within 15 s',
  overload: 'Four times what it can do: what is accepted is answered in time, the rest is refused at once',
  reminders: 'Reminders under kills: each planned message is on the ledger once, none lost',
  planning: '100,000 open actions are planned in under 10 s',
  webhooks: 'Webhooks under kills, to a receiver that fails a third of the time: none lost',
  'seal-lag': 'Events are sealed within 2 s (p99) under load',
  feed: 'A consumer of the feed that is killed 100 times has each event once, in order',
  listeners: '300 listeners share a few connections of the database',
  imports: 'A plan of 50,000 rows in under 60 s with flat memory; killed in the middle, nothing is half done',
  exports: '200,000 rows to a slow reader with flat memory',
  drill: 'A backup made while 100,000 actions are written to holds all that was acknowledged, and is restored whole elsewhere'
} as const

type Run = keyof typeof runs
interface Outcome { readonly held: boolean, readonly on: string, readonly seconds: number, readonly machine: string, readonly output: string }

const { values: { only } } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = (Object.keys(runs) as Run[]).filter((run) => only?.split(',').includes(run) ?? true)

const results = new URL('results/', import.meta.url)
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`

mkdirSync(results, { recursive: true })
for (const run of wanted) {
  const outcome = await carryOut(run)
  if (!outcome.held) process.exitCode = 1
  writeFileSync(fileOf(run), `${JSON.stringify(outcome, null, 2)}\n`)
  writeFileSync(new URL('RESULTS.md', import.meta.url), resultsOf((Object.keys(runs) as Run[]).filter((each) => existsSync(fileOf(each)))))
}

function fileOf (run: Run): URL {
  return new URL(`${run}.json`, results)
}

async function carryOut (run: Run): Promise<Outcome> {
  console.log(`\n${runs[run]}`)
  const begun = performance.now()
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${run}.ts`, import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  const [code] = await once(child, 'close')
  return { held: code === 0, on: new Date().toISOString().slice(0, 10), seconds: Math.round((performance.now() - begun) / 1_000), machine, output: output.trim() }
}

function resultsOf (kept: readonly Run[]): string {
  const all = kept.map((run) => ({ run, ...JSON.parse(readFileSync(fileOf(run), 'utf8')) as Outcome }))
  const rows = all.map(({ run, held, on, seconds }) => `| \`node test/faults/${run}.ts\` | ${runs[run]} | ${held ? 'held' : '**missed**'} | ${seconds} s on ${on} |`)
  const outputs = all.map(({ run, machine, output }) => `## ${run}\n\n${machine}\n\n\`\`\`\n${output}\n\`\`\``)
  return `# Under faults

Written by \`npm run faults\`. Load, service and database share the machine; what was missed is said so.

| Command | Promise | Outcome | Took |
|---|---|---|---|
${rows.join('\n')}

${outputs.join('\n\n')}
`
}
