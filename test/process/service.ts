import type { Test } from 'tap'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../support/data-folder.ts'
import { copy, prepared, preparedCluster } from '../support/prepared-folder.ts'
import { freePort } from '../support/free-port.ts'
import type { Closing } from '../support/receiver.ts'
import { until } from '../support/until.ts'

/** The real service, as `npm start` runs it. */
export interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly address: string
  /** What it wrote to standard error so far, line by line. */
  complaints: () => string[]
  /** How it ended: with an exit code, or by a signal. */
  readonly ended: Promise<number | string>
  /** Asks as the coordinator whose key the service left in its data folder. */
  ask: (method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<Response>
  actions: (query: string) => Promise<{ readonly data: ListedAction[], readonly total?: number }>
}

export interface ListedAction { readonly id: string, readonly version: number, readonly externalReference: string | null }

/** A data folder under a name with blanks and an accent; when the test ends, its database is stopped and it goes. */
export function newDataDir (t: Test): string {
  return dataFolder(t, 'données à garder')
}

/** A data folder in which the service was started and stopped once: with a database, the Child O example and a coordinator's key. */
export async function usedDataDir (t: Test): Promise<string> {
  const [dataDir, cluster] = [newDataDir(t), await preparedCluster()]
  await copy(await prepared('example', async (folder) => { await copy(cluster, folder); await startOnce(folder) }), dataDir)
  return dataDir
}

/** Starts the service in a process group of its own, without waiting for anything. */
export async function launch (t: Closing, dataDir: string, environment: NodeJS.ProcessEnv = {}): Promise<Running> {
  const port = environment['PORT'] === undefined ? await freePort() : Number(environment['PORT'])
  const child = spawn(process.execPath, startArguments(), {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: String(port), ...environment }, detached: true, stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { said += text })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const address = `http://127.0.0.1:${port}`
  const ask: Running['ask'] = async (method, path, body, headers = {}) => await fetch(`${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${readFileSync(join(dataDir, 'api-key'), 'utf8')}`, ...body instanceof FormData ? {} : { 'content-type': 'application/json' }, ...headers },
    ...body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }
  })
  // The API's document says so, and the feature tests hold it to that.
  const actions: Running['actions'] = async (query) => await (await ask('GET', `/v1/actions?${query}`)).json() as Awaited<ReturnType<Running['actions']>>
  return { child, port, address, complaints: () => said.split('\n').filter((line) => line !== ''), ended, ask, actions }
}

async function startOnce (dataDir: string): Promise<void> {
  const closing: Array<() => unknown> = []
  try {
    const { child, ended } = await start({ teardown: (close) => { closing.push(close) } }, dataDir)
    child.kill('SIGTERM')
    await ended
  } finally {
    for (const close of closing) await close()
  }
}

/** Starts the service and waits until it is ready for requests. */
export async function start (t: Closing, dataDir: string, environment: NodeJS.ProcessEnv = {}): Promise<Running> {
  const service = await launch(t, dataDir, environment)
  await until(async () => {
    if (service.child.exitCode !== null) throw new Error(`The service did not start: ${service.complaints().join(' ')}`)
    return await isReady(service)
  })
  return service
}

export async function isReady ({ address }: Running): Promise<boolean> {
  return await fetch(`${address}/readyz`).then(({ ok }) => ok, () => false)
}

// What `npm start` calls, without npm between the test and the process.
function startArguments (): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [, ...args] = String(scripts.start).split(' ')
  return args
}
