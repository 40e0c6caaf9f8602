import t from 'tap'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { testApp } from '../support/app.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { pdfOf } from '../support/files.ts'
import { range } from '../support/scratch-database.ts'
import { startFlags } from '../support/start-flags.ts'
import { waitingFiles } from '../support/store-folder.ts'

const app = await testApp(t)
const { path } = await buildStarted(app)
const mebibyte = 1024 * 1024

t.test('ten files of 25 MiB at once take less than 64 MiB of memory', async (t) => {
  const { address, mostMemory } = await ownProcess(t)
  const headers = { authorization: `Bearer ${app.tokens.contributor}` }
  const upload = async (body: FormData) => (await fetch(`${address}${path}/evidence`, { method: 'POST', headers, body })).status
  for (let warmUp = 0; warmUp < 3; warmUp++) await upload(form({ content: pdfOf(5 * mebibyte) }))
  await mostMemory()
  const before = await mostMemory()

  const file = form({ content: pdfOf(25 * mebibyte) })
  const statuses = await Promise.all(range(10).map(async () => await upload(file)))

  t.same(statuses, range(10).map(() => 201))
  const growth = (await mostMemory() - before) / mebibyte
  t.ok(growth < 64, `grew by ${growth.toFixed(1)} MiB`)
  t.same(await waitingFiles(app), [])
})

async function ownProcess (t: { teardown: (end: () => unknown) => unknown }): Promise<{ address: string, mostMemory: () => Promise<number> }> {
  const { databaseUrl = '', dataDir, sessionSecret } = app.services.config
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataDir, SESSION_SECRET: sessionSecret, NODE_V8_COVERAGE: '' }
  const child = fork(fileURLToPath(new URL('../support/upload-service.ts', import.meta.url)), { env, execArgv: startFlags() })
  t.teardown(async () => {
    child.disconnect()
    await once(child, 'exit')
  })
  const [{ address }] = await once(child, 'message') as [{ address: string }] // as upload-service.ts begins
  const mostMemory = async (): Promise<number> => {
    child.send('how much?')
    const [{ most }] = await once(child, 'message') as [{ most: number }] // as it answers
    return most
  }
  return { address, mostMemory }
}
