import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { connect } from '../../src/platform/postgres/connect.ts'
import type { Closing } from '../support/receiver.ts'
import { until } from '../support/until.ts'

// What a service does with its database, as a process of its own that can be killed. It answers each line of
// its input with a stop, and Ctrl-C with a question to the database and then a stop.
const service = `
  import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve('../../src/platform/postgres/embedded.ts'))}
  import { connect } from ${JSON.stringify(import.meta.resolve('../../src/platform/postgres/connect.ts'))}
  const say = (line) => console.log(JSON.stringify(line))
  const settings = { fsync: 'off', shared_buffers: '16MB' }
  try {
    const database = await startEmbeddedPostgres({ dataDir: process.env.DATA_DIR, settings, log: (message) => say({ log: message }) })
    process.on('SIGINT', async () => {
      const client = await connect(database.url)
      say({ answer: (await client.query('select 1 as one')).rows[0].one })
      await client.end()
      await stop()
    })
    const stop = async () => {
      await database.stop()
      process.exit(0)
    }
    process.stdin.on('data', stop)
    say({ url: database.url, ownerUrl: database.ownerUrl })
  } catch (error) {
    say({ refused: error.message, name: error.name })
    process.exit(1)
  }`

export interface Said { readonly url?: string, readonly ownerUrl?: string, readonly refused?: string, readonly name?: string, readonly log?: string, readonly answer?: number }

export interface Service {
  readonly process: ChildProcess
  readonly lines: Said[]
  readonly ownerUrl: string
  readonly url: string
  readonly refused: string
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts a service without waiting for anything. */
export function spawnService (dataDir: string, environment: NodeJS.ProcessEnv = {}): { child: ChildProcess, lines: Said[], ended: Promise<unknown> } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', service], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...environment }, detached: true, stdio: ['pipe', 'pipe', 'inherit']
  })
  const lines: Said[] = []
  createInterface(child.stdout).on('line', (line) => { lines.push(JSON.parse(line)) })
  return { child, lines, ended: once(child, 'close') }
}

/** Starts a service and waits until it has its database, or says why not. */
export async function start (t: Closing, dataDir: string, environment: NodeJS.ProcessEnv = {}): Promise<Service> {
  const { child, lines, ended } = spawnService(dataDir, environment)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await until(() => outcome(lines) !== undefined)
  const { url = '', ownerUrl = '', refused = '' } = outcome(lines) ?? {}
  return {
    process: child,
    lines,
    url,
    ownerUrl,
    refused,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.stdin?.end('stop')
      await ended
    }
  }
}

function outcome (lines: readonly Said[]): Said | undefined {
  return lines.find((line) => line.url !== undefined || line.refused !== undefined)
}

/** One question over a connection of its own, in all partnerships; the values of its rows in a row. */
export async function ask (url: string, question: string): Promise<unknown[]> {
  const client = await connect(url)
  await client.query("set app.partnership_id = '*'")
  const { rows } = await client.query({ text: question, rowMode: 'array' }).finally(async () => { await client.end() })
  return rows.flat()
}

/** What the service logged about its database. */
export function logged (service: Service): string[] {
  return service.lines.flatMap(({ log }) => log ?? [])
}
