import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { RunAs } from './account.ts'
import { connectWhenReady } from './connect.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { forgetPostmaster, stopPostmaster } from './postmaster.ts'
import { serverArguments, programEnvironment } from './settings.ts'
import type { Settings } from './settings.ts'

export interface Launch {
  readonly dataDir: string
  readonly cluster: string
  readonly postgres: string
  readonly runAs: RunAs
  readonly settings: Settings
  readonly superUrl: (port: number) => string
  readonly atWork: () => void
}

export interface Launched {
  readonly pid: number
  readonly port: number
  readonly client: Client
}

// After a killed server its children need a moment to notice, and hold the shared memory until then.
const retryForMs = 10_000

/** Starts the server in a process group of its own, so that Ctrl-C reaches the service and not its database. */
export async function launch (wanted: Launch, choosePort: () => Promise<number>): Promise<Launched> {
  const deadline = performance.now() + retryForMs
  for (;;) {
    forgetPostmaster(wanted.cluster)
    try {
      return await launchOnce(wanted, await choosePort())
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error
      await pause(200)
    }
  }
}

/** The port it had before, when it is free; otherwise one that is. */
export async function freePort (preferred: number | undefined): Promise<number> {
  return await bindable(preferred ?? 0).catch(async () => await bindable(0))
}

async function launchOnce (wanted: Launch, port: number): Promise<Launched> {
  const log = openLog(wanted.dataDir)
  const child = spawnServer(wanted, port, log.descriptor)
  const failed = once(child, 'exit').then(() => { throw complaint(log) })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  try {
    const client = await Promise.race([failed, connectWhenReady({ url: wanted.superUrl(port), isRunning, silenceMs: 30_000 })])
    return { pid: child.pid ?? 0, port, client }
  } catch (error) {
    if (child.pid !== undefined && isRunning()) await stopPostmaster(child.pid)
    throw error
  } finally {
    failed.catch(() => {}) // its end later on is the watcher's business
    closeSync(log.descriptor)
  }
}

function spawnServer (wanted: Launch, port: number, log: number): ChildProcess {
  const command = wanted.runAs(wanted.postgres, serverArguments(wanted.cluster, port, wanted.settings))
  const child = spawn(command.program, command.args, {
    ...command.account, cwd: '/', env: programEnvironment(), detached: true, stdio: ['ignore', log, log]
  })
  child.unref()
  wanted.atWork()
  return child
}

interface Log { readonly file: string, readonly from: number, readonly descriptor: number }

const rotateFromBytes = 10 * 1024 * 1024

function openLog (dataDir: string): Log {
  const file = join(dataDir, 'postgres.log')
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > rotateFromBytes) renameSync(file, `${file}.1`)
  return { file, from: size > rotateFromBytes ? 0 : size, descriptor: openSync(file, 'a', 0o600) }
}

/** What the server said last, as one line. */
function complaint (log: Log): EmbeddedPostgresError {
  const lines = readFileSync(log.file).subarray(log.from).toString('utf8').trim().split('\n')
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1)
  return new EmbeddedPostgresError(`PostgreSQL did not start: ${fatal?.replace(/^.*?(FATAL|PANIC):\s+/, '')} (more in ${log.file})`)
}

// The port was taken between our look and its own; or a killed server's children have not noticed yet.
function isPassing (error: unknown): boolean {
  return error instanceof EmbeddedPostgresError && /TCP\/IP sockets|shared memory block|lock file/.test(error.message)
}

async function bindable (port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo // listens on TCP, so it is neither null nor a path
  server.close()
  await once(server, 'close')
  return address.port
}
