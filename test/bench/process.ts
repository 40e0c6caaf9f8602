import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/free-port.ts'
import { startFlags } from '../support/start-flags.ts'

/** A program that listens: the service, or its floor. */
export interface Listening {
  readonly pid: number
  readonly port: number
  stop: () => Promise<void>
}

/** Starts a program of this repository; its output goes to a file, as a service's does. */
export async function startListening (script: string, environment: NodeJS.ProcessEnv, logFile: string, healthPath: string): Promise<Listening> {
  const port = await freePort()
  const log = openSync(logFile, 'w')
  const path = fileURLToPath(new URL(script, new URL('../../', import.meta.url)))
  const child = spawn(process.execPath, [...nodeOptions(), path], { env: { PATH: process.env['PATH'], PORT: String(port), ...environment }, stdio: ['ignore', log, log] })
  closeSync(log)
  await answering(child, `http://127.0.0.1:${port}${healthPath}`, logFile)
  return { pid: child.pid ?? 0, port, stop: async () => { await stop(child) } }
}

// As `npm start` gives them: service and floor run with the same. BENCH_NODE_OPTIONS=--cpu-prof shows where the time goes.
function nodeOptions (): string[] {
  return [...startFlags(), ...process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []]
}

/** What a process holds in memory, in MiB: now, and at its most. Linux tells; elsewhere it is not known. */
export function memoryOf (pid: number): { now: number, most: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mebibytes = (field: string) => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024)
    return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') }
  } catch {
    return undefined // not Linux
  }
}

// Linux counts in hundredths of a second.
const millisecondsPerTick = 10

/** The processor time that a process has used, in milliseconds; undefined where it is not told. */
export function processorTimeOf (pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick
  } catch {
    return undefined // not Linux
  }
}

async function answering (child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${url} did not start: ${readFileSync(logFile, 'utf8').slice(-2_000)}`)
    const response = await fetch(url).catch(() => undefined)
    if (response !== undefined && response.status < 500) return
    await pause(50)
  }
}

async function stop (child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
