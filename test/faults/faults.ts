import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/*
 * npm run faults [-- --only durability,overload]: every run under faults, one after the other, and test/faults/RESULTS.md
 * with what each printed. A run says its promise in its first lines, prints its figures with their bars, and fails
 * when one is missed.
 */

const runs = {
  durability: 'No acknowledged write is lost: 100 kills of the service, 33 of its database',
  overload: 'Four times what it can do: what is accepted is answered in time, the rest is refused at once',
  reminders: 'Reminders under kills: each planned message is on the ledger once, none lost',
  planning: '100,000 open actions are planned in under 10 s',
  webhooks: 'Webhooks under kills, to a receiver that fails a third of the time: none lost',
  'seal-lag': 'Events are sealed within 2 s (p99) under load'
} as const

type Run = keyof typeof runs
interface Outcome { readonly run: Run, readonly held: boolean, readonly seconds: number, readonly output: string }

const { values: { only } } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = (Object.keys(runs) as Run[]).filter((run) => only?.split(',').includes(run) ?? true)

const outcomes: Outcome[] = []
for (const run of wanted) outcomes.push(await carryOut(run))
if (only === undefined) writeFileSync(new URL('RESULTS.md', import.meta.url), resultsOf(outcomes))
process.exitCode = outcomes.every(({ held }) => held) ? 0 : 1

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
  return { run, held: code === 0, seconds: Math.round((performance.now() - begun) / 1_000), output }
}

function resultsOf (all: readonly Outcome[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  const rows = all.map(({ run, held, seconds }) => `| \`node test/faults/${run}.ts\` | ${runs[run]} | ${held ? 'held' : '**missed**'} | ${seconds} s |`)
  const outputs = all.map(({ run, output }) => `## ${run}\n\n\`\`\`\n${output.trim()}\n\`\`\``)
  return `# Under faults

Written by \`npm run faults\` on ${new Date().toISOString().slice(0, 10)}: ${machine}. Load, service and database share the machine.

| Command | Promise | Outcome | Took |
|---|---|---|---|
${rows.join('\n')}

${outputs.join('\n\n')}
`
}
