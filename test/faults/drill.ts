import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../cli/run.ts'
import { start } from '../process/service.ts'
import type { Running } from '../process/service.ts'
import { keepWriting, updatesOf } from '../process/updates.ts'
import { stopDatabaseAtEnd } from '../support/data-folder.ts'
import { pdfOf } from '../support/files.ts'
import { until } from '../support/until.ts'
import { hold, tell } from './bars.ts'
import { ended, handIn } from './importing.ts'
import { largePlan } from './imports-plan.ts'
import { runIn } from './run.ts'

// The drill of docs/operations.md, timed: node test/faults/drill.ts [--plans 2] [--files 200]
// A service with plans of 50,000 actions and files of a mebibyte is backed up while it is written to, restored elsewhere,
// looked through and started. The short form of it is test/process/backup.test.ts.

const { values } = parseArgs({ options: { plans: { type: 'string', default: '2' }, files: { type: 'string', default: '200' } } })
const [plans, files, rows, fileSize] = [Number(values.plans), Number(values.files), 50_000, 2 ** 20]
const environment = { RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'silent' }

interface Manifest { readonly beganAt: string, readonly endedAt: string, readonly files: ReadonlyArray<{ readonly size: number }> }

await runIn('drill', async (closing, around) => {
  const [dataDir, backup, elsewhere] = ['data', 'backup', 'elsewhere'].map((name) => join(around, name)) as [string, string, string]
  for (const folder of [dataDir, elsewhere]) stopDatabaseAtEnd(closing, folder)
  const service = await start(closing, dataDir, environment)
  const actionId = await fill(service)

  const writing = keepWriting(service, actionId)
  await until(() => writing.acknowledged.length > 50)
  const backingUp = await timedIn(dataDir, 'backup', '--into', backup)
  const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as Manifest
  await until(() => writing.acknowledged.some(({ at }) => at > Date.parse(manifest.endedAt)))
  await writing.stop()
  const meanwhile = writing.acknowledged.filter(({ at }) => at >= Date.parse(manifest.beganAt) && at < Date.parse(manifest.endedAt))

  const restoring = await timedIn(dataDir, 'restore', '--from', backup, '--into', elsewhere)
  const [verifying, checking] = [await timedIn(elsewhere, 'verify'), await timedIn(elsewhere, 'evidence', 'check')]
  const begun = performance.now()
  const restored = await start(closing, elsewhere, environment)
  const starting = secondsSince(begun)
  const found = await updatesOf(restored, actionId)
  const lost = writing.acknowledged.filter(({ id, at }) => at < Date.parse(manifest.endedAt) && !found.has(id))
  const there = (await restored.actions('count=true&limit=1')).total ?? NaN
  return [
    tell('actions, files of evidence, MiB of the backup', `${there}, ${files}, ${Math.round(manifest.files.reduce((sum, { size }) => sum + size, 0) / 2 ** 20)}`),
    tell('seconds to back up, in which so many writes were acknowledged', `${backingUp}, ${meanwhile.length}`),
    hold('of those acknowledged until the moment that it tells, missing', lost.length, '0', lost.length === 0 && meanwhile.length > 0),
    tell('seconds to restore', `${restoring}`),
    tell('seconds to verify the chain there, to check the files', `${verifying}, ${checking}`),
    tell('seconds until it is ready', `${starting}`)
  ].every(Boolean)
})

/** Imports the plans, and adds the files to one of their actions, whose id it gives. */
async function fill (service: Running): Promise<string> {
  for (let plan = 1; plan <= plans; plan++) {
    const { state, added } = await ended(service, (await handIn(service, largePlan(`PLAN${plan}`, rows))).id)
    if (state !== 'imported' || added !== rows) throw new Error(`The plan was ${state}: ${added} of ${rows} actions.`)
  }
  const [action] = (await service.actions('status=in_progress&limit=1')).data
  for (let file = 1; file <= files; file++) {
    const form = new FormData()
    for (const [name, value] of Object.entries({ kind: 'output', title: `Sample ${file}`, effectiveOn: '2026-01-02' })) form.set(name, value)
    form.set('file', new Blob([pdfOf(fileSize)], { type: 'application/pdf' }), `sample-${file}.pdf`)
    const { status } = await service.ask('POST', `/v1/actions/${action?.id}/evidence`, form, { 'idempotency-key': randomUUID() })
    if (status !== 201) throw new Error(`A file was answered ${status}.`)
  }
  return action?.id ?? ''
}

/** Seconds that a command of the operator takes, which must succeed. */
async function timedIn (dataDir: string, ...words: readonly string[]): Promise<number> {
  const begun = performance.now()
  const { code, err } = await run(['--require', './src/require-node.cjs', 'src/cli.ts', ...words], { DATA_DIR: dataDir })
  if (code !== 0) throw new Error(`${words.join(' ')}: ${err}`)
  return secondsSince(begun)
}

function secondsSince (begun: number): number {
  return Math.round((performance.now() - begun) / 100) / 10
}
